// SPDX-License-Identifier: Apache-2.0
#include "ledger/format/envelope.h"

#include <cstring>

#include "ledger/base/result.h"
#include "ledger/format/body_codec.h"
#include "ledger/format/limits.h"

namespace counterfoil::format {
namespace {

constexpr std::size_t kTextSizeMax = 255;
constexpr std::size_t kIdempotencyIdSizeMax = 64;

bool is_text_value(std::string_view text) {
    return !text.empty() && text.size() <= kTextSizeMax && is_plain_utf8(text);
}

template <class T>
ByteView object_bytes(const T& value) {
    static_assert(std::is_trivially_copyable_v<T> && alignof(T) == 1);
    return {reinterpret_cast<const std::uint8_t*>(&value), sizeof value};
}

void append(Bytes& out, ByteView bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}

// Every value has been checked against its own limit, so its length fits.
void append_field(Bytes& out, EnvelopeTag tag, ByteView value) {
    const EnvelopeField field{static_cast<std::uint16_t>(tag),
                              static_cast<std::uint16_t>(value.size())};
    append(out, object_bytes(field));
    append(out, value);
}

bool within_limits(const EventAttributes& attributes) {
    if (!attributes.content_type.empty() && !is_text_value(attributes.content_type)) return false;
    if (!attributes.event_type.empty() && !is_text_value(attributes.event_type)) return false;
    if (attributes.idempotency_id.size() > kIdempotencyIdSizeMax) return false;
    // An empty subject is refused, not left out: the event would escape that person's erasure.
    for (const std::string& subject : attributes.subjects) {
        if (!is_subject(subject)) return false;
    }
    return !attributes.peer || attributes.peer->reserved == 0;
}

// The fields in the order in which they are stored; values are valid during the call only.
template <class Take>
void each_field(const EventAttributes& attributes, Take take) {
    if (!attributes.content_type.empty()) {
        take(EnvelopeTag::kContentType, as_bytes(attributes.content_type));
    }
    if (attributes.source_time_ns) {
        const Le64 time_ns = *attributes.source_time_ns;
        take(EnvelopeTag::kSourceTime, object_bytes(time_ns));
    }
    if (!attributes.idempotency_id.empty()) {
        take(EnvelopeTag::kIdempotencyId, ByteView(attributes.idempotency_id));
    }
    if (!attributes.event_type.empty()) {
        take(EnvelopeTag::kEventType, as_bytes(attributes.event_type));
    }
    for (const std::string& subject : attributes.subjects) {
        take(EnvelopeTag::kSubject, as_bytes(subject));
    }
    if (attributes.peer) take(EnvelopeTag::kPeer, object_bytes(*attributes.peer));
}

template <class T>
bool copy_exactly(ByteView value, T& target) {
    if (value.size() != sizeof target) return false;
    std::memcpy(&target, value.data(), sizeof target);
    return true;
}

bool read_text(ByteView value, std::string& target) {
    if (!is_text_value(as_text(value))) return false;
    target = as_text(value);
    return true;
}

// False when the value breaks the rule of a known tag.
bool read_value(std::uint16_t tag, ByteView value, EventAttributes& attributes) {
    switch (static_cast<EnvelopeTag>(tag)) {
        case EnvelopeTag::kContentType:
            return read_text(value, attributes.content_type);
        case EnvelopeTag::kEventType:
            return read_text(value, attributes.event_type);
        case EnvelopeTag::kSubject:
            return read_text(value, attributes.subjects.emplace_back());
        case EnvelopeTag::kSourceTime: {
            Le64 time_ns;
            if (!copy_exactly(value, time_ns)) return false;
            attributes.source_time_ns = time_ns;
            return true;
        }
        case EnvelopeTag::kIdempotencyId:
            attributes.idempotency_id.assign(value.begin(), value.end());
            return !value.empty() && value.size() <= kIdempotencyIdSizeMax;
        case EnvelopeTag::kPeer: {
            PeerCredentials peer;
            if (!copy_exactly(value, peer) || peer.reserved != 0) return false;
            attributes.peer = peer;
            return true;
        }
    }
    return true;  // A tag of a later minor version.
}

bool may_follow(std::uint16_t tag, std::uint16_t previous) {
    const bool repeats = tag == previous;
    return tag > previous || (repeats && tag == static_cast<std::uint16_t>(EnvelopeTag::kSubject));
}

std::optional<EventAttributes> read_fields(ByteView rest) {
    EventAttributes attributes;
    std::optional<std::uint16_t> previous;
    while (!rest.empty()) {
        EnvelopeField field;
        if (rest.size() < sizeof field) return std::nullopt;
        std::memcpy(&field, rest.data(), sizeof field);
        rest = rest.subspan(sizeof field);
        if (previous && !may_follow(field.tag, *previous)) return std::nullopt;
        if (field.length > rest.size()) return std::nullopt;
        if (!read_value(field.tag, rest.first(field.length), attributes)) return std::nullopt;
        rest = rest.subspan(field.length);
        previous = field.tag;
    }
    return attributes;
}

}  // namespace

bool is_subject(std::string_view subject) {
    return is_text_value(subject);
}

std::optional<std::size_t> envelope_size(const EventAttributes& attributes) {
    if (!within_limits(attributes)) return std::nullopt;
    std::size_t fields = 0;
    each_field(attributes,
               [&](EnvelopeTag, ByteView value) { fields += kEnvelopeFieldSize + value.size(); });
    if (fields > kEnvelopeFieldsSizeMax) return std::nullopt;
    return kEnvelopeHeaderSize + fields;
}

bool encode_envelope_into(const EventAttributes& attributes, Bytes& out) {
    const std::optional<std::size_t> size = envelope_size(attributes);
    if (!size) return false;
    out.clear();
    out.reserve(*size);
    const EnvelopeHeader header{kVersion, static_cast<std::uint16_t>(*size - kEnvelopeHeaderSize)};
    append(out, object_bytes(header));
    each_field(attributes, [&](EnvelopeTag tag, ByteView value) { append_field(out, tag, value); });
    require(out.size() == *size, "an envelope has the size that was told before");
    return true;
}

std::optional<Bytes> encode_envelope(const EventAttributes& attributes) {
    Bytes out;
    if (!encode_envelope_into(attributes, out)) return std::nullopt;
    return out;
}

std::optional<Envelope> decode_envelope(ByteView plaintext) {
    EnvelopeHeader header;
    if (plaintext.size() < sizeof header) return std::nullopt;
    std::memcpy(&header, plaintext.data(), sizeof header);
    const ByteView rest = plaintext.subspan(sizeof header);
    if (header.version != kVersion || header.fields_length > rest.size()) return std::nullopt;
    std::optional<EventAttributes> attributes = read_fields(rest.first(header.fields_length));
    if (!attributes) return std::nullopt;
    return Envelope{std::move(*attributes), rest.subspan(header.fields_length)};
}

}  // namespace counterfoil::format
