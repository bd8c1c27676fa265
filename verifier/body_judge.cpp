// SPDX-License-Identifier: Apache-2.0
#include "verifier/body_judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "ledger/format/body_codec.h"
#include "ledger/format/envelope.h"
#include "ledger/notes/verifier_key.h"

namespace counterfoil::verifier {
namespace {

using format::RecordType;

// One record: the body's parts are judged by overloads of `operator()`.
class BodyJudge {
  public:
    BodyJudge(std::uint64_t sequence, const BodyContext& context, const Place& place,
              LedgerState& state, FrameFacts& facts)
        : sequence_(sequence), context_(context), place_(place), state_(state), facts_(facts) {}

    using Answer = std::optional<Finding>;

    Answer operator()(const format::Genesis& body) {
        // It is what the whole ledger is judged by; a second one was refused by its place.
        if (format::encode_body(body) != format::encode_body(context_.facts.genesis)) {
            return failure("file-changed", place_, "genesis changes while it is being read");
        }
        if (is_identity_key(body.fixed.epoch_key)) return repeated_key();
        return std::nullopt;
    }

    Answer operator()(const format::OpenBody& body) {
        facts_.open = {sequence_, body};
        if (!context_.state_known) return std::nullopt;
        // The first of all may have any number: there is none before it.
        if (sequence_ > 2 && body.incarnation <= state_.incarnation) {
            return failure("incarnation", place_,
                           "an incarnation of the writer is larger than all before: a number that "
                           "comes twice means a copy of the ledger was written to",
                           {fmt::format("more than {}", state_.incarnation),
                            std::to_string(body.incarnation)});
        }
        state_.incarnation = body.incarnation;
        return head_generation(body.head_generation, true);
    }

    Answer operator()(const format::Segment& body) {
        if (!context_.state_known) return std::nullopt;
        const bool first = context_.segment.header.segment_number == 0;
        const LedgerState before = first ? state_at_genesis(context_.facts) : LedgerState{};
        const LedgerState& base = first ? before : state_;
        format::SegmentBody expected{};
        expected.header_digest = context_.segment.digest;
        expected.segment_number = context_.segment.header.segment_number;
        expected.event_count = base.event_count;
        expected.epoch = base.epoch;
        expected.epoch_start = base.epoch_start;
        expected.epoch_key = base.epoch_key;
        expected.epoch_record = base.epoch_record;
        expected.head_generation = body.fixed.head_generation;  // Judged by its own rule.
        expected.drop_total = base.drop_total;
        expected.heartbeat_count = base.heartbeat_count;
        expected.last_erasure = base.last_erasure;
        expected.last_destroyed = base.last_destroyed;
        expected.last_time_ns = base.last_time_ns;
        expected.incarnation = base.incarnation;
        const auto nodes = base.tree.nodes();
        const std::size_t stream_count = first ? 0 : base.streams.size();
        expected.frontier_count = static_cast<std::uint32_t>(nodes.size());
        expected.stream_count = static_cast<std::uint32_t>(stream_count);
        if (const auto difference = first_difference(format::kSegmentBodyFields, bytes_of(expected),
                                                     bytes_of(body.fixed))) {
            return failure("segment-state", place_,
                           fmt::format("the segment record's {} is not what the records before it "
                                       "add up to",
                                       difference->field),
                           difference->values);
        }
        if (!std::equal(nodes.begin(), nodes.end(), body.frontier.begin(), body.frontier.end())) {
            return failure("segment-state", place_,
                           "the segment record's frontier is not that of the records before it");
        }
        const auto same = [](const format::StreamPosition& left,
                             const format::StreamPosition& right) {
            return left.stream_id == right.stream_id && left.next_sequence == right.next_sequence;
        };
        const bool streams_same = first
                                      ? body.streams.empty()
                                      : std::equal(base.streams.begin(), base.streams.end(),
                                                   body.streams.begin(), body.streams.end(), same);
        if (!streams_same) {
            return failure("segment-state", place_,
                           "the segment record's streams are not those of the records before it");
        }
        if (first && body.fixed.head_generation != 0) {
            return wrong_number("head-generation", place_, "no HEAD came before the first segment",
                                0, body.fixed.head_generation);
        }
        return head_generation(body.fixed.head_generation, true);
    }

