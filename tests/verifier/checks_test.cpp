// SPDX-License-Identifier: Apache-2.0
// Every check of docs/FORMAT.md, "Judging a ledger": what is broken → what must be found. The hooks
// spoil one thing and leave digests, links, roots, checksums and signatures right over it.

#include <cstring>

#include "ledger/crypto/crc32c.h"
#include "tests/verifier/judged.h"

namespace counterfoil::test {
namespace {

using format::Entry;
using format::FrameHeader;
using format::FrameTrailer;
using format::HeadSlot;
using format::SegmentFooter;
using format::SegmentHeader;
using verifier::Verdict;

// forge_ledger(2): frame 0 holds records 0–2, frame 1 3–8, frame 2 9–12, frame 3 the rotation 13,
// frame 4 14–15; segment 1: frame 5 the segment record 16, frame 6 17–19, frame 7 20–21.
struct Check {
    const char* name;
    const char* kind;
    std::function<void(ForgeHooks&)> hooks;
    std::function<void(Forge&)> spoil;
    Verdict verdict = Verdict::kFailed;
    bool encrypted = true;
};

void run(const std::vector<Check>& checks, Forge (*make)(ForgeOptions, ForgeHooks)) {
    for (const Check& check : checks) {
        SCOPED_TRACE(check.name);
        ForgeHooks hooks;
        ForgeOptions options;
        options.encrypted = check.encrypted;
        if (check.hooks) check.hooks(hooks);
        Forge forge = make(options, hooks);
        if (check.spoil) check.spoil(forge);
        const verifier::Report report = judge(forge);
        EXPECT_EQ(report.verdict, check.verdict) << verifier::report_text(report);
        EXPECT_THAT(kinds(report), testing::Contains(check.kind)) << verifier::report_text(report);
        for (const verifier::Finding& each : report.findings) EXPECT_FALSE(each.message.empty());
    }
}

Forge closed(ForgeOptions options, ForgeHooks hooks) {
    return forge_ledger(2, std::move(options), std::move(hooks));
}

template <class Change>
std::function<void(ForgeHooks&)> entry(std::uint64_t sequence, Change change) {
    return [=](ForgeHooks& hooks) {
        hooks.entry = [=](std::uint64_t at, Entry& spoiled) {
            if (at == sequence) change(spoiled);
        };
    };
}
template <class Change>
std::function<void(ForgeHooks&)> body(std::uint64_t sequence, Change change) {
    return [=](ForgeHooks& hooks) {
        hooks.body = [=](std::uint64_t at, Bytes& spoiled) {
            if (at == sequence) change(spoiled);
        };
    };
}
// Changes a fixed layout at the start of a body.
template <class Layout, class Change>
std::function<void(ForgeHooks&)> fixed(std::uint64_t sequence, Change change) {
    return body(sequence, [=](Bytes& bytes) {
        Layout layout;
        std::memcpy(&layout, bytes.data(), sizeof layout);
        change(layout);
        std::memcpy(bytes.data(), &layout, sizeof layout);
    });
}
template <class Change>
std::function<void(ForgeHooks&)> frame_header(Change change) {
    return [=](ForgeHooks& hooks) {
        hooks.frame_header = [=](std::uint64_t frame, FrameHeader& header) {
            if (frame == 1) change(header);
        };
    };
}
template <class Change>
std::function<void(ForgeHooks&)> signed_trailer(Change change) {
    return [=](ForgeHooks& hooks) {
        hooks.signed_trailer = [=](std::uint64_t frame, FrameTrailer& trailer) {
            if (frame == 1) change(trailer);
        };
    };
}
template <class Change>
std::function<void(ForgeHooks&)> segment_header(Change change) {
    return [=](ForgeHooks& hooks) {
        hooks.segment_header = [=](std::uint64_t segment, SegmentHeader& header) {
            if (segment == 1) change(header);
        };
    };
}
template <class Change>
std::function<void(ForgeHooks&)> footer(Change change) {
    return [=](ForgeHooks& hooks) {
        hooks.footer = [=](std::uint64_t, SegmentFooter& spoiled) { change(spoiled); };
    };
}
template <class Change>
std::function<void(ForgeHooks&)> head(Change change) {
    return [=](ForgeHooks& hooks) {
        hooks.head = [=](std::uint64_t, HeadSlot& slot) { change(slot); };
    };
}

TEST(Checks, OfHead) {
    run({{"no HEAD", "file-missing", {}, [](Forge& f) { f.files.erase("HEAD"); }},
         {"another length", "head-length", {}, [](Forge& f) { f.files["HEAD"].push_back(0); }},
         {"bytes outside the slots",
          "head-reserved",
          {},
          [](Forge& f) { f.files["HEAD"][300] = 1; }},
         {"both slots damaged",
          "head-bad",
          {},
          [](Forge& f) {
              f.files["HEAD"][100] ^= 1U;
              f.files["HEAD"][4196] ^= 1U;
          }},
         {"both slots of another version",
          "head-version",
          {},
          [](Forge& f) {
              f.files["HEAD"][8] = 2;
              f.files["HEAD"][4104] = 2;
          },
          Verdict::kUnsupported},
         {"both slots unsigned",
          "head-bad",
          [](ForgeHooks& hooks) {
              hooks.signed_head = [](std::uint64_t, HeadSlot& slot) { slot.signature = {}; };
          },
          {}},
         {"generations apart",
          "head-generation",
          [](ForgeHooks& hooks) {
              hooks.head = [](std::uint64_t generation, HeadSlot& slot) {
                  if (generation == 5) slot.generation = 7;
              };
          },
          {}},
         {"another tree size",
          "head-mismatch",
          head([](HeadSlot& s) { s.tree_size = s.tree_size - 1; }),
          {}},
         {"another root", "head-mismatch", head([](HeadSlot& s) { s.root[0] ^= 1U; }), {}},
         {"an end inside a frame",
          "ends-before-head",
          head([](HeadSlot& s) { s.end_offset = s.end_offset - 64; }),
          {}},
         {"an earlier end",
          "bytes-behind-end",
          [](ForgeHooks& hooks) {
              hooks.head = [](std::uint64_t, HeadSlot& slot) {
                  if (slot.tree_size == 22) slot.end_offset = slot.end_offset - 4096;
              };
          },
          {}},
         {"another ledger's",
          "head-bad",
          {},
          [](Forge& f) {
              ForgeOptions other;
              other.seed = 2;
              f.files["HEAD"] = forge_ledger(2, other).files["HEAD"];
          }},
         {"signed by the epoch before",
          "head-bad",
          head([](HeadSlot& s) {
              if (s.tree_size == 22) s.epoch = 0;
          }),
          {}}},
        closed);
}

TEST(Checks, OfSegments) {
    run({{"the first is missing",
          "file-missing",
          {},
          [](Forge& f) { f.files.erase(kFirstSegment); }},
         {"the last is missing",
          "segment-missing",
          {},
          [](Forge& f) { f.files.erase(kSecondSegment); }},
         {"one more than HEAD names",
          "segment-behind-head",
          {},
          [](Forge& f) {
              f.files["segments/00000000000000000002.segment"] = f.files[kSecondSegment];
          }},
         {"one far behind",
          "segment-missing",
          {},
          [](Forge& f) {
              f.files["segments/00000000000000000009.segment"] = f.files[kSecondSegment];
          }},
         {"cut", "segment-size", {}, [](Forge& f) { f.files[kSecondSegment].resize(40000); }},
         {"longer", "segment-size", {}, [](Forge& f) { f.files[kSecondSegment].push_back(0); }},
         {"magic", "segment-magic", segment_header([](SegmentHeader& h) { h.magic[0] = 'X'; }), {}},
         {"version",
          "segment-version",
          segment_header([](SegmentHeader& h) { h.version = 2; }),
          {},
          Verdict::kUnsupported},
         {"header checksum",
          "segment-header-crc",
          {},
          [](Forge& f) { f.files[kSecondSegment][148] ^= 1U; }},
         {"reserved",
          "segment-reserved",
          segment_header([](SegmentHeader& h) { h.reserved1 = 1; }),
          {}},
         {"rest of the header block",
          "segment-reserved",
          {},
          [](Forge& f) { f.files[kSecondSegment][4000] = 1; }},
         {"policy",
          "segment-policy",
          segment_header([](SegmentHeader& h) { h.sync_policy = 5; }),
          {}},
         {"ledger id",
          "ledger-id",
          segment_header([](SegmentHeader& h) { h.ledger_id[0] ^= 1U; }),
          {}},
         {"size",
          "segment-size",
          segment_header([](SegmentHeader& h) { h.segment_size = 128U << 10U; }),
          {}},
         {"base sequence",
          "segment-continuity",
          segment_header([](SegmentHeader& h) { h.base_sequence = 15; }),
          {}},
         {"base frame",
          "segment-continuity",
          segment_header([](SegmentHeader& h) { h.base_frame = 4; }),
          {}},
         {"previous end",
          "segment-continuity",
          segment_header([](SegmentHeader& h) { h.previous_end = 4096; }),
          {}},
         {"previous chain head",
          "segment-continuity",
          segment_header([](SegmentHeader& h) { h.previous_chain_head[0] ^= 1U; }),
          {}},
         {"previous root",
          "segment-continuity",
          segment_header([](SegmentHeader& h) { h.previous_root[0] ^= 1U; }),
          {}},
         {"window, unsigned",
          "segment-state",
          {},
          [](Forge& f) {  // With a right checksum: only the signed digest binds it.
              Bytes& bytes = f.files[kSecondSegment];
              bytes[64] ^= 1U;
              const std::uint32_t crc = crypto::crc32c(ByteView(bytes).first(148));
              std::memcpy(bytes.data() + 148, &crc, 4);
          }},
         {"no footer",
          "footer-missing",
          {},
          [](Forge& f) {
              auto at = f.files[kFirstSegment].begin() + 6 * 4096;
              std::fill(at, f.files[kFirstSegment].end(), std::uint8_t{0});
          }},
         {"footer counts", "footer", footer([](SegmentFooter& s) { s.record_count = 1; }), {}},
         {"footer root", "footer", footer([](SegmentFooter& s) { s.root[0] ^= 1U; }), {}},
         {"footer version",
          "footer-version",
          footer([](SegmentFooter& s) { s.version = 2; }),
          {},
          Verdict::kUnsupported},
         {"footer's list of frames",
          "footer",
          {},
          [](Forge& f) { f.files[kFirstSegment][6 * 4096 + 180] ^= 1U; }},
         {"bytes behind the footer",
          "segment-fill",
          {},
          [](Forge& f) { f.files[kFirstSegment].back() = 1; }},
         {"bytes behind a clean end",
          "bytes-behind-end",
          {},
          [](Forge& f) { f.files[kSecondSegment].back() = 1; }}},
        closed);
}

TEST(Checks, OfFrames) {
    run({{"magic", "frame-magic", frame_header([](FrameHeader& h) { h.magic[3] = 'f'; }), {}},
         {"version",
          "frame-version",
          frame_header([](FrameHeader& h) { h.version = 2; }),
          {},
          Verdict::kUnsupported},
         {"header checksum",
          "frame-header-crc",
          {},
          [](Forge& f) { f.files[kFirstSegment][2 * 4096 + 60] ^= 1U; }},
         {"flags", "frame-reserved", frame_header([](FrameHeader& h) { h.flags = 1; }), {}},
         {"reserved", "frame-reserved", frame_header([](FrameHeader& h) { h.reserved = 1; }), {}},
         {"no records",
          "frame-count",
          frame_header([](FrameHeader& h) { h.record_count = 0; }),
          {}},
         {"a record too many",
          "frame-crc",
          frame_header([](FrameHeader& h) { h.record_count = h.record_count + 1; }),
          {}},
         {"all records of the world",
          "frame-length",
          frame_header([](FrameHeader& h) { h.record_count = 0xffffffffU; }),
          {}},
         {"bodies without end",
          "frame-length",
          frame_header([](FrameHeader& h) { h.bodies_length = ~std::uint64_t{0}; }),
          {}},
         {"a length of zero",
          "frame-length",
          frame_header([](FrameHeader& h) { h.frame_length = 0; }),
          {}},
         {"a length that is no multiple",
          "frame-length",
          frame_header([](FrameHeader& h) { h.frame_length = h.frame_length + 1; }),
          {}},
         {"a length past the end",
          "frame-beyond-segment",
          frame_header([](FrameHeader& h) {
              h.bodies_length = 56500;
              h.frame_length = 61440;
          }),
          {}},
         {"frame checksum",
          "frame-crc",
          {},
          [](Forge& f) { f.files[kFirstSegment][3 * 4096 - 1] ^= 1U; }},
         {"an entry, unsigned",
          "frame-crc",
          {},
          [](Forge& f) { f.files[kFirstSegment][2 * 4096 + 100] ^= 1U; }},
         {"padding",
          "frame-padding",
          {},
          [](Forge& f) {
              Bytes& bytes = f.files[kFirstSegment];
              const std::size_t frame = 4 * 4096;  // The rotation: 64 + 180 + 64, then zeros.
              bytes[frame + 400] = 1;
              const ByteView view = ByteView(bytes).subspan(frame, 4096);
              std::uint32_t crc = crypto::crc32c(view.first(64 + 180));
              crc = crypto::crc32c(view.subspan(308, 4092 - 308), crc);
              std::memcpy(bytes.data() + frame + 4092, &crc, 4);
          }},
         {"trailer reserved",
          "frame-reserved",
          signed_trailer([](FrameTrailer& t) { t.reserved = 1; }),
          {}},
         {"bodies checksum",
          "bodies-crc",
          signed_trailer([](FrameTrailer& t) { t.bodies_crc = t.bodies_crc ^ 1U; }),
          {}},
         {"frame number",
          "frame-number",
          frame_header([](FrameHeader& h) { h.frame_number = 2; }),
          {}},
         {"first sequence",
          "frame-sequence",
          frame_header([](FrameHeader& h) { h.first_sequence = 4; }),
          {}},
         {"incarnation",
          "frame-incarnation",
          frame_header([](FrameHeader& h) { h.incarnation = 1; }),
          {}},
         {"tree size", "tree-size", signed_trailer([](FrameTrailer& t) { t.tree_size = 8; }), {}},
         {"root, signed",
          "root-mismatch",
          [](ForgeHooks& hooks) {
              hooks.trailer = [](std::uint64_t frame, FrameTrailer& trailer) {
                  if (frame == 1) trailer.root[0] ^= 1U;
              };
          },
          {}},
         {"chain head",
          "chain-head",
          signed_trailer([](FrameTrailer& t) { t.chain_head[0] ^= 1U; }),
          {}},
         {"epoch", "epoch", signed_trailer([](FrameTrailer& t) { t.epoch = 1; }), {}},
         {"key id",
          "epoch-key-id",
          signed_trailer([](FrameTrailer& t) { t.epoch_key_id[0] ^= 1U; }),
          {}},
         {"signature",
          "signature",
          signed_trailer([](FrameTrailer& t) { t.signature[0] ^= 1U; }),
          {}},
         {"signature of the identity point",
          "signature",
          signed_trailer([](FrameTrailer& t) { t.signature = {1}; }),
          {}}},
        closed);
}

TEST(Checks, OfEntries) {
    run({{"version",
          "entry-version",
          entry(7, [](Entry& e) { e.version = 2; }),
          {},
          Verdict::kUnsupported},
         {"type 0", "entry-type", entry(7, [](Entry& e) { e.type = 0; }), {}},
         {"type 14", "entry-type", entry(7, [](Entry& e) { e.type = 14; }), {}},
         {"first of its frame", "entry-flags", entry(7, [](Entry& e) { e.flags = 1; }), {}},
         {"not first of its frame", "entry-flags", entry(9, [](Entry& e) { e.flags = 0; }), {}},
         {"unknown flag", "entry-flags", entry(7, [](Entry& e) { e.flags = 2; }), {}},
         {"ledger id", "ledger-id", entry(7, [](Entry& e) { e.ledger_id[0] ^= 1U; }), {}},
         {"sequence", "sequence", entry(7, [](Entry& e) { e.sequence = 6; }), {}},
         {"event in stream 0", "entry-stream", entry(7, [](Entry& e) { e.stream_id = 0; }), {}},
         {"event in no stream", "entry-stream", entry(7, [](Entry& e) { e.stream_id = 3; }), {}},
         {"two streams swapped",
          "stream-sequence",
          entry(15,
                [](Entry& e) {
                    e.stream_id = 2;
                    e.stream_sequence = 7;
                }),
          {}},
         {"administration in a stream",
          "entry-stream",
          entry(12, [](Entry& e) { e.stream_id = 1; }),
          {}},
         {"stream sequence",
          "stream-sequence",
          entry(8, [](Entry& e) { e.stream_sequence = 1; }),
          {}},
         {"previous", "chain", entry(8, [](Entry& e) { e.previous[31] ^= 1U; }), {}},
         {"previous of the first in a frame",
          "chain",
          entry(9, [](Entry& e) { e.previous[31] ^= 1U; }),
          {}},
         {"sealed administration", "entry-sealing", entry(12, [](Entry& e) { e.key_id = 1; }), {}},
         {"an event without key", "entry-sealing", entry(7, [](Entry& e) { e.key_id = 0; }), {}},
         {"an event without commitment",
          "entry-sealing",
          entry(7, [](Entry& e) { e.key_commitment = {}; }),
          {}},
         {"a nonce in clear", "entry-sealing", entry(12, [](Entry& e) { e.nonce[0] = 1; }), {}},
         {"an event too short for a tag",
          "entry-sealing",
          body(7, [](Bytes& b) { b.resize(19); }),
          {}},
         {"a sealed event in clear ledger",
          "entry-sealing",
          entry(7, [](Entry& e) { e.key_id = 1; }),
          {},
          Verdict::kFailed,
          false},
         {"a record over the limit",
          "record-too-large",
          body(7, [](Bytes& b) { b.resize(16384 - 179, 1); }),
          {}},
         {"body length too long",
          "body-length",
          entry(8, [](Entry& e) { e.body_length = 10000; }),
          {}},
         {"body length too short",
          "body-length",
          entry(8,
                [](Entry& e) {
                    e.body_length = 20;
                    e.body_digest = {};
                }),
          {}},
         {"body digest", "body-digest", entry(7, [](Entry& e) { e.body_digest[0] ^= 1U; }), {}},
         {"body of an event",
          "body-digest",
          {},
          [](Forge& f) { f.files[kFirstSegment][2 * 4096 + 64 + 6 * 180 + 200] ^= 1U; }},
         {"body of administration",
          "body-digest",
          [](ForgeHooks& hooks) {
              hooks.stored_body = [](std::uint64_t at, Bytes& b) {
                  if (at == 12) b[20] ^= 1U;
              };
          },
          {}},
         {"body zeroed without a record",
          "bodies-zeroed",
          [](ForgeHooks& hooks) {
              hooks.stored_body = [](std::uint64_t at, Bytes& b) {
                  if (at == 7) std::fill(b.begin(), b.end(), std::uint8_t{0});
              };
          },
          {}},
         {"a clear event that is no envelope",
          "envelope",
          body(7, [](Bytes& b) { b[0] = 9; }),
          {},
          Verdict::kFailed,
          false}},
        closed);
}

TEST(Checks, OfBodiesAndState) {
    run({{"genesis elsewhere", "record-order", entry(12, [](Entry& e) { e.type = 2; }), {}},
         {"segment record elsewhere", "record-order", entry(12, [](Entry& e) { e.type = 4; }), {}},
         {"recovery elsewhere", "record-order", entry(12, [](Entry& e) { e.type = 10; }), {}},
         {"open inside a frame", "record-order", entry(12, [](Entry& e) { e.type = 3; }), {}},
         {"a segment without its record",
          "record-order",
          entry(16, [](Entry& e) { e.type = 12; }),
          {}},
         {"ledger without open", "record-order", entry(2, [](Entry& e) { e.type = 12; }), {}},
         {"a body of another type", "body-malformed", entry(12, [](Entry& e) { e.type = 11; }), {}},
         {"incarnation again",
          "incarnation",
          fixed<format::OpenBody>(3, [](auto& b) { b.incarnation = 1; }),
          {}},
         {"HEAD generation of the future",
          "head-older",
          fixed<format::OpenBody>(3, [](auto& b) { b.head_generation = 99; }),
          {}},
         {"HEAD generation goes back",
          "head-generation",
          fixed<format::SegmentBody>(16, [](auto& b) { b.head_generation = 0; }),
          {}},
         {"segment header digest",
          "segment-state",
          fixed<format::SegmentBody>(16, [](auto& b) { b.header_digest[0] ^= 1U; }),
          {}},
         {"segment number",
          "segment-state",
          fixed<format::SegmentBody>(16, [](auto& b) { b.segment_number = 2; }),
          {}},
         {"event count",
          "segment-state",
          fixed<format::SegmentBody>(16, [](auto& b) { b.event_count = 4; }),
          {}},
         {"epoch",
          "segment-state",
          fixed<format::SegmentBody>(16, [](auto& b) { b.epoch = 0; }),
          {}},
         {"epoch start",
          "segment-state",
          fixed<format::SegmentBody>(16, [](auto& b) { b.epoch_start = 13; }),
          {}},
         {"epoch key",
          "segment-state",
          fixed<format::SegmentBody>(16, [](auto& b) { b.epoch_key[0] ^= 1U; }),
          {}},
         {"epoch record",
          "segment-state",
          fixed<format::SegmentBody>(16, [](auto& b) { b.epoch_record = 0; }),
          {}},
         {"drops",
          "segment-state",
          fixed<format::SegmentBody>(16, [](auto& b) { b.drop_total = 0; }),
          {}},
         {"heartbeats",
          "segment-state",
          fixed<format::SegmentBody>(16, [](auto& b) { b.heartbeat_count = 1; }),
          {}},
         {"last erasure",
          "segment-state",
          fixed<format::SegmentBody>(16, [](auto& b) { b.last_erasure = 1; }),
          {}},
         {"last destroyed",
          "segment-state",
          fixed<format::SegmentBody>(16, [](auto& b) { b.last_destroyed = 1; }),
          {}},
         {"last time",
          "segment-state",
          fixed<format::SegmentBody>(16, [](auto& b) { b.last_time_ns = 1; }),
          {}},
         {"incarnation of the state",
          "segment-state",
          fixed<format::SegmentBody>(16, [](auto& b) { b.incarnation = 1; }),
          {}},
         {"a frontier", "segment-state", body(16, [](Bytes& b) { b[168] ^= 1U; }), {}},
         {"a stream's number",
          "segment-state",
          body(16, [](Bytes& b) { b[b.size() - 8] ^= 1U; }),
          {}},
         {"state in segment 0",
          "segment-state",
          fixed<format::SegmentBody>(1, [](auto& b) { b.event_count = 1; }),
          {}},
         {"stream id",
          "stream-id",
          fixed<format::StreamBody>(4, [](auto& b) { b.stream_id = 2; }),
          {}},
         {"clear name in an encrypted ledger",
          "body-malformed",
          fixed<format::StreamBody>(4, [](auto& b) { b.name_kind = 0; }),
          {}},
         {"epoch skipped",
          "epoch-record",
          fixed<format::EpochKeyBody>(13, [](auto& b) { b.epoch = 2; }),
          {}},
         {"epoch starts elsewhere",
          "epoch-record",
          fixed<format::EpochKeyBody>(13, [](auto& b) { b.epoch_start = 13; }),
          {}},
         {"epoch names another before",
          "epoch-record",
          fixed<format::EpochKeyBody>(13, [](auto& b) { b.previous_record = 1; }),
          {}},
         {"epoch with another key",
          "epoch-key-id",
          fixed<format::EpochKeyBody>(13, [](auto& b) { b.public_key[0] ^= 1U; }),
          {}},
         {"erasure chain",
          "erasure-chain",
          fixed<format::ErasureBody>(18, [](auto& b) { b.previous_erasure = 1; }),
          {}},
         {"drop total",
          "drop-total",
          fixed<format::DropBody>(10, [](auto& b) { b.drop_total = 2; }),
          {}},
         {"heartbeat number",
          "heartbeat",
          fixed<format::HeartbeatBody>(14, [](auto& b) { b.heartbeat_number = 0; }),
          {}},
         {"heartbeat drops",
          "heartbeat",
          fixed<format::HeartbeatBody>(14, [](auto& b) { b.drop_total = 2; }),
          {}},
         {"heartbeat events",
          "heartbeat",
          fixed<format::HeartbeatBody>(14, [](auto& b) { b.event_count = 1; }),
          {}},
         {"anchor of the future",
          "anchor-size",
          fixed<format::AnchorBody>(20, [](auto& b) { b.tree_size = 21; }),
          {}},
         {"genesis of another version",
          "genesis-version",
          fixed<format::GenesisBody>(0, [](auto& b) { b.format_version = 2; }),
          {},
          Verdict::kUnsupported},
         {"genesis signature", "genesis-signature", body(0, [](Bytes& b) { b.back() ^= 1U; }), {}},
         {"genesis content",
          "genesis-signature",
          fixed<format::GenesisBody>(0, [](auto& b) { b.epoch_ns = 1; }),
          {}}},
        closed);
}

TEST(Checks, OfEpochRecordsBeingLast) {
    Forge forge;
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1)});
    forge.frame({forge.rotation(), forge.event(1)});
    forge.close();
    EXPECT_THAT(kinds(judge(forge)), testing::Contains("epoch-record"));
}

