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

// The ledger, down to what is remembered of it, was judged and found to have grown from that.
bool may_be_remembered(const Report& report, const LedgerProof& proof,
                       const std::optional<KnownSize>& remembered) {
    if (report.identity != Identity::kPinned || has(report, "interrupted")) return false;
    if (report.verdict != Verdict::kVerified && report.verdict != Verdict::kVerifiedWithEvents &&
        report.verdict != Verdict::kIncomplete) {
        return false;
    }
    return !remembered || (proof.watched && proof.watched->size == remembered->size &&
                           proof.watched->root == remembered->root);
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

// Only what somebody trusts is remembered, and only for those who judge by the same key.
Result<bool> is_known(const TrustStore& store, const LedgerId& ledger,
                      const std::optional<Pin>& judged_by) {
    const Result<std::optional<Pin>> pin = store.find(ledger);
    if (!pin) return pin.error();
    return *pin && judged_by && judged_by->key == (*pin)->key;
}

}  // namespace

Result<std::optional<KnownSize>> remembered_of(const TrustStore& store, const LedgerId& ledger,
                                               const std::optional<Pin>& judged_by) {
    const Result<bool> known = is_known(store, ledger, judged_by);
    if (!known) return known.error();
    if (!*known) return std::optional<KnownSize>();
    return store.remembered(ledger);
}

Result<Report> verify_and_remember(platform::Storage& storage, platform::Clock& clock,
                                   const std::string& directory, const VerifyOptions& options,
                                   TrustStore& store, const LedgerId& ledger) {
    const Result<bool> known = is_known(store, ledger, options.pin);
    if (!known) return known.error();
    const Result<std::optional<KnownSize>> remembered = remembered_of(store, ledger, options.pin);
    if (!remembered) return remembered.error();
    VerifyOptions how = options;
    how.remembered = *remembered;
    how.ledger = ledger;
    LedgerProof proof;
    Report report = verify_ledger(storage, clock, directory, how, &proof);
    if (!*known) return report;
    const bool put_back =
        how.remembered && has(report, "rollback") && report.tree_size < how.remembered->size;
    if (put_back || (how.remembered && proof.watched)) {
        report.remembered_size = how.remembered->size;
    }

    if (put_back) {
        report.evidence_file = store.memory_path(ledger);
    } else if (how.remembered && is_only_a_fork(report) && proof.checkpoint && proof.watched_path) {
        const std::string path = store.fork_path(ledger, proof.checkpoint->checkpoint.root);
        const Status written =
            write_fork_evidence(storage, path, store.memory_path(ledger),
                                {how.remembered->size, how.remembered->root}, proof);
        if (written) report.evidence_file = path;
        tell_unwritten(report, path, written);
    } else if (may_be_remembered(report, proof, how.remembered) && proof.checkpoint) {
        const std::uint64_t size = proof.checkpoint->checkpoint.size;
        if (how.remembered && how.remembered->size >= size) return report;
        const std::string path = store.memory_path(ledger);
        const Status written = write_checkpoint_evidence(storage, path, proof, [&]() -> Status {
            const Result<std::optional<KnownSize>> now = store.remembered(ledger);
            if (!now) return now.error();
            if (*now == how.remembered) return {};
            return Error{ErrorCode::kBusy, "another verification was faster"};
        });
        if (written) report.remembered_size = size;
        // The next verification is held to what the other one has seen.
        const bool others = !written && written.error().code == ErrorCode::kBusy;
        if (!others) tell_unwritten(report, path, written);
    }
    return report;
}

}  // namespace counterfoil::verifier