    Answer operator()(const format::Stream& body) {
        const auto kind = context_.facts.encrypted ? format::StreamNameKind::kHmac
                                                   : format::StreamNameKind::kClear;
        if (body.fixed.name_kind != static_cast<std::uint8_t>(kind)) {
            return wrong_number("stream-name", place_,
                                "names are hidden in an encrypted ledger and clear in another",
                                static_cast<std::uint8_t>(kind), body.fixed.name_kind);
        }
        if (!context_.state_known) return std::nullopt;
        if (body.fixed.stream_id != state_.streams.size()) {
            return wrong_number("stream-id", place_, "streams are numbered without gaps",
                                state_.streams.size(), body.fixed.stream_id);
        }
        state_.streams.push_back({body.fixed.stream_id, std::uint64_t{0}});
        return std::nullopt;
    }

    Answer operator()(const format::EpochKeyBody& body) {
        if (!context_.last_of_frame) {
            return failure("epoch-record", place_,
                           "the record that begins an epoch is the last of its frame");
        }
        if (body.epoch_start != sequence_ + 1) {
            return wrong_number("epoch-record", place_, "an epoch starts behind its key record",
                                sequence_ + 1, body.epoch_start);
        }
        if (body.epoch != state_.epoch + 1 && context_.state_known) {
            return wrong_number("epoch-record", place_, "epochs count without gaps",
                                state_.epoch + 1, body.epoch);
        }
        if (body.previous_record != state_.epoch_record && context_.state_known) {
            return wrong_number("epoch-record", place_,
                                "it must name the record that began the epoch before",
                                state_.epoch_record, body.previous_record);
        }
        const std::uint32_t id = key_id_number(context_.facts, body.public_key);
        if (is_identity_key(body.public_key) || context_.key_ids.contains(id)) {
            return repeated_key();
        }
        facts_.epoch = EpochKey{body.epoch, body.epoch_start, sequence_, body.public_key};
        return std::nullopt;
    }

    Answer operator()(const format::JointKey&) { return std::nullopt; }
    Answer operator()(const format::DataKeyBody&) { return std::nullopt; }
    Answer operator()(const format::HoldBody& body) {
        const bool adds = body.action == static_cast<std::uint16_t>(format::HoldAction::kAdd);
        facts_.holds.push_back({sequence_, adds, body.key_id == 0});
        return std::nullopt;
    }

    Answer operator()(const format::Erasure& body) {
        facts_.erasures.push_back({sequence_, body.key_ids.size(), body.fixed.record_count});
        if (!context_.state_known) return std::nullopt;
        if (body.fixed.previous_erasure != state_.last_erasure) {
            return wrong_number("erasure-chain", place_,
                                "an erasure record names the one before it: one is missing",
                                state_.last_erasure, body.fixed.previous_erasure);
        }
        state_.last_erasure = sequence_ + 1;
        return std::nullopt;
    }

    Answer operator()(const format::Destroyed& body) {
        if (!body.ranges.empty() && body.ranges.back().end > sequence_) {
            return failure(
                "destroyed-range", place_,
                "only bodies of records before this one can be destroyed",
                {fmt::format("at most {}", sequence_), std::to_string(body.ranges.back().end)});
        }
        facts_.destroyed.push_back({sequence_, body.ranges});
        if (!context_.state_known) return std::nullopt;
        if (body.fixed.previous_destroyed != state_.last_destroyed) {
            return wrong_number("destroyed-chain", place_,
                                "a destroyed record names the one before it: one is missing",
                                state_.last_destroyed, body.fixed.previous_destroyed);
        }
        state_.last_destroyed = sequence_ + 1;
        return std::nullopt;
    }

    Answer operator()(const format::Recovery& body) {
        facts_.recovery = {sequence_, body};
        return head_generation(body.fixed.head_generation, false);
    }

    Answer operator()(const format::DropBody& body) {
        if (!context_.state_known) return std::nullopt;
        const std::uint64_t room = std::numeric_limits<std::uint64_t>::max() - state_.drop_total;
        if (body.count > room || body.drop_total != state_.drop_total + body.count) {
            return wrong_number("drop-total", place_,
                                "the events dropped so far do not add up: a drop record is missing "
                                "or was changed",
                                state_.drop_total + body.count, body.drop_total);
        }
        state_.drop_total = body.drop_total;
        return std::nullopt;
    }

    Answer operator()(const format::HeartbeatBody& body) {
        if (!context_.state_known) return std::nullopt;
        if (body.heartbeat_number != state_.heartbeat_count) {
            return wrong_number("heartbeat", place_, "heartbeats are numbered without gaps",
                                state_.heartbeat_count, body.heartbeat_number);
        }
        if (body.drop_total != state_.drop_total) {
            return wrong_number("heartbeat", place_,
                                "a heartbeat repeats the number of events dropped so far",
                                state_.drop_total, body.drop_total);
        }
        if (body.event_count != state_.event_count) {
            return wrong_number("heartbeat", place_,
                                "a heartbeat repeats the number of events so far",
                                state_.event_count, body.event_count);
        }
        ++state_.heartbeat_count;
        return std::nullopt;
    }

