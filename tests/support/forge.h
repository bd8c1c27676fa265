// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/crypto/sign.h"
#include "ledger/format/bodies.h"
#include "ledger/format/body_codec.h"
#include "ledger/format/entry.h"
#include "ledger/format/frame.h"
#include "ledger/format/head.h"
#include "ledger/format/segment.h"
#include "ledger/merkle/frontier.h"

namespace counterfoil::test {

// Called for each structure of a kind as it is made, to spoil one thing while all that comes after
// it (digests, links, roots, checksums, signatures) is still computed rightly over what was
// spoiled.
struct ForgeHooks {
    std::function<void(std::uint64_t sequence, Bytes& body)> body;         // Before its digest.
    std::function<void(std::uint64_t sequence, format::Entry&)> entry;     // Before its leaf hash.
    std::function<void(std::uint64_t sequence, Bytes& body)> stored_body;  // Behind its digest.
    std::function<void(std::uint64_t frame, format::FrameHeader&)> frame_header;  // Before its CRC.
    std::function<void(std::uint64_t frame, format::FrameTrailer&)> trailer;      // To be signed.
    std::function<void(std::uint64_t frame, format::FrameTrailer&)> signed_trailer;  // Before CRC.
    std::function<void(std::uint64_t segment, format::SegmentHeader&)>
        segment_header;  // Before CRC.
    std::function<void(std::uint64_t segment, format::SegmentFooter&)>
        footer;                                                             // Before its digest.
    std::function<void(std::uint64_t generation, format::HeadSlot&)> head;  // To be signed.
    std::function<void(std::uint64_t generation, format::HeadSlot&)>
        signed_head;  // Before its CRC.
    std::function<void(std::uint64_t number, std::string& note)> note;
    std::function<void(format::LossHeader&)> loss;  // To be signed.
};

struct ForgeOptions {
    bool encrypted = true;
    std::uint64_t segment_size = 64U << 10U;
    std::uint64_t window = 16U << 10U;
    std::string origin = "example.org/forged";
    std::uint8_t seed = 1;                   // Another seed: another ledger with other keys.
    std::optional<std::uint8_t> id_of_seed;  // The id that another seed gives.
};

struct ForgeRecord {
    format::RecordType type = format::RecordType::kEvent;
    std::uint32_t stream = 0;
    Bytes body;
};

// Writes ledgers byte by byte from docs/FORMAT.md, for tests only: its keys are known, its clock is
// fixed, and bodies are not really sealed. It shares nothing with the ledger's own writer.
class Forge {
  public:
    explicit Forge(ForgeOptions options = {}, ForgeHooks hooks = {});

    // Steps of a ledger's life, in the order in which they happen.
    void init();         // Genesis, segment and open records; HEAD generations 0 and 1.
    void open_writer();  // HEAD says not clean; the next frame begins with an open record.
    void frame(std::vector<ForgeRecord> records);
    void roll();     // Footer, a new segment and its segment record.
    void publish();  // A checkpoint of the current size.
    void head(bool clean);
    void close();  // Two clean generations.
    // The next segment after an unclean end: names the tail of the current one, whatever is in it.
    void recover(bool with_quarantine = true);
    void lose(std::uint64_t segment, std::uint64_t end_offset, const std::string& reason);

    // Bytes behind the end, as a torn write leaves them.
    void tear(ByteView bytes);
    // The next frame as it would be, without writing it.
    [[nodiscard]] Bytes frame_bytes(std::vector<ForgeRecord> records);

    // Records.
    [[nodiscard]] ForgeRecord event(std::uint32_t stream, const std::string& text = "hello");
    [[nodiscard]] ForgeRecord stream(std::uint32_t id);
    [[nodiscard]] ForgeRecord rotation();
    [[nodiscard]] ForgeRecord erasure();
    [[nodiscard]] ForgeRecord destroyed(std::uint64_t first, std::uint64_t end);
    [[nodiscard]] ForgeRecord drop(std::uint64_t count);
    [[nodiscard]] ForgeRecord heartbeat();
    [[nodiscard]] ForgeRecord hold();
    [[nodiscard]] ForgeRecord data_key(std::uint32_t stream);
    [[nodiscard]] ForgeRecord joint_key();
    [[nodiscard]] ForgeRecord anchor();

