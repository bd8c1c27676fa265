// SPDX-License-Identifier: Apache-2.0
// What a judgement of a ledger says at its end.

#include <fmt/format.h>

#include <algorithm>

#include "verifier/ledger_judge.h"

namespace counterfoil::verifier {

Verdict LedgerJudge::verdict() const {
    return findings_.verdict(events_.any_notable() ? Verdict::kVerifiedWithEvents
                                                   : Verdict::kVerified);
}

std::vector<std::string> LedgerJudge::not_proven() const {
    std::vector<std::string> texts;
    texts.push_back(
        "that what was logged is true: the ledger proves what it was given, and in what order");
    if (!facts_ || !walk_) return texts;
    const LedgerState& state = walk_->state();
    texts.push_back(fmt::format("what happened after the last commit seen here ({} records)",
                                state.tree.size()));
    const SlotRead* const head = head_.newest();
    if (head != nullptr && head->slot.clean == 0 && !loss_) {
        const std::uint64_t promised = head->slot.tree_size;
        const std::uint64_t there = std::max(state.tree.size(), promised);
        texts.push_back(fmt::format(
            "that nothing was cut off behind the first {} records, which HEAD promises: until HEAD "
            "is written again, at most a second later, a cut looks like a crash ({} records stand "
            "there)",
            promised, there - promised));
    }
    if (events_.recoveries() > 0) {
        texts.push_back(fmt::format(
            "that nothing was cut off at the crash before {}: what was committed behind the last "
            "HEAD before it, at most a second's records, could have been taken away by whoever had "
            "the disk then; a receipt or checkpoint kept elsewhere shows it",
            events_.recoveries() == 1
                ? "the recovery"
                : fmt::format("each of the {} recoveries", events_.recoveries())));
    }
    texts.push_back(
        "against somebody without keys, who kept an older copy of the ledger: what came after that "
        "copy, as they could put it back; a checkpoint remembered elsewhere shows it");
    texts.push_back(fmt::format(
        "against somebody who has the secret of the current epoch ({}): what came after the first "
        "{} records; a checkpoint remembered elsewhere binds that too",
        state.epoch, state.epoch_start));
    if (start_ && options_.quick) {
        texts.push_back(fmt::format(
            "the first {} records, but for the first and last of each segment, and what was "
            "published, cosigned or stamped of them: a quick look does not read them; verify "
            "without --quick to prove them",
            start_->state.tree.size()));
        if (start_->state.epoch > 0) {
            texts.push_back(fmt::format(
                "that the keys of epochs 1 to {} are the ledger's: a quick look takes them from "
                "the segments themselves, and does not read the records that name them",
                start_->state.epoch));
        }
    } else if (partial()) {
        texts.push_back(fmt::format(
            "the first {} records, the files that hold them, and what was published, cosigned or "
            "stamped of them: they were not read again; the checkpoint of {} records that was "
            "given "
            "stands for them, as it was verified before",
            start_->state.tree.size(), options_.since->checkpoint.size));
    }
    if (options_.remembered && lineage_ && !lineage_->watched() &&
        !findings_.any(Severity::kFailure)) {
        texts.push_back(fmt::format(
            "that the ledger has grown from the {} records that are remembered of it: they were "
            "not compared",
            options_.remembered->size));
    }
    if (identity_ == Identity::kKeyOnly) {
        texts.push_back(
            "with the vkey alone: that there is no second ledger under the same key, unless the "
            "identity key is kept offline; a pin file names the genesis record too");
    }
    if (identity_ == Identity::kUnpinned) texts.push_back("whose ledger this is");
    if (facts_->encrypted) {
        texts.push_back(
            "what the sealed bodies say: they were not opened, but each is the one that its entry "
            "names by digest");
    }
    if (events_.any_destroyed()) texts.push_back("what the destroyed bodies said");
    texts.push_back("that times are right: they are the writer's own clock");
    return texts;
}

Report LedgerJudge::report() {
    Report report;
    report.path = plain(directory_);
    report.verdict = verdict();
    report.identity = identity_;
    report.not_proven = not_proven();
    if (facts_) {
        report.ledger_id = facts_->id;
        report.origin = facts_->genesis.origin;
        report.vkey = facts_->vkey;
    }
    if (walk_) {
        report.tree_size = walk_->state().tree.size();
        report.root = walk_->state().tree.root();
        report.records_verified = walk_->totals().records;
        report.event_records = walk_->totals().events;
        report.bytes_verified =
            walk_->totals().bytes + sealed_bytes_ + head_.bytes + checkpoints_->bytes();
        report.checkpoint_count = checkpoints_->count();
        report.checkpoint_size = checkpoints_->size();
        report.epochs = walk_->epochs().size();
    }
    if (partial()) report.first_record = start_->state.tree.size();
    if (attachments_) attachments_->tell(report);
    report.findings_total = findings_.total();
    report.findings = findings_.take();
    report.events = events_.take();
    return report;
}

LedgerProof LedgerJudge::proof() {
    LedgerProof proof;
    proof.facts = facts_;
    if (!lineage_) return proof;
    proof.checkpoint = lineage_->proof();
    proof.watched = lineage_->watched();
    proof.watched_path = lineage_->watched_path();
    return proof;
}

}  // namespace counterfoil::verifier