    Answer operator()(const format::Anchor& body) {
        if (body.fixed.tree_size > sequence_) {
            return failure(
                "anchor-size", place_, "an anchor tells of a checkpoint before it",
                {fmt::format("at most {}", sequence_), std::to_string(body.fixed.tree_size)});
        }
        facts_.anchors.push_back({sequence_, body.fixed.tree_size, body.fixed.root});
        return std::nullopt;
    }

  private:
    [[nodiscard]] bool is_identity_key(const crypto::PublicKey& key) const {
        const LedgerFacts& facts = context_.facts;
        return key_id_number(facts, key) == key_id_number(facts, facts.genesis.fixed.identity_key);
    }
    Answer repeated_key() const {
        return failure("epoch-record", place_,
                       "an epoch's key id is not that of the identity key or of an earlier epoch: "
                       "whose signature it is must be certain");
    }

    // What a record says of HEAD: never later than the HEAD that we were shown, or that one is an
    // old copy.
    Answer head_generation(std::uint64_t generation, bool ascending) {
        if (context_.head_generation_max && generation > *context_.head_generation_max) {
            return failure("head-older", place_,
                           "the record knows a later HEAD than the one in this directory: HEAD "
                           "was replaced by an older copy",
                           {fmt::format("at most {}", *context_.head_generation_max),
                            std::to_string(generation)});
        }
        if (!context_.state_known || !ascending) return std::nullopt;
        if (generation < state_.head_generation) {
            return failure(
                "head-generation", place_, "an earlier record knows a later HEAD than this one",
                {fmt::format("at least {}", state_.head_generation), std::to_string(generation)});
        }
        state_.head_generation = generation;
        return std::nullopt;
    }

    std::uint64_t sequence_;
    const BodyContext& context_;
    const Place& place_;
    LedgerState& state_;
    FrameFacts& facts_;
};

}  // namespace

std::uint32_t key_id_number(const LedgerFacts& facts, const crypto::PublicKey& key) {
    Le32 number;
    const notes::KeyId id = notes::key_id(facts.genesis.origin, notes::kTypeEd25519, key);
    static_assert(sizeof number == sizeof id);
    std::memcpy(&number, id.data(), sizeof number);
    return number;
}

std::optional<Finding> judge_body(const format::Entry& entry, ByteView body,
                                  const BodyContext& context, const Place& place,
                                  LedgerState& state, FrameFacts& facts) {
    const auto type = static_cast<RecordType>(std::uint8_t{entry.type});
    if (type == RecordType::kEvent) {
        if (context.facts.encrypted || format::decode_envelope(body)) return std::nullopt;
        return failure("envelope", place,
                       "the event's body is not an envelope that format 1 knows");
    }
    const std::optional<format::Body> decoded = format::decode_body(type, body);
    if (!decoded) {
        return failure("body-malformed", place,
                       fmt::format("the body is not that of a record of type {}",
                                   format::record_type_name(entry.type)));
    }
    return std::visit(BodyJudge(entry.sequence, context, place, state, facts), *decoded);
}

std::optional<LedgerState> state_from(const format::Segment& record,
                                      const format::SegmentHeader& header) {
    const auto tree = merkle::Frontier::from_nodes(header.base_sequence, record.frontier);
    if (!tree || tree->root() != header.previous_root) return std::nullopt;
    for (std::size_t i = 0; i < record.streams.size(); ++i) {
        if (record.streams[i].stream_id != i) return std::nullopt;
    }
    if (record.streams.empty()) return std::nullopt;
    const format::SegmentBody& body = record.fixed;
    LedgerState state;
    state.tree = *tree;
    state.chain_head = header.previous_chain_head;
    state.next_frame = header.base_frame;
    state.incarnation = body.incarnation;
    state.event_count = body.event_count;
    state.epoch = body.epoch;
    state.epoch_start = body.epoch_start;
    state.epoch_record = body.epoch_record;
    state.epoch_key = body.epoch_key;
    state.drop_total = body.drop_total;
    state.heartbeat_count = body.heartbeat_count;
    state.last_erasure = body.last_erasure;
    state.last_destroyed = body.last_destroyed;
    state.last_time_ns = body.last_time_ns;
    state.head_generation = body.head_generation;
    state.streams = record.streams;
    return state;
}

LedgerState state_at_genesis(const LedgerFacts& facts) {
    LedgerState state;
    state.epoch_key = facts.genesis.fixed.epoch_key;
    state.streams.push_back({format::kAdministrationStream, std::uint64_t{0}});
    return state;
}

}  // namespace counterfoil::verifier