TEST(Checks, OfDestroyedRanges) {
    Forge forge;
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1), forge.event(1)});
    forge.frame({forge.destroyed(5, 99)});
    forge.close();
    EXPECT_THAT(kinds(judge(forge)), testing::ElementsAre("destroyed-range"));
}

TEST(Checks, OfCheckpoints) {
    const auto note = [](std::uint64_t number, std::function<void(std::string&)> change) {
        return [=](ForgeHooks& hooks) {
            hooks.note = [=](std::uint64_t at, std::string& text) {
                if (at == number) change(text);
            };
        };
    };
    const auto replace = [](std::string from, std::string to) {
        return [=](std::string& text) {
            const std::size_t at = text.find(from);
            if (at != std::string::npos) text.replace(at, from.size(), to);
        };
    };
    run({{"missing", "checkpoint-missing", {}, [](Forge& f) { f.files.erase(kFirstNote); }},
         {"cut at a line",
          "checkpoint-chain",
          {},
          [](Forge& f) {
              Bytes& bytes = f.files[kFirstNote];
              bytes.pop_back();
              while (bytes.back() != '\n') bytes.pop_back();
          }},
         {"one too many",
          "checkpoint-order",
          {},
          [](Forge& f) {
              f.files["checkpoints/00000000000000000002.note"] = f.files[kSecondNote];
          }},
         {"a later one",
          "checkpoint-beyond-end",
          {},
          [](Forge& f) {
              Forge more = forge_ledger(2);
              more.frame({more.event(1)});
              more.publish();
              f.files["checkpoints/00000000000000000002.note"] =
                  more.files["checkpoints/00000000000000000002.note"];
          }},
         {"exchanged",
          "checkpoint-root",
          {},
          [](Forge& f) {
              ForgeHooks hooks;
              hooks.body = [](std::uint64_t at, Bytes& b) {
                  if (at == 7) b[24] ^= 1U;
              };
              f.files[kFirstNote] = forge_ledger(2, {}, hooks).files[kFirstNote];
          }},
         {"another origin",
          "checkpoint-origin",
          note(0, replace("example.org", "example.net")),
          {}},
         {"another size", "checkpoint-signature", note(0, replace("\n9\n", "\n8\n")), {}},
         {"leading zero", "checkpoint-malformed", note(0, replace("\n9\n", "\n09\n")), {}},
         {"carriage return", "checkpoint-malformed", note(0, replace("\n9\n", "\r\n9\n")), {}},
         {"an extension line", "checkpoint-malformed", note(0, replace("\n\n", "\nmore\n\n")), {}},
         {"no signature",
          "checkpoint-malformed",
          note(0, [](std::string& text) { text.resize(text.find("\n\n") + 2); }),
          {}},
         {"only the identity's signature",
          "checkpoint-signature",
          note(0,
               [](std::string& text) {
                   const std::size_t first = text.find("\n\n") + 2;
                   text.erase(first, text.find('\n', first) + 1 - first);
               }),
          {}},
         {"the first again",
          "checkpoint-signature",
          note(0,
               [](std::string& text) {
                   const std::size_t first = text.find("\n\n") + 2;
                   const std::size_t end = text.find('\n', first) + 1;
                   text = text.substr(0, end) + text.substr(first, end - first);
               }),
          {}},
         {"longer than allowed",
          "file-too-large",
          {},
          [](Forge& f) { f.files[kFirstNote].resize(5000, 'x'); }},
         {"a chain in HEAD of none",
          "checkpoint-chain",
          head([](HeadSlot& s) {
              if (s.checkpoint_count == 0)
                  s.checkpoint_chain[0] = 1;
              else
                  s.checkpoint_chain[0] ^= 1U;
          }),
          {}}},
        closed);
}

