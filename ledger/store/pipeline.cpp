// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/pipeline.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <functional>
#include <thread>

#include "ledger/crypto/crc32c.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/verifier_key.h"

namespace counterfoil::store {
namespace {

// RFC 6962's prefix of a leaf.
constexpr std::uint8_t kLeafPrefix[1] = {0};

// How many records are handed on together: enough to fill the lanes of hashing twice.
constexpr std::size_t kSharedRecords = 32;

// Adds the time in which it lived.
class Lap {
  public:
    Lap(StageTimes* times, std::uint64_t StageTimes::*sum)
        : times_(times), sum_(sum), begin_ns_(times ? times->clock.monotonic_ns() : 0) {}
    ~Lap() {
        if (times_ != nullptr) times_->*sum_ += times_->clock.monotonic_ns() - begin_ns_;
    }
    Lap(const Lap&) = delete;
    Lap& operator=(const Lap&) = delete;

  private:
    StageTimes* const times_;
    std::uint64_t StageTimes::*const sum_;
    const std::uint64_t begin_ns_;
};

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

// The first record that a stage has not done yet, and where its body begins.
struct Cursor {
    std::size_t record = 0;
    std::uint64_t body = 0;

    MutableByteView take_body(const FrameParts& frame) {
        const std::uint64_t length = frame.entries()[record++].body_length;
        const std::uint64_t begin = body;
        body += length;
        return frame.bodies().subspan(begin, length);
    }
};

void draw_nonces(const FrameParts& frame, platform::Random& random) {
    std::vector<crypto::Nonce192>& nonces = frame.buffer->nonces;
    nonces.resize(frame.record_count);
    random.fill({nonces.data()->data(), nonces.size() * sizeof(crypto::Nonce192)});
}

Status seal_up_to(std::size_t end, const FrameParts& frame, keys::Sealer& sealer, Cursor& at) {
    const std::size_t overhead = sealer.body_length(0);
    while (at.record < end) {
        const crypto::Nonce192& nonce = frame.buffer->nonces[at.record];
        format::Entry& entry = frame.entries()[at.record];
        const MutableByteView body = at.take_body(frame);
        if (!format::is_event(entry)) continue;
        const ByteView plaintext = body.first(body.size() - overhead);
        if (Status sealed = sealer.seal(entry, nonce, plaintext, body); !sealed) return sealed;
    }
    return {};
}

void link_up_to(std::size_t end, const FrameParts& frame, Position& next, Cursor& at) {
    FrameBuffer& buffer = *frame.buffer;
    const std::size_t first = at.record;
    if (first == 0) buffer.leaves.clear();
    buffer.messages.clear();
    while (at.record < end) buffer.messages.push_back(at.take_body(frame));
    buffer.digests.resize(buffer.messages.size());
    buffer.lanes.digest(buffer.messages, buffer.digests);
    for (std::size_t i = first; i < end; ++i) {
        format::Entry& entry = frame.entries()[i];
        entry.body_digest = buffer.digests[i - first];
        entry.previous = next.chain_head;
        next.chain_head = buffer.hash.digest({kLeafPrefix, format::bytes_of(entry)});
        next.tree.append(next.chain_head);
        buffer.leaves.push_back(next.chain_head);
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
    draw_nonces(frame, random);
    Cursor cursor;
    Status sealed = seal_up_to(frame.record_count, frame, sealer, cursor);
    if (!sealed) return sealed.error();
    return SealedFrame{static_cast<const FrameParts&>(frame)};
}

LinkedFrame link(const SealedFrame& frame, Position& next) {
    Cursor cursor;
    link_up_to(frame.record_count, frame, next, cursor);
    return LinkedFrame{static_cast<const FrameParts&>(frame)};
}

Result<LinkedFrame> seal_and_link(const SequencedFrame& frame, keys::Sealer& sealer,
                                  platform::Random& random, Position& next,
                                  platform::Worker& worker, StageTimes* times) {
    // Until where records are sealed; beyond the frame: no more of them will be.
    std::atomic<std::size_t> sealed_to = 0;
    const auto link_what_is_sealed = [&] {
        Cursor linked;
        while (linked.record < frame.record_count) {
            const std::size_t end = sealed_to.load(std::memory_order_acquire);
            if (end > frame.record_count) return;
            if (end == linked.record) {
                std::this_thread::yield();
                continue;
            }
            const Lap lap(times, &StageTimes::link_ns);
            link_up_to(end, frame, next, linked);
        }
    };
    std::function<void()> task = std::cref(link_what_is_sealed);
    const bool shared = frame.record_count >= kSealAndLinkFrom;
    if (shared) worker.offer(task);

    Status sealed;
    {
        const Lap lap(times, &StageTimes::seal_ns);
        draw_nonces(frame, random);
        Cursor cursor;
        while (sealed && cursor.record < frame.record_count) {
            const std::size_t end = std::min(cursor.record + kSharedRecords, frame.record_count);
            sealed = seal_up_to(end, frame, sealer, cursor);
            if (sealed) sealed_to.store(end, std::memory_order_release);
        }
    }
    if (!sealed) sealed_to.store(frame.record_count + 1, std::memory_order_release);
    if (!shared || worker.take_back()) link_what_is_sealed();
    if (!sealed) return sealed.error();
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
