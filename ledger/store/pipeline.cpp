// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/pipeline.h"

#include <algorithm>
#include <cstring>

#include "ledger/crypto/crc32c.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/verifier_key.h"

namespace counterfoil::store {
namespace {

// RFC 6962's prefix of a leaf.
constexpr std::uint8_t kLeafPrefix[1] = {0};

// Administration records that change what later records must continue.
void count(const format::Entry& entry, Position& next) {
    const std::uint64_t sequence = entry.sequence;
    switch (static_cast<format::RecordType>(static_cast<std::uint8_t>(entry.type))) {
        case format::RecordType::kEvent:
            ++next.event_count;
            break;
        case format::RecordType::kErasure:
            next.last_erasure = sequence + 1;
            break;
        case format::RecordType::kDestroyed:
            next.last_destroyed = sequence + 1;
            break;
        case format::RecordType::kHeartbeat:
            ++next.heartbeat_count;
            break;
        case format::RecordType::kStream:
            next.next_in_stream.push_back(0);
            break;
        default:
            break;
    }
}

}  // namespace

format::FrameHeader& FrameParts::header() const {
    return *reinterpret_cast<format::FrameHeader*>(buffer->bytes.data());
}

std::span<format::Entry> FrameParts::entries() const {
    auto* first = buffer->bytes.data() + format::kFrameHeaderSize;
    return {reinterpret_cast<format::Entry*>(first), record_count};
}

MutableByteView FrameParts::bodies() const {
    const std::size_t offset = format::kFrameHeaderSize + record_count * format::kEntrySize;
    return MutableByteView(buffer->bytes).subspan(offset, bodies_length);
}

format::FrameTrailer& FrameParts::trailer() const {
    auto* bytes = buffer->bytes.data() + length - format::kFrameTrailerSize;
    return *reinterpret_cast<format::FrameTrailer*>(bytes);
}

std::uint64_t stored_length(const Draft& draft, const keys::Sealer& sealer) {
    const std::uint64_t length = draft.plaintext_length();
    return draft.type == format::RecordType::kEvent ? sealer.body_length(length) : length;
}

SequencedFrame sequence(std::span<const Draft> drafts, const LedgerId& ledger_id,
                        const keys::Sealer& sealer, Position& next, FrameBuffer& buffer) {
    SequencedFrame frame;
    frame.buffer = &buffer;
    frame.first_sequence = next.size();
    frame.record_count = drafts.size();
    for (const Draft& draft : drafts) frame.bodies_length += stored_length(draft, sealer);
    frame.length = format::frame_length(drafts.size(), frame.bodies_length);
    if (buffer.bytes.size() < frame.length) buffer.bytes.resize(frame.length);
    const auto padding =
        format::kFrameHeaderSize + frame.record_count * format::kEntrySize + frame.bodies_length;
    std::memset(buffer.bytes.data() + padding, 0, frame.length - padding);

    format::FrameHeader header{};
    header.magic = format::kFrameMagic;
    header.version = format::kVersion;
    header.record_count = static_cast<std::uint32_t>(drafts.size());
    header.frame_number = next.next_frame++;
    header.first_sequence = frame.first_sequence;
    header.incarnation = next.incarnation;
    header.bodies_length = frame.bodies_length;
    header.frame_length = frame.length;
    frame.header() = header;

    if (next.next_in_stream.empty()) next.next_in_stream.push_back(0);
    std::uint8_t* body = frame.bodies().data();
    for (std::size_t i = 0; i < drafts.size(); ++i) {
        const Draft& draft = drafts[i];
        format::Entry entry{};
        entry.version = static_cast<std::uint8_t>(format::kVersion);
        entry.type = static_cast<std::uint8_t>(draft.type);
        entry.flags = i == 0 ? format::kEntryFirstOfFrame : std::uint16_t{0};
        entry.stream_id = draft.stream_id;
        entry.sequence = frame.first_sequence + i;
        require(draft.stream_id < next.next_in_stream.size(), "a stream's record comes first");
        entry.stream_sequence = next.next_in_stream[draft.stream_id]++;
        entry.time_ns = draft.time_ns;
        entry.body_length = static_cast<std::uint32_t>(stored_length(draft, sealer));
        entry.key_id = draft.key_id;
        entry.ledger_id = ledger_id;
        frame.entries()[i] = entry;
        count(entry, next);
        next.last_time_ns = draft.time_ns;

        if (!draft.head.empty()) std::memcpy(body, draft.head.data(), draft.head.size());
        if (!draft.content.empty()) {
            std::memcpy(body + draft.head.size(), draft.content.data(), draft.content.size());
        }
        body += entry.body_length;
    }
    return frame;
}

Result<SealedFrame> seal(const SequencedFrame& frame, keys::Sealer& sealer,
                         platform::Random& random) {
    std::vector<crypto::Nonce192>& nonces = frame.buffer->nonces;
    nonces.resize(frame.record_count);
    random.fill({nonces.data()->data(), nonces.size() * sizeof(crypto::Nonce192)});

    MutableByteView rest = frame.bodies();
    for (std::size_t i = 0; i < frame.record_count; ++i) {
        format::Entry& entry = frame.entries()[i];
        const MutableByteView body = rest.first(entry.body_length);
        rest = rest.subspan(entry.body_length);
        if (!format::is_event(entry)) continue;
        const std::size_t overhead = sealer.body_length(0);
        const ByteView plaintext = body.first(body.size() - overhead);
        if (Status sealed = sealer.seal(entry, nonces[i], plaintext, body); !sealed) {
            return sealed.error();
        }
    }
    return SealedFrame{static_cast<const FrameParts&>(frame)};
}

LinkedFrame link(const SealedFrame& frame, Position& next) {
    FrameBuffer& buffer = *frame.buffer;
    buffer.messages.clear();
    buffer.digests.resize(frame.record_count);
    ByteView rest = frame.bodies();
    for (const format::Entry& entry : frame.entries()) {
        buffer.messages.push_back(rest.first(entry.body_length));
        rest = rest.subspan(entry.body_length);
    }
    buffer.lanes.digest(buffer.messages, buffer.digests);
    buffer.leaves.clear();
    for (std::size_t i = 0; i < frame.record_count; ++i) {
        format::Entry& entry = frame.entries()[i];
        entry.body_digest = buffer.digests[i];
        entry.previous = next.chain_head;
        next.chain_head = buffer.hash.digest({kLeafPrefix, format::bytes_of(entry)});
        next.tree.append(next.chain_head);
        buffer.leaves.push_back(next.chain_head);
    }
    return LinkedFrame{static_cast<const FrameParts&>(frame)};
}

SignedFrame sign(const LinkedFrame& frame, const Position& next, const std::string& origin,
                 const keys::Signer& signer) {
    FrameBuffer& buffer = *frame.buffer;
    format::FrameTrailer& trailer = frame.trailer();
    trailer.tree_size = next.size();
    trailer.root = next.tree.root();
    trailer.chain_head = next.chain_head;
    trailer.epoch = signer.epoch();
    trailer.epoch_key_id = notes::key_id(origin, notes::kTypeEd25519, signer.public_key());
    notes::checkpoint_text_into(origin, trailer.tree_size, trailer.root, buffer.checkpoint_text);
    trailer.signature = signer.sign(as_bytes(buffer.checkpoint_text));

    format::FrameHeader& header = frame.header();
    const ByteView bytes = frame.bytes();
    header.header_crc = crypto::crc32c(bytes.first(offsetof(format::FrameHeader, header_crc)));
    trailer.bodies_crc = crypto::crc32c(frame.bodies());
    const std::size_t bodies_begin =
        format::kFrameHeaderSize + frame.record_count * format::kEntrySize;
    const std::size_t bodies_end = bodies_begin + frame.bodies_length;
    const ByteView behind = bytes.subspan(bodies_end, bytes.size() - bodies_end - sizeof(Le32));
    trailer.frame_crc = crypto::crc32c(behind, crypto::crc32c(bytes.first(bodies_begin)));
    return SignedFrame{static_cast<const FrameParts&>(frame)};
}

}  // namespace counterfoil::store