TEST(Checks, OfLedgerJson) {
    run({{"missing", "file-missing", {}, [](Forge& f) { f.files.erase("ledger.json"); }},
         {"one byte", "ledger-json", {}, [](Forge& f) { f.files["ledger.json"][30] ^= 1U; }},
         {"a space more",
          "ledger-json",
          {},
          [](Forge& f) { f.files["ledger.json"].push_back(' '); }},
         {"version",
          "ledger-json-version",
          {},
          [](Forge& f) {
              Bytes& bytes = f.files["ledger.json"];
              const std::string text(bytes.begin(), bytes.end());
              bytes[text.find("version\": 1") + 10] = '2';
          },
          Verdict::kUnsupported},
         {"nested without end",
          "ledger-json",
          {},
          [](Forge& f) { f.files["ledger.json"].assign(4096, '['); }}},
        closed);
}

TEST(Checks, OfRecoveriesAndQuarantine) {
    // forge_recovered: the tail begins at 3 × 4096 of segment 0; record 7 is the recovery.
    const std::string copy = "quarantine/00000000000000000000-00000000000000012288.tail";
    run({{"tail changed",
          "tail-digest",
          {},
          [](Forge& f) { f.files[kFirstSegment][4 * 4096 - 1] ^= 1U; }},
         {"copy missing",
          "quarantine-missing",
          {},
          [=](Forge& f) { f.files.erase(copy); },
          Verdict::kIncomplete},
         {"copy changed", "quarantine-differs", {}, [=](Forge& f) { f.files[copy][9] ^= 1U; }},
         {"copy cut", "quarantine-differs", {}, [=](Forge& f) { f.files[copy].pop_back(); }},
         {"copy with zeros",
          "quarantine-differs",
          {},
          [=](Forge& f) { f.files[copy].push_back(0); }},
         {"another tail named",
          "recovery-tail",
          body(7, [](Bytes& b) { b[96 + 8 + 1] ^= 0x10U; }),
          {}},
         {"another digest named", "tail-digest", body(7, [](Bytes& b) { b.back() ^= 1U; }), {}},
         {"a commit abandoned or not", "body-malformed", body(7, [](Bytes& b) { b[2] = 2; }), {}},
         {"a recovery without open", "record-order", entry(8, [](Entry& e) { e.type = 12; }), {}}},
        [](ForgeOptions options, ForgeHooks hooks) {
            return forge_recovered(std::move(options), std::move(hooks));
        });
}

