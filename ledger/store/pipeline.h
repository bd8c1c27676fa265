// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ledger/base/aligned_bytes.h"
#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/hash.h"
#include "ledger/crypto/hash_lanes.h"
#include "ledger/crypto/sign.h"
#include "ledger/crypto/xaes_gcm.h"
#include "ledger/format/entry.h"
#include "ledger/format/frame.h"
#include "ledger/keys/sealer.h"
#include "ledger/keys/signer.h"
#include "ledger/platform/clock.h"
#include "ledger/platform/random.h"
#include "ledger/platform/worker.h"
#include "ledger/store/position.h"

// The stages that turn records into a frame, one after the other and one way:
//
//   drafts → sequence → seal → link → sign → (segment_file.h: write → sync)
//
// Each stage takes the type that the one before returns, so no stage can be left out or swapped.
// In a large frame linking follows sealing record by record, on another thread (seal_and_link).
// All of them work in one buffer, which holds one frame at a time.
namespace counterfoil::store {

// A record before it has a place: what it is and its bytes in clear, in up to two borrowed pieces
// (an envelope and the event as the caller gave it, or the body of an administration record).
struct Draft {
    format::RecordType type = format::RecordType::kEvent;
    std::uint32_t stream_id = format::kAdministrationStream;
    std::uint64_t time_ns = 0;
    ByteView head;
    ByteView content;
    // Of the key that seals an event; 0: its stream's current one.
    std::uint64_t key_id = 0;

    [[nodiscard]] std::uint64_t plaintext_length() const { return head.size() + content.size(); }
};

// The memory in which frames are built; reused, so that it stops growing.
struct FrameBuffer {
    AlignedBytes bytes;
    std::vector<crypto::Nonce192> nonces;
    std::vector<Hash> leaves;  // Leaf hashes of the frame, once linked.
    std::string checkpoint_text;
    std::vector<ByteView> messages;  // What is hashed side by side,
    std::vector<Hash> digests;       // and what comes of it.
    crypto::HashLanes lanes;
    crypto::Sha256 hash;
};

// What all stages pass on.
struct FrameParts {
    FrameBuffer* buffer = nullptr;
    std::uint64_t first_sequence = 0;
    std::size_t record_count = 0;
    std::uint64_t bodies_length = 0;
    std::uint64_t length = 0;

    [[nodiscard]] format::FrameHeader& header() const;
    [[nodiscard]] std::span<format::Entry> entries() const;
    [[nodiscard]] MutableByteView bodies() const;
    [[nodiscard]] format::FrameTrailer& trailer() const;
    [[nodiscard]] ByteView bytes() const { return {buffer->bytes.data(), length}; }
};
struct SequencedFrame : FrameParts {};
struct SealedFrame : FrameParts {};
struct LinkedFrame : FrameParts {};
struct SignedFrame : FrameParts {};

// The body length of one draft: only events are sealed.
[[nodiscard]] std::uint64_t stored_length(const Draft& draft, const keys::Sealer& sealer);

// Gives every record its numbers and lays the frame out; bodies hold plaintext. Advances the
// counters of `next`, but not its tree.
[[nodiscard]] SequencedFrame sequence(std::span<const Draft> drafts, const LedgerId& ledger_id,
                                      const keys::Sealer& sealer, Position& next,
                                      FrameBuffer& buffer);
// Seals the bodies of events in place, under one draw of nonces.
[[nodiscard]] Result<SealedFrame> seal(const SequencedFrame& frame, keys::Sealer& sealer,
                                       platform::Random& random);
// Hashes bodies and entries in order: each leaf hash is the next entry's `previous`. Advances the
// tree and chain head of `next`.
[[nodiscard]] LinkedFrame link(const SealedFrame& frame, Position& next);
// Both at once: the same frame as by one after the other. From so many records on the worker links
// what is sealed while the rest is being sealed, if it gets to run; for fewer, waking it costs more
// than it saves. Adds to `times`, unless null.
inline constexpr std::size_t kSealAndLinkFrom = 256;
struct StageTimes {
    platform::Clock& clock;
    std::uint64_t seal_ns = 0;
    std::uint64_t link_ns = 0;
};
[[nodiscard]] Result<LinkedFrame> seal_and_link(const SequencedFrame& frame, keys::Sealer& sealer,
                                                platform::Random& random, Position& next,
                                                platform::Worker& worker, StageTimes* times);
// Signs the checkpoint of this size and root, and closes the frame with its CRCs.
[[nodiscard]] SignedFrame sign(const LinkedFrame& frame, const Position& next,
                               const std::string& origin, const keys::Signer& signer);

}  // namespace counterfoil::store
