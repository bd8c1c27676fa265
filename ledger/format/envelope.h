// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/little_endian.h"
#include "ledger/format/field_table.h"

// docs/FORMAT.md, "Event": what is sealed. Header ‖ fields ‖ the event's bytes exactly as given.
namespace counterfoil::format {

struct EnvelopeHeader {
    Le16 version;
    Le16 fields_length;
};
inline constexpr std::size_t kEnvelopeHeaderSize = 4;
inline constexpr std::array kEnvelopeHeaderFields = {
    COUNTERFOIL_FIELD(EnvelopeHeader, version),
    COUNTERFOIL_FIELD(EnvelopeHeader, fields_length),
};
COUNTERFOIL_LAYOUT(EnvelopeHeader, kEnvelopeHeaderSize, kEnvelopeHeaderFields);

struct EnvelopeField {
    Le16 tag;
    Le16 length;
};
inline constexpr std::size_t kEnvelopeFieldSize = 4;
inline constexpr std::array kEnvelopeFieldFields = {
    COUNTERFOIL_FIELD(EnvelopeField, tag),
    COUNTERFOIL_FIELD(EnvelopeField, length),
};
COUNTERFOIL_LAYOUT(EnvelopeField, kEnvelopeFieldSize, kEnvelopeFieldFields);

// Who sent the event, as the kernel says (SO_PEERCRED).
struct PeerCredentials {
    Le32 process_id;
    Le32 user_id;
    Le32 group_id;
    Le32 reserved;
};
inline constexpr std::size_t kPeerCredentialsSize = 16;
inline constexpr std::array kPeerCredentialsFields = {
    COUNTERFOIL_FIELD(PeerCredentials, process_id),
    COUNTERFOIL_FIELD(PeerCredentials, user_id),
    COUNTERFOIL_FIELD(PeerCredentials, group_id),
    COUNTERFOIL_FIELD(PeerCredentials, reserved),
};
COUNTERFOIL_LAYOUT(PeerCredentials, kPeerCredentialsSize, kPeerCredentialsFields);

enum class EnvelopeTag : std::uint16_t {
    kContentType = 1,
    kSourceTime = 2,
    kIdempotencyId = 3,
    kEventType = 4,
    kSubject = 5,
    kPeer = 6,
};

// What is said about an event beside its bytes. Empty text and absent values are not stored.
struct EventAttributes {
    std::string content_type;
    std::optional<std::uint64_t> source_time_ns;
    Bytes idempotency_id;  // At most 64 bytes.
    std::string event_type;
    std::vector<std::string> subjects;
    std::optional<PeerCredentials> peer;
};

// 1 to 255 bytes of UTF-8 without control characters.
[[nodiscard]] bool is_subject(std::string_view subject);

// Header and fields; the event's bytes come behind. Nothing when the fields exceed
// kEnvelopeFieldsSizeMax together, one of them its own limit, text is not plain UTF-8, or a subject
// is empty.
[[nodiscard]] std::optional<Bytes> encode_envelope(const EventAttributes& attributes);
// The same into `out`, whose memory is used again; what it held is gone. False for nothing.
[[nodiscard]] bool encode_envelope_into(const EventAttributes& attributes, Bytes& out);
// How long it will be; nothing when there is none.
[[nodiscard]] std::optional<std::size_t> envelope_size(const EventAttributes& attributes);

struct Envelope {
    EventAttributes attributes;
    ByteView event;  // Borrowed from the bytes that were decoded.
};
// Fields of unknown tags are skipped: they come from a later minor version. Nothing when the
// structure is broken, tags descend, a tag that may not repeat does, or the value of a known tag is
// empty, over its limit, not plain UTF-8 or not of its exact size.
[[nodiscard]] std::optional<Envelope> decode_envelope(ByteView plaintext);

}  // namespace counterfoil::format
