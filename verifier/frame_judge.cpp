// SPDX-License-Identifier: Apache-2.0
#include "verifier/frame_judge.h"

#include <fmt/format.h>

#include <cstring>
#include <utility>

#include "ledger/notes/verifier_key.h"
#include "verifier/entry_judge.h"
#include "verifier/walk_start.h"

namespace counterfoil::verifier {
namespace {

using format::Entry;
using format::RecordType;

constexpr std::size_t kBodyFindingsMax = 16;  // Of one frame; it was changed, more says no more.

Entry entry_at(const Frame& frame, std::size_t index) {
    Entry entry;
    std::memcpy(&entry, frame.entry(index).data(), sizeof entry);
    return entry;
}

void note_zeroed(std::uint64_t sequence, FrameFacts& facts) {
    if (!facts.zeroed.empty() && facts.zeroed.back().end == sequence) {
        facts.zeroed.back().end = sequence + 1;
    } else {
        facts.zeroed.push_back({sequence, sequence + 1});
    }
}

}  // namespace

FrameJudge::FrameJudge(const LedgerFacts& facts) : facts_(facts), state_(state_at_genesis(facts)) {
    know_key(state_.epoch_key);
}

void FrameJudge::continue_from(const WalkStart& start) {
    state_ = start.state;
    for (const EpochKey& epoch : start.epochs) know_key(epoch.key);
    known_ = true;
}

void FrameJudge::lose() {
    known_ = false;
    position_known_ = false;
    previous_type_ = 0;
}

void FrameJudge::begin_segment(const SegmentStart& segment) {
    segment_ = segment;
    position_ = 0;
    position_known_ = true;
    previous_type_ = 0;
}

void FrameJudge::save() {
    std::vector<format::StreamPosition> streams = std::move(state_.streams);
    saved_ = state_;
    saved_stream_count_ = streams.size();
    state_.streams = std::move(streams);
    advanced_.clear();
    added_key_id_.reset();
    resumed_ = false;
    saved_known_ = known_;
    saved_position_ = position_;
    saved_position_known_ = position_known_;
    saved_previous_type_ = previous_type_;
}

void FrameJudge::undo() {
    std::vector<format::StreamPosition> streams;
    if (resumed_) {
        streams = std::move(saved_streams_);
    } else {
        streams = std::move(state_.streams);
        for (const std::uint32_t stream : advanced_) {
            streams[stream].next_sequence = streams[stream].next_sequence - 1;
        }
        streams.resize(saved_stream_count_);
    }
    state_ = saved_;
    state_.streams = std::move(streams);
    if (lineage_ != nullptr) lineage_->undo(state_.tree.size());
    if (added_key_id_) key_ids_.erase(*added_key_id_);
    known_ = saved_known_;
    position_ = saved_position_;
    position_known_ = saved_position_known_;
    previous_type_ = saved_previous_type_;
}

FrameOutcome FrameJudge::judge(const Frame& frame, const FrameHashes& hashes) {
    save();
    FrameOutcome outcome;
    if (!known_) try_resume(frame, outcome);
    std::optional<Finding> problem = judge_numbers(frame);
    if (problem) {
        outcome.findings.push_back(std::move(*problem));
        outcome.lost = true;
    } else if (!judge_records(frame, hashes, outcome)) {
        outcome.lost = true;
    } else {
        problem = judge_trailer(frame, hashes, outcome);
        if (problem) outcome.findings.push_back(std::move(*problem));
        if (!outcome.lost) advance(frame, outcome.facts);
    }
    if (outcome.lost) lose();
    return outcome;
}

void FrameJudge::try_resume(const Frame& frame, FrameOutcome& outcome) {
    if (position_ != 0 || !position_known_ || segment_.header.segment_number == 0) return;
    std::optional<LedgerState> state = state_told_by(frame, segment_.header, facts_);
    if (!state) return;
    saved_streams_ = std::move(state_.streams);
    state_ = std::move(*state);
    know_key(state_.epoch_key);
    resumed_ = true;
    known_ = true;
    outcome.resumed =
        EpochKey{state_.epoch, state_.epoch_start, state_.epoch_record, state_.epoch_key};
}

std::optional<Finding> FrameJudge::judge_numbers(const Frame& frame) const {
    if (!known_) return std::nullopt;
    if (frame.header.frame_number != state_.next_frame) {
        return wrong_number("frame-number", frame.place(),
                            "frames are numbered without gaps: one is missing or repeated",
                            state_.next_frame, frame.header.frame_number);
    }
    if (frame.header.first_sequence != state_.tree.size()) {
        return wrong_number("frame-sequence", frame.place(),
                            "the frame does not begin where the one before it ended",
                            state_.tree.size(), frame.header.first_sequence);
    }
    return std::nullopt;
}

bool FrameJudge::judge_records(const Frame& frame, const FrameHashes& hashes,
                               FrameOutcome& outcome) {
    const std::size_t count = frame.record_count();
    const ByteView bodies = frame.bodies();
    std::uint64_t used = 0;
    Hash previous = known_ ? state_.chain_head : entry_at(frame, 0).previous;
    Place place = frame.place();
    for (std::size_t i = 0; i < count; ++i) {
        const Entry entry = entry_at(frame, i);
        place.sequence = frame.header.first_sequence + i;
        EntryContext context{facts_,         *place.sequence, segment_.header.segment_number,
                             position_,      position_known_, i == 0,
                             previous_type_, previous,        std::nullopt};
        if (known_) context.streams = state_.streams;
        if (auto problem = judge_entry(entry, context, place)) {
            outcome.findings.push_back(std::move(*problem));
            return false;
        }
        if (entry.body_length > bodies.size() - used) {
            outcome.findings.push_back(failure(
                "body-length", place, "the bodies of this frame are shorter than its entries say"));
            return false;
        }
        const ByteView body = bodies.subspan(static_cast<std::size_t>(used), entry.body_length);
        used += entry.body_length;

        const bool event = entry.type == static_cast<std::uint8_t>(RecordType::kEvent);
        const Hash& digest = hashes.bodies[i];
        if (digest == entry.body_digest) {
            const BodyContext body_context{
                facts_, segment_, known_, i + 1 == count, head_generation_max_, key_ids_};
            auto problem = judge_body(entry, body, body_context, place, state_, outcome.facts);
            if (problem) {
                outcome.findings.push_back(std::move(*problem));
                return false;
            }
        } else if (event && !body.empty() && all_zero(body)) {
            note_zeroed(*place.sequence, outcome.facts);
        } else {
            if (outcome.findings.size() < kBodyFindingsMax) {
                outcome.findings.push_back(wrong_bytes(
                    "body-digest", place, "the record's body was changed: its digest is another",
                    entry.body_digest, digest));
            }
            // An event's body says nothing that the state needs.
            if (!event) return false;
        }

        previous = hashes.leaves[i];
        if (known_) {
            if (entry.time_ns < state_.last_time_ns) {
                ++outcome.facts.time_steps_back;
                if (!outcome.facts.first_time_step_back) {
                    outcome.facts.first_time_step_back = *place.sequence;
                }
            }
            if (lineage_ != nullptr) {
                lineage_->append(state_.tree, previous);
            } else {
                state_.tree.append(previous);
            }
            state_.chain_head = previous;
            state_.last_time_ns = entry.time_ns;
            if (event) ++state_.event_count;
            format::StreamPosition& stream = state_.streams[entry.stream_id];
            stream.next_sequence = stream.next_sequence + 1;
            advanced_.push_back(entry.stream_id);
        }
        ++outcome.facts.records;
        if (event) ++outcome.facts.events;
        ++position_;
        previous_type_ = entry.type;
    }
    if (used != bodies.size()) {
        outcome.findings.push_back(wrong_number(
            "body-length", frame.place(),
            "the bodies of this frame are longer than its entries say", used, bodies.size()));
        return false;
    }
    if (!frame.bodies_crc_right && outcome.facts.zeroed.empty() && outcome.findings.empty()) {
        outcome.findings.push_back(
            failure("bodies-crc", frame.place(),
                    "the checksum of the frame's bodies does not fit them, although each fits its "
                    "digest: the checksum itself was changed"));
    }
    return true;
}

std::optional<Finding> FrameJudge::judge_trailer(const Frame& frame, const FrameHashes& hashes,
                                                 FrameOutcome& outcome) {
    const format::FrameTrailer& trailer = frame.trailer;
    const Place place = frame.place();
    const std::uint64_t size = frame.header.first_sequence + frame.record_count();
    if (known_ && frame.header.incarnation != state_.incarnation) {
        outcome.lost = true;
        return wrong_number("frame-incarnation", place,
                            "the frame was not written by the writer that opened the ledger last",
                            state_.incarnation, frame.header.incarnation);
    }
    if (trailer.tree_size != size) {
        outcome.lost = true;
        return wrong_number("tree-size", place, "the trailer's tree size is not that of its frame",
                            size, trailer.tree_size);
    }
    if (known_) {
        const Hash root = state_.tree.root();
        if (trailer.root != root) {
            outcome.lost = true;
            return wrong_bytes("root-mismatch", place,
                               "the Merkle root that was signed is not that of these records", root,
                               trailer.root);
        }
        if (trailer.chain_head != state_.chain_head) {
            outcome.lost = true;
            return wrong_bytes("chain-head", place,
                               "the trailer does not name the frame's last record",
                               state_.chain_head, trailer.chain_head);
        }
        if (trailer.epoch != state_.epoch) {
            return wrong_number("epoch", place,
                                "another epoch's key signs here: only the current one may",
                                state_.epoch, trailer.epoch);
        }
    }
    if (trailer.epoch == state_.epoch) {
        const notes::KeyId id =
            notes::key_id(facts_.genesis.origin, notes::kTypeEd25519, state_.epoch_key);
        if (trailer.epoch_key_id != id) {
            return wrong_bytes("epoch-key-id", place,
                               "the trailer names another key than its epoch's", id,
                               trailer.epoch_key_id);
        }
        const auto& tried = hashes.signature;
        const bool holds =
            tried && tried->key == state_.epoch_key ? tried->holds : signature_holds(trailer);
        if (!holds) {
            return failure("signature", place,
                           "the frame's signature is not that of its epoch's key over this size "
                           "and root: whoever wrote it did not have the key");
        }
    }
    return std::nullopt;
}

void FrameJudge::advance(const Frame& frame, const FrameFacts& facts) {
    // From here on the new epoch signs.
    const std::optional<EpochKey>& next = facts.epoch;
    if (next && (known_ || next->epoch == state_.epoch + 1)) {
        state_.epoch = next->epoch;
        state_.epoch_start = next->start;
        state_.epoch_record = next->record;
        state_.epoch_key = next->key;
        know_key(next->key);
    }
    state_.next_frame = frame.header.frame_number + 1;
}

// Undo takes back what was added last; what a segment record tells may stay known.
void FrameJudge::know_key(const crypto::PublicKey& key) {
    const std::uint32_t id = key_id_number(facts_, key);
    if (key_ids_.insert(id).second) added_key_id_ = id;
}

bool FrameJudge::signature_holds(const format::FrameTrailer& trailer) {
    return trailer_signature_holds(facts_.genesis.origin, trailer, state_.epoch_key, text_);
}

}  // namespace counterfoil::verifier
