// SPDX-License-Identifier: Apache-2.0
#include "verifier/verify.h"

#include "verifier/bundle_judge.h"
#include "verifier/fork_judge.h"
#include "verifier/ledger_judge.h"

namespace counterfoil::verifier {
namespace {

// A ledger that is being written may be caught between two states; then it is looked at again.
constexpr int kAttemptsMax = 4;

double seconds_since(platform::Clock& clock, std::uint64_t start_ns) {
    return static_cast<double>(clock.monotonic_ns() - start_ns) / 1'000'000'000.0;
}

}  // namespace

Report verify_ledger(platform::Storage& storage, platform::Clock& clock,
                     const std::string& directory, const VerifyOptions& options,
                     LedgerProof* proof) {
    const std::uint64_t start_ns = clock.monotonic_ns();
    std::optional<std::uint64_t> refused_slot;
    for (int attempt = 1;; ++attempt) {
        LedgerJudge judge(storage, directory, options, refused_slot);
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
        // Nothing is left to go on with.
        if (!cancelled && !options.resume_file.empty()) {
            (void)storage.remove_file(options.resume_file);
        }
        if (proof != nullptr) *proof = judge.proof();
        Report report = judge.report();
        report.duration_seconds = seconds_since(clock, start_ns);
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
        BundleJudge judge(path, options);
        judge.run(storage);
        report = judge.report();
    }
    report.duration_seconds = seconds_since(clock, start_ns);
    return report;
}

}  // namespace counterfoil::verifier
