// SPDX-License-Identifier: Apache-2.0
#include "cli/ledger_verification.h"

#include <fmt/format.h>

#include "ledger/notes/note.h"
#include "ledger/platform/machine_facts.h"
#include "verifier/given_checkpoint.h"

namespace counterfoil::cli {
namespace {

constexpr std::uint64_t kThreadsMax = 256;

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
    return choices.threads > 0 ? static_cast<unsigned>(choices.threads)
                               : platform::worker_threads();
}

}  // namespace

void ledger_verification_options(Options& options, LedgerVerification& choices) {
    options.value("--since", "CHECKPOINT", choices.since,
                  "Of a ledger: judge only what is new since this checkpoint, up to which it was "
                  "verified before");
    options.flag("--quick", choices.quick,
                 "Of a ledger: read the records of the newest segment only, and of the others the "
                 "seals; INCOMPLETE at best, unless there is one segment only");
    options.number("--threads", choices.threads,
                   "Of a ledger: how many threads judge (default: one a processor, at most 8)");
    trust_directory_option(options, choices.trust);
    state_directory_option(options, choices.state);
}

Status apply(const Machine& machine, const LedgerVerification& choices,
             verifier::Question& question) {
    if (choices.threads > kThreadsMax) {
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("--threads: at most {}", kThreadsMax)};
    }
    if (choices.quick && !choices.since.empty()) {
        return Error{ErrorCode::kInvalidArgument,
                     "--quick and --since: choose one; --since already reads only what is new"};
    }
    question.how.quick = choices.quick;
    question.how.threads = threads_of(choices);
    if (!choices.since.empty()) {
        Result<verifier::GivenCheckpoint> since = checkpoint_from(machine.storage(), choices.since);
        if (!since) return since.error();
        question.how.since = std::move(*since);
    }
    if (const Result<std::string> state = verification_directory(choices.state)) {
        question.state_directory = *state;
    }
    return {};
}

}  // namespace counterfoil::cli