TEST(Checks, OfAnUncleanLedgerBelowHead) {
    run({{"a frame below HEAD",
          "frame-crc",
          {},
          [](Forge& f) { f.files[kFirstSegment][2 * 4096 + 100] ^= 1U; }},
         {"the end below HEAD zeroed",
          "ends-before-head",
          {},
          [](Forge& f) {
              auto at = f.files[kFirstSegment].begin() + 2 * 4096;
              std::fill(at, f.files[kFirstSegment].end(), std::uint8_t{0});
          }},
         {"a checkpoint of more than there is",
          "checkpoint-beyond-end",
          {},
          [](Forge& f) {
              Forge longer = forge_unclean();
              longer.frame({longer.event(1, "gone")});
              longer.publish();
              f.files[kFirstNote] = longer.files[kFirstNote];
          }},
         {"a forged frame behind HEAD",
          "tail-unrecovered",
          {},
          [](Forge& f) {
              f.hooks.signed_trailer = [](std::uint64_t, FrameTrailer& t) { t.signature[3] ^= 1U; };
              f.tear(f.frame_bytes({f.event(1, "forged")}));
          },
          Verdict::kIncomplete},
         {"an old HEAD",
          "head-older",
          {},
          [](Forge& f) {
              f.head(false);
              const Bytes old = forge_unclean().files["HEAD"];
              f.roll();
              f.files["HEAD"] = old;
          }}},
        [](ForgeOptions options, ForgeHooks hooks) {
            return forge_unclean(std::move(options), std::move(hooks));
        });
}

TEST(Checks, GoOnBehindTheFirstFailure) {
    Forge forge = forge_ledger(3);
    forge.files[kFirstSegment][2 * 4096 + 64 + 6 * 180 + 200] ^= 1U;  // A body of frame 1.
    forge.files[kSecondSegment][2 * 4096 + 100] ^= 1U;                // An entry of frame 6.
    const verifier::Report report = judge(forge);
    EXPECT_THAT(kinds(report),
                testing::ElementsAre("body-digest", "frame-crc", "continuity-unchecked"));
    EXPECT_EQ(report.findings[1].segment, 1U);
    EXPECT_EQ(report.findings[1].offset, 2U * 4096U);
}

}  // namespace
}  // namespace counterfoil::test