    // What came of it.
    std::map<std::string, Bytes> files;  // By path relative to the ledger.
    void write(const std::string& directory) const;
    [[nodiscard]] std::string vkey() const;
    [[nodiscard]] const Hash& genesis_leaf() const { return genesis_leaf_; }
    [[nodiscard]] std::uint64_t size() const { return tree_.size(); }
    [[nodiscard]] Hash root() const { return tree_.root(); }
    [[nodiscard]] std::uint64_t segment() const { return segment_.segment_number; }
    [[nodiscard]] std::uint64_t end_offset() const { return end_; }
    [[nodiscard]] const crypto::SigningKey& epoch_key() const { return epoch_key_; }
    ForgeOptions options;
    ForgeHooks hooks;
    std::uint64_t time_ns = 1'767'323'045'000'000'000;
    std::uint64_t time_step_ns = 1000;

  private:
    struct Counters {
        std::uint64_t events = 0;
        std::uint64_t drops = 0;
        std::uint64_t heartbeats = 0;
        std::uint64_t last_erasure = 0;
        std::uint64_t last_destroyed = 0;
        std::uint64_t last_time = 0;
        std::uint64_t incarnation = 0;
    };
    [[nodiscard]] Bytes& current();
    [[nodiscard]] ForgeRecord open_record();
    [[nodiscard]] ForgeRecord segment_record();
    void begin_segment(bool previous_has_frames);
    void write_json();

    LedgerId id_{};
    crypto::SigningKey identity_;
    crypto::SigningKey epoch_key_;
    std::optional<crypto::SigningKey> next_epoch_key_;
    std::uint64_t epoch_ = 0;
    std::uint64_t epoch_start_ = 0;
    std::uint64_t epoch_record_ = 0;
    Hash genesis_leaf_{};
    merkle::Frontier tree_;
    Hash chain_head_{};
    Counters count_;
    std::vector<format::StreamPosition> streams_{{std::uint32_t{0}, std::uint64_t{0}}};
    std::uint64_t frame_number_ = 0;
    std::uint64_t incarnation_ = 1;  // Of the writer at work.
    bool opening_ = false;
    format::SegmentHeader segment_{};
    Hash segment_digest_{};
    std::uint64_t end_ = 0;
    std::uint64_t segment_events_ = 0;
    std::vector<format::FramePosition> frames_;
    std::uint64_t generation_ = 0;  // Of the next HEAD.
    std::uint64_t notes_ = 0;
    Hash note_chain_{};
    crypto::Signature last_signature_{};
};

// The keys that a forge of this seed uses: nothing that a test needs is secret.
[[nodiscard]] crypto::SigningKey forged_identity_key(std::uint8_t seed);
[[nodiscard]] crypto::SigningKey forged_epoch_key(std::uint8_t seed, std::uint64_t epoch);

// A ledger with a bit of everything: `segments` segments, two streams, an epoch rotation in the
// first, drops, heartbeats, a hold, an erasure, two checkpoints; closed cleanly.
[[nodiscard]] Forge forge_ledger(std::size_t segments, ForgeOptions options = {},
                                 ForgeHooks hooks = {});
// The same with a crash in the middle: a torn tail, its quarantine copy, and a recovery.
[[nodiscard]] Forge forge_recovered(ForgeOptions options = {}, ForgeHooks hooks = {});
// Not closed, with a frame behind HEAD and an open tail.
[[nodiscard]] Forge forge_unclean(ForgeOptions options = {}, ForgeHooks hooks = {});

}  // namespace counterfoil::test
