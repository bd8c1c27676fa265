// SPDX-License-Identifier: Apache-2.0
#include "verifier/bundle_epochs.h"

#include <fmt/format.h>

#include "ledger/merkle/hashing.h"
#include "verifier/bundle_records.h"
#include "verifier/identity_judge.h"

namespace counterfoil::verifier {

using format::bundle_epoch_file;

std::optional<Finding> BundleEpochs::run(const std::optional<Pin>& pin,
                                         const std::optional<notes::Policy>& policy,
                                         FindingList& findings) {
    if (auto problem = take_genesis(pin, policy, findings)) return problem;
    if (findings.any(Severity::kFailure)) return std::nullopt;
    for (std::uint64_t epoch = 1;; ++epoch) {
        std::optional<std::string_view> next;
        if (auto problem = reader_.look(next)) return problem;
        if (next != bundle_epoch_file(epoch, format::kEntryFile)) return std::nullopt;
        if (auto problem = take_next(epoch)) return problem;
    }
}

std::optional<Finding> BundleEpochs::take_genesis(const std::optional<Pin>& pin,
                                                  const std::optional<notes::Policy>& policy,
                                                  FindingList& findings) {
    format::Entry entry;
    if (auto problem = take_entry(reader_, bundle_epoch_file(0, format::kEntryFile), entry)) {
        return problem;
    }
    Place entry_place = reader_.place();
    entry_place.sequence = 0;
    Bytes body;
    if (auto problem = reader_.take(bundle_epoch_file(0, format::kBodyFile), kBodyLimits, body)) {
        return problem;
    }
    Place body_place = reader_.place();
    body_place.sequence = 0;
    GenesisRead genesis = decode_genesis(entry, body, body_place);
    if (genesis.problem) return std::move(*genesis.problem);
    facts_ = std::move(genesis.facts);
    if (auto problem = judge_lone_entry(entry, *facts_, 0, Hash{}, entry_place)) return problem;
    FrameFacts said;
    if (auto problem = judge_lone_body(entry, body, *facts_, body_place, said)) return problem;
    identity_ = judge_identity(*facts_, pin, policy, body_place, findings);
    if (findings.any(Severity::kFailure)) return std::nullopt;
    epochs_.push_back({0, 0, 0, facts_->genesis.fixed.epoch_key});
    start_roots_.emplace_back();

    Bytes proof;
    const std::string name = bundle_epoch_file(0, format::kInclusionFile);
    if (auto problem = reader_.take(name, kProofLimits, proof)) return problem;
    pending_place_ = reader_.place();
    pending_place_.sequence = 0;
    return read_bundle_proof(as_text(proof), 0, pending_place_, genesis_proof_);
}

std::optional<Finding> BundleEpochs::take_next(std::uint64_t epoch) {
    format::Entry entry;
    if (auto problem = take_entry(reader_, bundle_epoch_file(epoch, format::kEntryFile), entry)) {
        return problem;
    }
    const std::uint64_t sequence = entry.sequence;
    Place place = reader_.place();
    place.sequence = sequence;
    if (auto problem = judge_lone_entry(entry, *facts_, sequence, std::nullopt, place)) {
        return problem;
    }
    Bytes bytes;
    if (auto problem =
            reader_.take(bundle_epoch_file(epoch, format::kBodyFile), kBodyLimits, bytes)) {
        return problem;
    }
    place = reader_.place();
    place.sequence = sequence;
    FrameFacts said;
    if (auto problem = judge_lone_body(entry, bytes, *facts_, place, said)) return problem;
    if (!said.epoch) {
        return failure("epoch-record", place, "this record begins no epoch",
                       {"a key record of an epoch", format::record_type_name(entry.type)});
    }
    const EpochKey next = *said.epoch;
    const auto body = format::decode_body(format::RecordType::kKey, bytes);
    const std::uint64_t previous = std::get<format::EpochKeyBody>(*body).previous_record;
    if (next.epoch != epoch) {
        return wrong_number("epoch-record", place, "epochs count without gaps", epoch, next.epoch);
    }
    if (previous != last().record) {
        return wrong_number("epoch-record", place,
                            "it must name the record that began the epoch before", last().record,
                            previous);
    }
    if (next.start <= last().start) {
        return failure("epoch-record", place, "an epoch starts behind the one before it",
                       {fmt::format("more than {}", last().start), std::to_string(next.start)});
    }

    if (auto problem =
            reader_.take(bundle_epoch_file(epoch, format::kInclusionFile), kProofLimits, bytes)) {
        return problem;
    }
    place = reader_.place();
    place.sequence = sequence;
    notes::ProofFile proof;
    BundleNote note;
    if (auto problem = read_bundle_proof(as_text(bytes), sequence, place, proof)) return problem;
    if (auto problem = read_bundle_note(proof.checkpoint, facts_->genesis.origin, place, note)) {
        return problem;
    }
    if (note.checkpoint.size != next.start) {
        return wrong_number("checkpoint-size", place,
                            "the commit that ends with an epoch's key record is the one that "
                            "proves it",
                            next.start, note.checkpoint.size);
    }
    if (note.note.signatures.size() != 1) {
        return failure("checkpoint-malformed", place,
                       "the note of a commit has one line, the signature of its frame",
                       {"1", std::to_string(note.note.signatures.size())});
    }
    if (auto problem = judge_line_of(note, last().key, place)) return problem;
    if (auto problem = judge_inclusion(merkle::leaf_hash(format::bytes_of(entry)), proof,
                                       note.checkpoint, place)) {
        return problem;
    }
    if (auto problem = reach(note, place)) return problem;

    if (auto problem =
            reader_.take(bundle_epoch_file(epoch, format::kConsistencyFile), kProofLimits, bytes)) {
        return problem;
    }
    pending_place_ = reader_.place();
    epochs_.push_back(next);
    start_roots_.push_back(note.checkpoint.root);
    return read_bundle_hashes(as_text(bytes), pending_place_, consistency_);
}

// Whether what the last epoch began with is part of this checkpoint's tree.
std::optional<Finding> BundleEpochs::reach(const BundleNote& note, const Place& place) const {
    if (last().epoch == 0) {
        if (genesis_proof_.checkpoint != note.text) {
            return failure("bundle-proof", pending_place_,
                           "genesis is proven under another checkpoint than the first that the "
                           "bundle leads to",
                           {plain(note.text), plain(genesis_proof_.checkpoint)});
        }
        return judge_inclusion(facts_->genesis_leaf, genesis_proof_, note.checkpoint,
                               pending_place_);
    }
    if (merkle::verify_consistency(last().start, note.checkpoint.size, consistency_,
                                   start_roots_.back(), note.checkpoint.root)) {
        return std::nullopt;
    }
    return failure("bundle-consistency", place,
                   fmt::format("the {} records before epoch {} are not proven to be the beginning "
                               "of this checkpoint's: it may tell of another past",
                               last().start, last().epoch));
}

std::optional<Finding> BundleEpochs::judge_key_record(std::uint64_t sequence,
                                                      const format::EpochKeyBody& body,
                                                      const Place& place) const {
    const std::uint64_t epoch = body.epoch;
    if (epoch < epochs_.size() && epochs_[epoch].record == sequence) return std::nullopt;
    if (sequence + 1 == end_ && epoch == last().epoch + 1 &&
        body.previous_record == last().record) {
        return std::nullopt;
    }
    return failure(
        "epoch-record", place,
        "the record begins an epoch that the bundle leaves out: the checkpoint is signed "
        "by a key whose time was over");
}

std::optional<Finding> BundleEpochs::lead_to(const BundleNote& checkpoint, const Place& place) {
    if (last().start >= checkpoint.checkpoint.size) {
        return failure("checkpoint-size", place,
                       "the last epoch in the bundle is the one that signs the checkpoint",
                       {fmt::format("more than {}", last().start),
                        std::to_string(checkpoint.checkpoint.size)});
    }
    if (auto problem = judge_line_of(checkpoint, last().key, place)) return problem;
    if (auto problem = judge_line_if_any(checkpoint, facts_->genesis.fixed.identity_key, place)) {
        return problem;
    }
    end_ = checkpoint.checkpoint.size;
    return reach(checkpoint, place);
}

}  // namespace counterfoil::verifier
