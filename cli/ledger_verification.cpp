// SPDX-License-Identifier: Apache-2.0
#include "cli/ledger_verification.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "ledger/crypto/encoding.h"
#include "ledger/notes/note.h"
#include "verifier/given_checkpoint.h"
#include "verifier/memory.h"
#include "verifier/trust_store.h"

namespace counterfoil::cli {
namespace {

constexpr std::uint64_t kThreadsMax = 256;
constexpr std::uint64_t kThreadsByDefaultMax = 8;

Result<verifier::GivenCheckpoint> checkpoint_from(platform::Storage& storage,
                                                  const std::string& path) {
    const Result<Bytes> text = platform::read_file(storage, path, notes::kNoteSizeMax);
    if (!text) return text.error();
    Result<verifier::GivenCheckpoint> given = verifier::GivenCheckpoint::parse(as_text(*text));
    if (given) return given;
    return Error{
        ErrorCode::kInvalidArgument,
        fmt::format("--since {}: is no checkpoint as `counterfoil checkpoint` prints it: {}", path,
                    given.error().message)};
}

unsigned threads_of(const LedgerVerification& choices) {
    if (choices.threads > 0) return static_cast<unsigned>(choices.threads);
    return static_cast<unsigned>(
        std::clamp<std::uint64_t>(std::thread::hardware_concurrency(), 1, kThreadsByDefaultMax));
}

}  // namespace

void ledger_verification_options(Options& options, LedgerVerification& choices) {
    options.value("--since", "CHECKPOINT", choices.since,
                  "Of a ledger: judge only what is new since this checkpoint, up to which it was "
                  "verified before");
    options.flag("--quick", choices.quick,
                 "Of a ledger: judge HEAD, checkpoints and segment seals only; INCOMPLETE at best");
    options.number("--threads", choices.threads,
                   "Of a ledger: how many threads judge (default: one a processor, at most 8)");
    trust_directory_option(options, choices.trust);
    state_directory_option(options, choices.state);
}

Result<verifier::Report> run_ledger_verification(const Machine& machine,
                                                 const std::string& directory,
                                                 verifier::VerifyOptions how,
                                                 const LedgerVerification& choices) {
    if (choices.threads > kThreadsMax) {
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("--threads: at most {}", kThreadsMax)};
    }
    if (choices.quick && !choices.since.empty()) {
        return Error{ErrorCode::kInvalidArgument,
                     "--quick and --since: choose one; --since already reads only what is new"};
    }
    platform::Storage& storage = machine.storage();
    how.quick = choices.quick;
    how.threads = threads_of(choices);
    if (!choices.since.empty()) {
        Result<verifier::GivenCheckpoint> since = checkpoint_from(storage, choices.since);
        if (!since) return since.error();
        how.since = std::move(*since);
    }
    // What cannot be told here is told by the report.
    const Result<LedgerId> ledger = verifier::claimed_ledger_id(storage, directory);
    const Result<std::string> trust = trust_directory(choices.trust);
    if (!ledger || !trust) {
        return verifier::verify_ledger(storage, machine.clock(), directory, how);
    }
    if (const Result<std::string> state = verification_directory(choices.state)) {
        how.resume_file = platform::join(*state, crypto::hex(*ledger) + ".state");
    }
    verifier::TrustStore store(storage, *trust);
    return verifier::verify_and_remember(storage, machine.clock(), directory, how, store, *ledger);
}

}  // namespace counterfoil::cli
