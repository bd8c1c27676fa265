// SPDX-License-Identifier: Apache-2.0
#include "tests/support/forge.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "ledger/base/result.h"
#include "ledger/crypto/crc32c.h"
#include "ledger/crypto/encoding.h"
#include "ledger/crypto/hash.h"
#include "ledger/format/envelope.h"
#include "ledger/format/labels.h"
#include "ledger/format/limits.h"
#include "ledger/merkle/hashing.h"

namespace counterfoil::test {
namespace {

using format::RecordType;

template <class Layout>
ByteView bytes_of(const Layout& layout) {
    return {reinterpret_cast<const std::uint8_t*>(&layout), sizeof layout};
}
void add(Bytes& to, ByteView bytes) {
    to.insert(to.end(), bytes.begin(), bytes.end());
}
std::string numbered(std::uint64_t number) {
    std::string digits = std::to_string(number);
    return std::string(20 - digits.size(), '0') + digits;
}
std::string segment_name(std::uint64_t number) {
    return "segments/" + numbered(number) + ".segment";
}
crypto::SigningKey key_from(std::uint8_t seed, std::uint8_t purpose) {
    const Hash bytes = crypto::sha256(Bytes{seed, purpose});
    return crypto::SigningKey(crypto::Secret256(bytes));
}
std::uint64_t block_up(std::uint64_t size) {
    return (size + 4095) / 4096 * 4096;
}
std::array<std::uint8_t, 4> key_id(const std::string& origin, const crypto::PublicKey& key) {
    Bytes text;
    add(text, as_bytes(origin));
    text.push_back('\n');
    text.push_back(1);
    add(text, key);
    const Hash hash = crypto::sha256(text);
    return {hash[0], hash[1], hash[2], hash[3]};
}
std::string checkpoint_text(const std::string& origin, std::uint64_t size, const Hash& root) {
    return origin + "\n" + std::to_string(size) + "\n" + crypto::base64(root) + "\n";
}
Bytes labelled(std::string_view label, const LedgerId& id, ByteView content) {
    Bytes message;
    add(message, as_bytes(label));
    add(message, id);
    add(message, content);
    return message;
}

}  // namespace

crypto::SigningKey forged_identity_key(std::uint8_t seed) {
    return key_from(seed, 1);
}
crypto::SigningKey forged_epoch_key(std::uint8_t seed, std::uint64_t epoch) {
    if (epoch == 0) return key_from(seed, 2);
    Hash bytes{};
    bytes.fill(static_cast<std::uint8_t>(seed + (epoch - 1) * 16 + 0x40));
    return crypto::SigningKey(crypto::Secret256(bytes));
}

Forge::Forge(ForgeOptions given, ForgeHooks given_hooks)
    : options(std::move(given)),
      hooks(std::move(given_hooks)),
      identity_(forged_identity_key(options.seed)),
      epoch_key_(forged_epoch_key(options.seed, 0)) {
    id_.fill(static_cast<std::uint8_t>(0xa0 + options.id_of_seed.value_or(options.seed)));
}

Bytes& Forge::current() {
    return files[segment_name(segment_.segment_number)];
}

void Forge::init() {
    begin_segment(false);
    format::Genesis genesis;
    genesis.fixed = {};
    genesis.fixed.format_version = 1;
    genesis.fixed.encryption = options.encrypted ? 1 : 0;
    genesis.fixed.sync_policy = 2;
    genesis.fixed.ledger_id = id_;
    genesis.fixed.created_ns = time_ns;
    genesis.fixed.segment_size_limit = options.segment_size;
    genesis.fixed.window = options.window;
    genesis.fixed.identity_key = identity_.public_key();
    genesis.fixed.epoch_key = epoch_key_.public_key();
    genesis.fixed.origin_length = static_cast<std::uint16_t>(options.origin.size());
    genesis.origin = options.origin;
    Bytes covered = format::encode_body(genesis);
    covered.resize(covered.size() - 64);
    genesis.signature = identity_.sign(labelled("counterfoil/genesis/v1\n", id_, covered));
    frame(
        {{RecordType::kGenesis, 0, format::encode_body(genesis)}, segment_record(), open_record()});
    write_json();
    head(true);
    head(true);
}

void Forge::open_writer() {
    ++incarnation_;
    head(false);
    opening_ = true;
}

void Forge::begin_segment(bool previous_has_frames) {
    const bool first = files.find(segment_name(0)) == files.end();
    format::SegmentHeader header{};
    header.magic = {'C', 'F', 'S', 'E', 'G', 'M', 'N', 'T'};
    header.version = 1;
    header.sync_policy = 2;
    header.ledger_id = id_;
    header.segment_number = first ? 0 : segment_.segment_number + 1;
    header.base_sequence = tree_.size();
    header.base_frame = frame_number_;
    header.segment_size = options.segment_size;
    header.window = options.window;
    header.previous_end = first || !previous_has_frames ? 0 : end_;
    header.previous_chain_head = chain_head_;
    header.previous_root = first ? Hash{} : tree_.root();
    if (hooks.segment_header) hooks.segment_header(header.segment_number, header);
    header.header_crc = crypto::crc32c(bytes_of(header).first(148));
    segment_ = header;
    Bytes& bytes = files[segment_name(segment_.segment_number)];
    bytes.assign(static_cast<std::size_t>(options.segment_size), 0);
    std::memcpy(bytes.data(), &header, sizeof header);
    segment_digest_ = crypto::sha256(ByteView(bytes).first(4096));
    end_ = 4096;
    segment_events_ = 0;
    frames_.clear();
}

ForgeRecord Forge::segment_record() {
    const bool first = segment_.segment_number == 0;
    format::Segment body;
    body.fixed = {};
    body.fixed.header_digest = segment_digest_;
    body.fixed.segment_number = segment_.segment_number;
    body.fixed.event_count = count_.events;
    body.fixed.epoch = epoch_;
    body.fixed.epoch_start = epoch_start_;
    body.fixed.epoch_key = epoch_key_.public_key();
    body.fixed.epoch_record = epoch_record_;
    body.fixed.head_generation = first ? 0 : generation_ - 1;
    body.fixed.drop_total = count_.drops;
    body.fixed.heartbeat_count = count_.heartbeats;
    body.fixed.last_erasure = count_.last_erasure;
    body.fixed.last_destroyed = count_.last_destroyed;
    body.fixed.last_time_ns = first ? 0 : count_.last_time;
    body.fixed.incarnation = count_.incarnation;
    if (!first) {
        const auto nodes = tree_.nodes();
        body.frontier.assign(nodes.begin(), nodes.end());
        body.streams = streams_;
    }
    return {RecordType::kSegment, 0, format::encode_body(body)};
}

ForgeRecord Forge::open_record() {
    format::OpenBody body{};
    body.incarnation = incarnation_;
    body.boot_id.fill(1);
    body.version_minor = 1;
    body.sync_policy = 2;
    body.head_generation = generation_ == 0 ? 0 : generation_ - 1;
    return {RecordType::kOpen, 0, format::encode_body(body)};
}

Bytes Forge::frame_bytes(std::vector<ForgeRecord> records) {
    // Written for real, then taken back: the state is what makes frames right.
    const auto tree = tree_;
    const auto chain = chain_head_;
    const auto count = count_;
    const auto streams = streams_;
    const auto number = frame_number_;
    const auto end = end_;
    const auto events = segment_events_;
    const auto frames = frames_;
    const auto time = time_ns;
    const auto opening = opening_;
    const auto epoch = epoch_;
    const Bytes segment = current();
    frame(std::move(records));
    require(epoch == epoch_, "a frame that is taken back cannot rotate");
    Bytes bytes(current().begin() + static_cast<std::ptrdiff_t>(end),
                current().begin() + static_cast<std::ptrdiff_t>(end_));
    tree_ = tree;
    chain_head_ = chain;
    count_ = count;
    streams_ = streams;
    frame_number_ = number;
    end_ = end;
    segment_events_ = events;
    frames_ = frames;
    time_ns = time;
    opening_ = opening;
    current() = segment;
    return bytes;
}

void Forge::frame(std::vector<ForgeRecord> records) {
    if (opening_) {
        records.insert(records.begin(), open_record());
        opening_ = false;
    }
    const std::uint64_t base = tree_.size();
    Bytes entries;
    Bytes bodies;
    std::uint64_t new_epoch_record = 0;
    bool rotates = false;
    for (std::size_t i = 0; i < records.size(); ++i) {
        ForgeRecord& record = records[i];
        const std::uint64_t sequence = base + i;
        const bool event = record.type == RecordType::kEvent;
        if (record.type == RecordType::kStream) {
            streams_.push_back({static_cast<std::uint32_t>(streams_.size()), std::uint64_t{0}});
        }
        if (hooks.body) hooks.body(sequence, record.body);
        format::Entry entry{};
        entry.version = 1;
        entry.type = static_cast<std::uint8_t>(record.type);
        entry.flags = i == 0 ? 1 : 0;
        entry.stream_id = record.stream;
        entry.sequence = sequence;
        if (record.stream < streams_.size()) {
            auto& stream = streams_[record.stream];
            entry.stream_sequence = stream.next_sequence;
            stream.next_sequence = stream.next_sequence + 1;
        }
        entry.time_ns = time_ns;
        entry.body_length = static_cast<std::uint32_t>(record.body.size());
        if (event && options.encrypted) {
            entry.key_id = 7;
            entry.nonce.fill(static_cast<std::uint8_t>(sequence + 1));
            entry.key_commitment.fill(0x33);
        }
        entry.ledger_id = id_;
        entry.body_digest = crypto::sha256(record.body);
        entry.previous = chain_head_;
        if (hooks.entry) hooks.entry(sequence, entry);
        if (hooks.stored_body) hooks.stored_body(sequence, record.body);
        chain_head_ = merkle::leaf_hash(bytes_of(entry));
        if (sequence == 0) genesis_leaf_ = chain_head_;
        tree_.append(chain_head_);
        add(entries, bytes_of(entry));
        add(bodies, record.body);
        count_.last_time = entry.time_ns;
        time_ns += time_step_ns;
        if (event) {
            ++count_.events;
            ++segment_events_;
        }
        if (record.type == RecordType::kOpen) count_.incarnation = incarnation_;
        if (record.type == RecordType::kErasure) count_.last_erasure = sequence + 1;
        if (record.type == RecordType::kDestroyed) count_.last_destroyed = sequence + 1;
        if (record.type == RecordType::kHeartbeat) ++count_.heartbeats;
        if (record.type == RecordType::kKey && record.body[0] == 1) {
            rotates = true;
            new_epoch_record = sequence;
        }
    }
    format::FrameHeader header{};
    header.magic = {'C', 'F', '-', 'F', 'R', 'A', 'M', 'E'};
    header.version = 1;
    header.record_count = static_cast<std::uint32_t>(records.size());
    header.frame_number = frame_number_;
    header.first_sequence = base;
    header.incarnation = count_.incarnation;
    header.bodies_length = bodies.size();
    header.frame_length = block_up(64 + entries.size() + bodies.size() + 160);
    if (hooks.frame_header) hooks.frame_header(frame_number_, header);
    header.header_crc = crypto::crc32c(bytes_of(header).first(60));

    format::FrameTrailer trailer{};
    trailer.tree_size = tree_.size();
    trailer.root = tree_.root();
    trailer.chain_head = chain_head_;
    trailer.epoch = epoch_;
    trailer.epoch_key_id = key_id(options.origin, epoch_key_.public_key());
    if (hooks.trailer) hooks.trailer(frame_number_, trailer);
    trailer.signature =
        epoch_key_.sign(as_bytes(checkpoint_text(options.origin, trailer.tree_size, trailer.root)));
    trailer.bodies_crc = crypto::crc32c(bodies);
    if (hooks.signed_trailer) hooks.signed_trailer(frame_number_, trailer);
    last_signature_ = trailer.signature;

    Bytes bytes;
    add(bytes, bytes_of(header));
    add(bytes, entries);
    add(bytes, bodies);
    bytes.resize(block_up(64 + entries.size() + bodies.size() + 160));
    std::memcpy(bytes.data() + bytes.size() - 160, &trailer, sizeof trailer);
    const std::size_t bodies_end = 64 + entries.size() + bodies.size();
    std::uint32_t crc = crypto::crc32c(ByteView(bytes).first(64 + entries.size()));
    crc = crypto::crc32c(ByteView(bytes).subspan(bodies_end, bytes.size() - 4 - bodies_end), crc);
    std::memcpy(bytes.data() + bytes.size() - 4, &crc, 4);

    require(end_ + bytes.size() <= current().size(), "the forged segment is full");
    std::copy(bytes.begin(), bytes.end(), current().begin() + static_cast<std::ptrdiff_t>(end_));
    frames_.push_back({static_cast<std::uint32_t>(end_ / 4096),
                       static_cast<std::uint32_t>(base - segment_.base_sequence)});
    end_ += bytes.size();
    ++frame_number_;
    if (rotates) {
        ++epoch_;
        epoch_record_ = new_epoch_record;
        epoch_start_ = new_epoch_record + 1;
        epoch_key_ = std::move(*next_epoch_key_);
        next_epoch_key_.reset();
    }
}

void Forge::roll() {
    format::SegmentFooter footer{};
    footer.magic = {'C', 'F', 'F', 'O', 'O', 'T', 'E', 'R'};
    footer.version = 1;
    footer.ledger_id = id_;
    footer.segment_number = segment_.segment_number;
    footer.base_sequence = segment_.base_sequence;
    footer.record_count = tree_.size() - segment_.base_sequence;
    footer.event_count = segment_events_;
    footer.frame_count = frames_.size();
    footer.footer_length = block_up(176 + 8 * frames_.size() + 32);
    footer.chain_head = chain_head_;
    footer.root = tree_.root();
    footer.header_digest = segment_digest_;
    if (hooks.footer) hooks.footer(segment_.segment_number, footer);
    Bytes bytes;
    add(bytes, bytes_of(footer));
    for (const auto& each : frames_) add(bytes, bytes_of(each));
    add(bytes, crypto::sha256(bytes));
    std::copy(bytes.begin(), bytes.end(), current().begin() + static_cast<std::ptrdiff_t>(end_));
    begin_segment(true);
    frame({segment_record()});
}

void Forge::publish() {
    const std::string text = checkpoint_text(options.origin, tree_.size(), tree_.root());
    const auto line = [&](const crypto::PublicKey& key, const crypto::Signature& signature) {
        Bytes blob;
        add(blob, key_id(options.origin, key));
        add(blob, signature);
        return "\u2014 " + options.origin + " " + crypto::base64(blob) + "\n";
    };
    // A frame that rotated was signed by the key before: publish is not called behind one.
    std::string note = text + "\n" + line(epoch_key_.public_key(), last_signature_) +
                       line(identity_.public_key(), identity_.sign(as_bytes(text)));
    if (hooks.note) hooks.note(notes_, note);
    const Hash digest = crypto::sha256(as_bytes(note));
    note_chain_ = crypto::sha256({note_chain_, digest});
    const ByteView bytes = as_bytes(note);
    files["checkpoints/" + numbered(notes_) + ".note"] = Bytes(bytes.begin(), bytes.end());
    ++notes_;
}

void Forge::head(bool clean) {
    format::HeadSlot slot{};
    slot.magic = {'C', 'F', 'L', 'D', 'H', 'E', 'A', 'D'};
    slot.version = 1;
    slot.clean = clean ? 1 : 0;
    slot.ledger_id = id_;
    slot.generation = generation_;
    slot.boot_id.fill(1);
    slot.incarnation = incarnation_;
    slot.segment_number = segment_.segment_number;
    slot.end_offset = end_;
    slot.tree_size = tree_.size();
    slot.root = tree_.root();
    slot.checkpoint_count = notes_;
    slot.checkpoint_chain = note_chain_;
    slot.epoch = epoch_;
    if (hooks.head) hooks.head(generation_, slot);
    slot.signature =
        epoch_key_.sign(labelled("counterfoil/head/v1\n", id_, bytes_of(slot).first(168)));
    if (hooks.signed_head) hooks.signed_head(generation_, slot);
    slot.slot_crc = crypto::crc32c(bytes_of(slot).first(236));
    Bytes& file = files["HEAD"];
    file.resize(8192);
    std::memcpy(file.data() + generation_ % 2 * 4096, &slot, sizeof slot);
    ++generation_;
}

void Forge::close() {
    head(true);
    head(true);
}

void Forge::tear(ByteView bytes) {
    std::copy(bytes.begin(), bytes.end(), current().begin() + static_cast<std::ptrdiff_t>(end_));
}

void Forge::recover(bool with_quarantine) {
    const Bytes& torn = current();
    format::RecoveredTail tail{};
    tail.segment_number = segment_.segment_number;
    tail.offset = end_;
    tail.length = torn.size() - end_;
    const ByteView bytes = ByteView(torn).subspan(static_cast<std::size_t>(end_));
    tail.digest = crypto::sha256(bytes);
    std::size_t used = bytes.size();
    while (used > 0 && bytes[used - 1] == 0) --used;
    if (used > 0 && with_quarantine) {
        files["quarantine/" + numbered(segment_.segment_number) + "-" + numbered(end_) + ".tail"] =
            Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(used));
    }
    format::Recovery body;
    body.fixed = {};
    body.fixed.row = 9;
    body.fixed.crashed_incarnation = incarnation_;
    body.fixed.crashed_boot_id.fill(1);
    body.fixed.boot_id.fill(1);
    body.fixed.head_generation = generation_ - 1;
    body.tails = {tail};
    ++incarnation_;
    head(false);
    begin_segment(!frames_.empty());
    frame({segment_record(), {RecordType::kRecovery, 0, format::encode_body(body)}, open_record()});
}

