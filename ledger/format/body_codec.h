// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/format/bodies.h"
#include "ledger/format/entry.h"

// Whole bodies of administration records, as values. Pure: nothing is hashed, signed or believed.
//
// encode_body sets the length and count fields of the fixed part itself, and the kind of a key. A
// list longer than its count field can say is a broken invariant. decode_body gives nothing unless
// the bytes are exactly one body of the type: right length, known kinds and flags, zero reserved
// bytes, ascending ids and ranges. So encode(decode(x)) == x for whatever is accepted. What a body
// says of the ledger around it (counters, sequences, the frontier's length) is not judged here.
namespace counterfoil::format {

struct Genesis {
    GenesisBody fixed;
    std::string origin;
    std::array<std::uint8_t, 64> signature{};
};
struct Segment {
    SegmentBody fixed;
    std::vector<Hash> frontier;
    std::vector<StreamPosition> streams;  // Ascending by stream id.
};
struct Stream {
    StreamBody fixed;
    std::string name;  // Empty when the kind is kHmac.
};
struct JointKey {
    JointKeyBody fixed;
    std::vector<std::uint64_t> subject_key_ids;  // Two or more, ascending.
};
struct Erasure {
    ErasureBody fixed;
    std::vector<std::uint64_t> key_ids;  // One or more, ascending.
};
struct Destroyed {
    DestroyedBody fixed;
    std::vector<SequenceRange> ranges;  // One or more, not empty, ascending, apart.
};
struct Recovery {
    RecoveryBody fixed;
    std::vector<RecoveredTail> tails;  // Ascending by segment number.
};
struct Anchor {
    AnchorBody fixed;
    Bytes payload;
};

using Body = std::variant<Genesis, OpenBody, Segment, Stream, EpochKeyBody, JointKey, DataKeyBody,
                          HoldBody, Erasure, Destroyed, Recovery, DropBody, HeartbeatBody, Anchor>;

// Nothing for RecordType::kEvent, whose body is an envelope (ledger/format/envelope.h).
[[nodiscard]] std::optional<Body> decode_body(RecordType type, ByteView bytes);
[[nodiscard]] Bytes encode_body(const Body& body);
[[nodiscard]] RecordType body_type(const Body& body);

// The bytes of a genesis body that its identity signature covers: all before the signature.
[[nodiscard]] Bytes genesis_signed_part(const Genesis& genesis);

// 1 to 255 of ASCII letters, digits and - . _ ~ : / @ %, and not starting with a reserved prefix.
[[nodiscard]] bool is_origin(std::string_view origin);
// 1 to 255 bytes of UTF-8 without control characters.
[[nodiscard]] bool is_stream_name(std::string_view name);
// Well-formed UTF-8 (RFC 3629) without C0 or C1 controls and DEL.
[[nodiscard]] bool is_plain_utf8(std::string_view text);

}  // namespace counterfoil::format
