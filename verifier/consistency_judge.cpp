// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "verifier/bundle_records.h"
#include "verifier/evidence_file.h"
#include "verifier/proof_judge.h"
#include "verifier/standing_claims.h"

namespace counterfoil::verifier {

void ConsistencyJudge::run(platform::Storage& storage) {
    if (auto problem = judge(storage)) findings_.add(std::move(*problem));
}

std::optional<Finding> ConsistencyJudge::judge(platform::Storage& storage) {
    BundleNote older;
    BundleNote newer;
    if (auto problem = read_note_file(storage, paths_.older, older)) return problem;
    if (auto problem = read_note_file(storage, paths_.newer, newer)) return problem;
    old_ = std::move(older);
    new_ = std::move(newer);
    const Place old_place{paths_.older, {}, {}, {}};
    const Place new_place{paths_.newer, {}, {}, {}};
    if (old_->checkpoint.origin != new_->checkpoint.origin) {
        return failure("checkpoint-origin", new_place, "the two checkpoints are of two ledgers",
                       {plain(old_->checkpoint.origin), plain(new_->checkpoint.origin)});
    }
    if (old_->checkpoint.size > new_->checkpoint.size) {
        return failure("checkpoint-order", new_place,
                       "the older checkpoint is the larger one; they may have been exchanged",
                       {fmt::format("at least {}", old_->checkpoint.size),
                        std::to_string(new_->checkpoint.size)});
    }
    if (auto problem = judge_path(storage)) return problem;
    evidence_.take(storage, findings_);
    if (findings_.verdict(Verdict::kVerified) < Verdict::kUntrusted) return std::nullopt;
    auto problem = evidence_.judge(*old_, old_place);
    if (!problem || problem->severity == Severity::kIncomplete) {
        if (problem) findings_.add(std::move(*problem));
        problem = evidence_.judge(*new_, new_place);
    }
    return problem;
}

std::optional<Finding> ConsistencyJudge::judge_path(platform::Storage& storage) {
    const Place place{paths_.proof, {}, {}, {}};
    Bytes text;
    if (auto problem = read_evidence(storage, paths_.proof, place, kProofLimits.max, text)) {
        return problem;
    }
    merkle::Path path;
    if (auto problem = read_bundle_hashes(as_text(text), place, path)) return problem;
    if (merkle::verify_consistency(old_->checkpoint.size, new_->checkpoint.size, path,
                                   old_->checkpoint.root, new_->checkpoint.root)) {
        return std::nullopt;
    }
    return failure("bundle-consistency", place,
                   "the newer checkpoint is not proven to continue the older one: the proof is of "
                   "another pair, or one of the two tells another history");
}

Report ConsistencyJudge::report() {
    Report report;
    report.evidence = Evidence::kConsistency;
    report.path = plain(paths_.proof);
    report.verdict = findings_.verdict(Verdict::kVerified);
    evidence_.tell(report);
    if (new_) {
        report.tree_size = report.checkpoint_size = new_->checkpoint.size;
        report.root = new_->checkpoint.root;
        report.checkpoint_count = 2;
    }
    if (old_) report.old_size = old_->checkpoint.size;
    report.not_proven.push_back(kTruthNotProven);
    report.not_proven.push_back("what the records under the checkpoints say: they are not here");
    for (std::string& each : evidence_.not_proven(report.tree_size)) {
        report.not_proven.push_back(std::move(each));
    }
    report.findings_total = findings_.total();
    report.findings = findings_.take();
    return report;
}

}  // namespace counterfoil::verifier
