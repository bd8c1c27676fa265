// SPDX-License-Identifier: Apache-2.0
#include "verifier/verify.h"

#include <fmt/format.h>

#include "ledger/notes/proof_file.h"
#include "verifier/bundle_judge.h"
#include "verifier/bundle_texts.h"
#include "verifier/fork_judge.h"
#include "verifier/ledger_judge.h"
#include "verifier/proof_judge.h"
#include "verifier/tiles_judge.h"

namespace counterfoil::verifier {
namespace {

// A ledger that is being written may be caught between two states; then it is looked at again.
constexpr int kAttemptsMax = 4;

// When it was judged, and in how long.
void sign_off(Report& report, platform::Clock& clock, std::uint64_t start_ns) {
    report.judged_ns = clock.now_ns();
    report.duration_seconds =
        static_cast<double>(clock.monotonic_ns() - start_ns) / 1'000'000'000.0;
}

}  // namespace

Report verify_ledger(platform::Storage& storage, platform::Clock& clock,
                     const std::string& directory, const VerifyOptions& options,
                     LedgerProof* proof) {
    const std::uint64_t start_ns = clock.monotonic_ns();
    std::optional<std::uint64_t> refused_slot;
    for (int attempt = 1;; ++attempt) {
        LedgerJudge judge(storage, directory, options, clock.now_ns(), refused_slot);
        judge.run();
        const bool cancelled = options.cancelled && options.cancelled();
        if (attempt < kAttemptsMax && !cancelled) {
            if (judge.slot_to_refuse()) {
                refused_slot = judge.slot_to_refuse();
                continue;
            }
            if (!judge.flawless() && judge.head_moved()) {
                refused_slot.reset();
                continue;
            }
        }
        // Nothing is left to go on with, when all of it was judged.
        const bool whole = !options.quick && !options.since;
        if (!cancelled && whole && !options.resume_file.empty()) {
            (void)storage.remove_file(options.resume_file);
        }
        if (proof != nullptr) *proof = judge.proof();
        Report report = judge.report();
        sign_off(report, clock, start_ns);
        return report;
    }
}

Report verify_bundle(platform::Storage& storage, platform::Clock& clock, const std::string& path,
                     const VerifyOptions& options) {
    const std::uint64_t start_ns = clock.monotonic_ns();
    Report report;
    if (is_fork_evidence(storage, path)) {
        report = judge_fork_evidence(storage, path, options);
    } else {
        BundleJudge judge(path, options, clock.now_ns());
        judge.run(storage);
        report = judge.report();
    }
    sign_off(report, clock, start_ns);
    return report;
}

Report verify_proof(platform::Storage& storage, platform::Clock& clock, const std::string& path,
                    const ProofOptions& options) {
    const std::uint64_t start_ns = clock.monotonic_ns();
    ProofJudge judge(path, options);
    judge.run(storage);
    Report report = judge.report();
    sign_off(report, clock, start_ns);
    return report;
}

Report verify_consistency_proof(platform::Storage& storage, platform::Clock& clock,
                                const ConsistencyPaths& paths, const ProofOptions& options) {
    const std::uint64_t start_ns = clock.monotonic_ns();
    ConsistencyJudge judge(paths, options);
    judge.run(storage);
    Report report = judge.report();
    sign_off(report, clock, start_ns);
    return report;
}

Result<ProofClaim> claimed_proof(platform::Storage& storage, const std::string& path) {
    const Result<Bytes> bytes = platform::read_file(storage, path, notes::kProofSizeMax);
    if (!bytes) return bytes.error();
    ProofClaim claim;
    std::string text(as_text(*bytes));
    if (Result<notes::ProofFile> proof = notes::parse_proof(text)) {
        claim.index = proof->index;
        text = proof->checkpoint;
    }
    BundleNote note;
    if (auto problem = read_note(text, {path, {}, {}, {}}, note)) {
        return Error{ErrorCode::kDamaged, fmt::format("{}: {}", plain(path), problem->message)};
    }
    claim.origin = note.checkpoint.origin;
    return claim;
}

Report verify_tiles(platform::Storage& storage, platform::Clock& clock,
                    const std::string& directory, const VerifyOptions& options) {
    const std::uint64_t start_ns = clock.monotonic_ns();
    TilesJudge judge(storage, directory, options, clock.now_ns());
    judge.run();
    Report report = judge.report();
    sign_off(report, clock, start_ns);
    return report;
}

}  // namespace counterfoil::verifier
