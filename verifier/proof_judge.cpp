// SPDX-License-Identifier: Apache-2.0
#include "verifier/proof_judge.h"

#include <fmt/format.h>

#include <cstring>

#include "ledger/merkle/hashing.h"
#include "verifier/bundle_records.h"
#include "verifier/evidence_file.h"
#include "verifier/standing_claims.h"

namespace counterfoil::verifier {

void ProofJudge::run(platform::Storage& storage) {
    if (auto problem = judge(storage)) findings_.add(std::move(*problem));
}

std::optional<Finding> ProofJudge::judge(platform::Storage& storage) {
    if (auto problem = read(storage)) return problem;
    evidence_.take(storage, findings_);
    if (findings_.verdict(Verdict::kVerified) < Verdict::kUntrusted) return std::nullopt;
    if (auto problem = evidence_.judge(*note_, place())) {
        if (problem->severity != Severity::kIncomplete) return problem;
        findings_.add(std::move(*problem));
    }
    return judge_entry(storage);
}

std::optional<Finding> ProofJudge::read(platform::Storage& storage) {
    Bytes bytes;
    if (auto problem = read_evidence(storage, path_, place(), notes::kProofSizeMax, bytes)) {
        return problem;
    }
    Result<notes::ProofFile> parsed = notes::parse_proof(as_text(bytes));
    if (!parsed) return failure("bundle-proof", place(), plain(parsed.error().message));
    if (notes::serialize_proof(*parsed) != as_text(bytes)) {
        return failure("bundle-proof", place(), "the proof is not in its one form");
    }
    BundleNote note;
    if (auto problem = read_note(parsed->checkpoint, place(), note)) return problem;
    const std::uint64_t size = note.checkpoint.size;
    proof_ = std::move(*parsed);
    note_ = std::move(note);
    if (proof_->index >= size) {
        return failure("bundle-inclusion", place(),
                       "the record would lie behind the checkpoint that should hold it",
                       {fmt::format("less than {}", size), std::to_string(proof_->index)});
    }
    const std::size_t hashes = merkle::inclusion_path_size(proof_->index, size);
    if (proof_->path.size() == hashes) return std::nullopt;
    return wrong_number("bundle-inclusion", place(),
                        "no record of this number has so many hashes in its path", hashes,
                        proof_->path.size());
}

std::optional<Finding> ProofJudge::judge_entry(platform::Storage& storage) {
    if (options_.entry_path.empty()) {
        findings_.add(finding(Severity::kIncomplete, "entry-unknown", place(),
                              "the proof names a record by its number only: give the record's "
                              "entry (--entry), as `counterfoil entry DIR SEQUENCE` prints it",
                              {"the record's entry", "none"}));
        return std::nullopt;
    }
    Place place{options_.entry_path, {}, {}, proof_->index};
    Bytes bytes;
    if (auto problem =
            read_evidence(storage, options_.entry_path, place, format::kEntrySize, bytes)) {
        return problem;
    }
    if (bytes.size() != format::kEntrySize) {
        return wrong_number("bundle-size", place, "an entry has one size", format::kEntrySize,
                            bytes.size());
    }
    format::Entry entry;
    std::memcpy(&entry, bytes.data(), sizeof entry);
    if (auto problem = judge_entry_version(entry, place)) return problem;
    if (entry.sequence != proof_->index) {
        return wrong_number("sequence", place, "the entry is of another record than the proof",
                            proof_->index, entry.sequence);
    }
    if (const auto& chain = evidence_.chain()) {
        const std::optional<Hash> before =
            proof_->index == 0 ? std::optional<Hash>(Hash{}) : std::nullopt;
        if (auto problem = judge_lone_entry(entry, chain->facts, proof_->index, before, place)) {
            return problem;
        }
    }
    const Hash leaf = merkle::leaf_hash(bytes);
    if (auto problem = judge_inclusion(leaf, *proof_, note_->checkpoint, this->place())) {
        return problem;
    }
    under_ = true;
    event_ = format::is_event(entry);
    return std::nullopt;
}

Report ProofJudge::report() {
    Report report;
    report.evidence = Evidence::kProof;
    report.path = plain(path_);
    report.verdict = findings_.verdict(Verdict::kVerified);
    evidence_.tell(report);
    if (note_) {
        report.tree_size = report.checkpoint_size = note_->checkpoint.size;
        report.root = note_->checkpoint.root;
        report.checkpoint_count = 1;
        report.first_record = proof_->index;
    }
    report.records_verified = under_ ? 1 : 0;
    report.event_records = under_ && event_ ? 1 : 0;
    report.not_proven.push_back(kTruthNotProven);
    if (!under_) {
        report.not_proven.push_back("that any record is under the checkpoint");
    } else {
        report.not_proven.push_back(
            "what the record says: its entry binds its body by digest, which is not here");
    }
    if (proof_ && proof_->extra) {
        report.not_proven.push_back("the proof's extra data: nothing authenticates it");
    }
    for (std::string& each : evidence_.not_proven(report.tree_size)) {
        report.not_proven.push_back(std::move(each));
    }
    report.not_proven.push_back(kTimesNotProven);
    report.findings_total = findings_.total();
    report.findings = findings_.take();
    return report;
}

}  // namespace counterfoil::verifier