void Forge::lose(std::uint64_t segment, std::uint64_t end_offset, const std::string& reason) {
    format::LossHeader loss{};
    loss.magic = {'C', 'F', 'L', 'D', 'L', 'O', 'S', 'S'};
    loss.version = 1;
    loss.reason_length = static_cast<std::uint16_t>(reason.size());
    loss.ledger_id = id_;
    std::memcpy(&loss.head, files["HEAD"].data() + (generation_ - 1) % 2 * 4096, sizeof loss.head);
    loss.segment_number = segment;
    loss.end_offset = end_offset;
    loss.tree_size = tree_.size();
    loss.root = tree_.root();
    loss.time_ns = time_ns;
    if (hooks.loss) hooks.loss(loss);
    Bytes bytes;
    add(bytes, bytes_of(loss));
    add(bytes, as_bytes(reason));
    add(bytes, epoch_key_.sign(labelled("counterfoil/loss/v1\n", id_, bytes)));
    files["LOSS"] = bytes;
}

std::string Forge::vkey() const {
    Bytes key{1};
    add(key, identity_.public_key());
    return options.origin + "+" + crypto::hex(key_id(options.origin, identity_.public_key())) +
           "+" + crypto::base64(key);
}

void Forge::write_json() {
    // The forger's clock starts at 2026-01-02T03:04:05Z.
    const std::string text =
        "{\n  \"format\": \"counterfoil-ledger\",\n  \"format_version\": 1,\n"
        "  \"ledger_id\": \"" +
        crypto::hex(id_) + "\",\n  \"origin\": \"" + options.origin + "\",\n  \"vkey\": \"" +
        vkey() + "\",\n  \"genesis_leaf_hash\": \"" + crypto::hex(genesis_leaf_) +
        "\",\n  \"encryption\": \"" + (options.encrypted ? "XAES-256-GCM" : "none") +
        "\",\n  \"segment_size_limit\": " + std::to_string(options.segment_size) +
        ",\n  \"created\": \"2026-01-02T03:04:05.000000000Z\"\n}\n";
    const ByteView bytes = as_bytes(text);
    files["ledger.json"] = Bytes(bytes.begin(), bytes.end());
}

void Forge::write(const std::string& directory) const {
    namespace fs = std::filesystem;
    fs::remove_all(directory);
    for (const char* part : {"segments", "checkpoints", "quarantine", "keys", "metrics"}) {
        fs::create_directories(fs::path(directory) / part);
    }
    for (const auto& [name, bytes] : files) {
        std::ofstream file(fs::path(directory) / name, std::ios::binary);
        file.write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
    }
}

}  // namespace counterfoil::test
