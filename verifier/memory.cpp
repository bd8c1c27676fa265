// SPDX-License-Identifier: Apache-2.0
#include "verifier/memory.h"

#include <fmt/format.h>

#include <algorithm>

#include "verifier/checkpoint_archive.h"

namespace counterfoil::verifier {
namespace {

bool has(const Report& report, std::string_view kind) {
    return std::any_of(report.findings.begin(), report.findings.end(),
                       [&](const Finding& each) { return each.kind == kind; });
}

// What else is wrong would be wrong in the evidence too.
bool is_only_a_fork(const Report& report) {
    const auto failures =
        std::count_if(report.findings.begin(), report.findings.end(),
                      [](const Finding& each) { return each.severity == Severity::kFailure; });
    return has(report, "fork") && failures == 1;
}

// Nothing contradicts what the ledger proves, up to its checkpoint at least.
bool proves_its_checkpoint(const Report& report) {
    return report.identity == Identity::kPinned &&
           (report.verdict == Verdict::kVerified ||
            report.verdict == Verdict::kVerifiedWithEvents ||
            report.verdict == Verdict::kIncomplete);
}

// A memory that cannot be written changes no verdict, and is told.
void tell_unwritten(Report& report, const std::string& path, const Status& status) {
    if (status) return;
    report.events.push_back(
        {"not-remembered", std::nullopt,
         fmt::format("{} could not be written: {}", plain(path), plain(status.error().message)),
         true});
    if (report.verdict == Verdict::kVerified) report.verdict = Verdict::kVerifiedWithEvents;
}

}  // namespace

Result<Report> verify_and_remember(platform::Storage& storage, platform::Clock& clock,
                                   const std::string& directory, const VerifyOptions& options,
                                   TrustStore& store, const LedgerId& ledger) {
    const Result<std::optional<Pin>> pin = store.find(ledger);
    if (!pin) return pin.error();
    // Only what somebody trusts is remembered, and only for those who judge by the same key.
    const bool known = *pin && options.pin && options.pin->key == (*pin)->key;
    VerifyOptions how = options;
    if (known) {
        const Result<std::optional<KnownSize>> remembered = store.remembered(ledger);
        if (!remembered) return remembered.error();
        how.remembered = *remembered;
    }
    LedgerProof proof;
    Report report = verify_ledger(storage, clock, directory, how, &proof);
    if (!known) return report;
    if (how.remembered) report.remembered_size = how.remembered->size;

    if (how.remembered && has(report, "rollback")) {
        report.evidence_file = store.memory_path(ledger);
    } else if (how.remembered && is_only_a_fork(report) && proof.checkpoint && proof.watched_path) {
        const std::string path = store.fork_path(ledger, proof.checkpoint->checkpoint.root);
        const Status written =
            write_fork_evidence(storage, path, store.memory_path(ledger),
                                {how.remembered->size, how.remembered->root}, proof);
        if (written) report.evidence_file = path;
        tell_unwritten(report, path, written);
    } else if (proves_its_checkpoint(report) && proof.checkpoint) {
        const std::uint64_t size = proof.checkpoint->checkpoint.size;
        if (how.remembered && how.remembered->size >= size) return report;
        const std::string path = store.memory_path(ledger);
        const Status written = write_checkpoint_evidence(storage, path, proof);
        if (written) report.remembered_size = size;
        tell_unwritten(report, path, written);
    }
    return report;
}

}  // namespace counterfoil::verifier
