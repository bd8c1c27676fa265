// SPDX-License-Identifier: Apache-2.0
#include "verifier/entry_judge.h"

#include <fmt/format.h>

#include "ledger/crypto/encoding.h"
#include "ledger/crypto/xaes_gcm.h"
#include "ledger/format/envelope.h"
#include "ledger/format/limits.h"

namespace counterfoil::verifier {
namespace {

using format::RecordType;

constexpr std::uint64_t kSealedSizeMin = format::kEnvelopeHeaderSize + crypto::kTagSize;

bool is(std::uint8_t type, RecordType wanted) {
    return type == static_cast<std::uint8_t>(wanted);
}

// docs/FORMAT.md, "What comes first": what must stand here, or what must not.
std::optional<Finding> judge_position(std::uint8_t type, const EntryContext& context,
                                      const Place& place) {
    const bool segment_zero = context.segment_number == 0;
    const std::uint64_t position = context.position_in_segment;
    std::optional<RecordType> required;
    if (context.position_known) {
        if (segment_zero && position == 0) required = RecordType::kGenesis;
        if (position == (segment_zero ? 1U : 0U)) required = RecordType::kSegment;
        if (segment_zero && position == 2) required = RecordType::kOpen;
    }
    if (is(context.previous_type, RecordType::kRecovery)) required = RecordType::kOpen;
    if (required && !is(type, *required)) {
        return failure("record-order", place, "another type of record must stand here",
                       {format::record_type_name(static_cast<std::uint8_t>(*required)),
                        format::record_type_name(type)});
    }

    const bool behind_segment = is(context.previous_type, RecordType::kSegment);
    const bool behind_recovery = is(context.previous_type, RecordType::kRecovery);
    const bool out_of_place =
        (is(type, RecordType::kGenesis) && context.sequence != 0) ||
        (is(type, RecordType::kSegment) && context.position_known && !required) ||
        (is(type, RecordType::kRecovery) && context.previous_type != 0 && !behind_segment) ||
        (is(type, RecordType::kOpen) && !context.first_of_frame && context.previous_type != 0 &&
         !behind_segment && !behind_recovery);
    if (out_of_place) {
        return failure("record-order", place, "a record of this type must not stand here",
                       {"another type", format::record_type_name(type)});
    }
    return std::nullopt;
}

std::optional<Finding> judge_stream(const format::Entry& entry, const EntryContext& context,
                                    const Place& place) {
    const bool event = is(entry.type, RecordType::kEvent);
    if (event != (entry.stream_id != format::kAdministrationStream)) {
        return failure("entry-stream", place,
                       "events belong to streams from 1 on, all other records to stream 0",
                       {event ? "1 or more" : "0", std::to_string(entry.stream_id)});
    }
    if (!context.streams) return std::nullopt;
    if (entry.stream_id >= context.streams->size()) {
        return failure("entry-stream", place,
                       "the event belongs to a stream that no record before it defines",
                       {fmt::format("at most {}", context.streams->size() - 1),
                        std::to_string(entry.stream_id)});
    }
    const std::uint64_t next = (*context.streams)[entry.stream_id].next_sequence;
    if (entry.stream_sequence != next) {
        return wrong_number("stream-sequence", place,
                            "the numbers of a stream have no gap and no repetition", next,
                            entry.stream_sequence);
    }
    return std::nullopt;
}

std::optional<Finding> judge_sealing(const format::Entry& entry, const EntryContext& context,
                                     const Place& place) {
    const bool event = is(entry.type, RecordType::kEvent);
    if (event && context.facts.encrypted) {
        if (entry.key_id == 0 || all_zero(entry.key_commitment) ||
            entry.body_length < kSealedSizeMin) {
            return failure("entry-sealing", place,
                           "every event of an encrypted ledger is sealed: it names a key, commits "
                           "to it, and has room for an authentication tag");
        }
        return std::nullopt;
    }
    if (entry.key_id != 0 || !all_zero(entry.nonce) || !all_zero(entry.key_commitment)) {
        return failure("entry-sealing", place,
                       "a record in clear has no key, no nonce and no key commitment");
    }
    return std::nullopt;
}

}  // namespace

std::optional<Finding> judge_entry(const format::Entry& entry, const EntryContext& context,
                                   const Place& place) {
    if (entry.version != format::kVersion) {
        return version_finding("entry-version", place, "this record", entry.version);
    }
    if (entry.type == 0 || entry.type > format::kRecordTypeLast) {
        return failure("entry-type", place, "there is no such type of record",
                       {"1 to 13", std::to_string(entry.type)});
    }
    const std::uint16_t flags = context.first_of_frame ? format::kEntryFirstOfFrame : 0;
    if (entry.flags != flags) {
        return wrong_number("entry-flags", place,
                            "the first record of a frame is marked so, and no other", flags,
                            entry.flags);
    }
    if (entry.ledger_id != context.facts.id) {
        return wrong_bytes("ledger-id", place, "the record belongs to another ledger",
                           context.facts.id, entry.ledger_id);
    }
    if (entry.sequence != context.sequence) {
        return wrong_number("sequence", place, "sequence numbers have no gap and no repetition",
                            context.sequence, entry.sequence);
    }
    if (auto problem = judge_position(entry.type, context, place)) return problem;
    if (auto problem = judge_stream(entry, context, place)) return problem;
    if (entry.previous != context.previous) {
        return wrong_bytes("chain", place,
                           "the record does not name the one before it: one of the two was "
                           "changed, or others stood between them",
                           context.previous, entry.previous);
    }
    if (auto problem = judge_sealing(entry, context, place)) return problem;
    const std::uint64_t size_max =
        format::record_size_max(context.facts.genesis.fixed.segment_size_limit);
    if (format::kEntrySize + std::uint64_t{entry.body_length} > size_max) {
        return failure("record-too-large", place, "the record is over the ledger's limit",
                       {fmt::format("at most {}", size_max),
                        std::to_string(format::kEntrySize + entry.body_length)});
    }
    return std::nullopt;
}

}  // namespace counterfoil::verifier
