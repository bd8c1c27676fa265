// SPDX-License-Identifier: Apache-2.0
#include "tests/tamper/catalogue/edited_ledger.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "ledger/base/result.h"
#include "ledger/crypto/crc32c.h"
#include "ledger/crypto/hash.h"
#include "ledger/format/bodies.h"
#include "ledger/format/limits.h"
#include "ledger/merkle/frontier.h"
#include "ledger/merkle/hashing.h"

namespace counterfoil::tamper {
namespace {

constexpr std::size_t kBlock = static_cast<std::size_t>(format::kBlockSize);

template <class Layout>
ByteView view_of(const Layout& layout) {
    return {reinterpret_cast<const std::uint8_t*>(&layout), sizeof layout};
}
template <class Layout>
Layout read_at(const Bytes& bytes, std::size_t at) {
    Layout layout;
    std::memcpy(&layout, bytes.data() + at, sizeof layout);
    return layout;
}
void add(Bytes& to, ByteView bytes) {
    to.insert(to.end(), bytes.begin(), bytes.end());
}
std::size_t block_up(std::size_t size) {
    return (size + kBlock - 1) / kBlock * kBlock;
}

bool stands_at(const Bytes& bytes, std::size_t at, const char* magic) {
    return at + kBlock <= bytes.size() && std::memcmp(bytes.data() + at, magic, 8) == 0;
}

EditedFrame read_frame(const Bytes& bytes, std::size_t at) {
    EditedFrame frame;
    frame.header = read_at<format::FrameHeader>(bytes, at);
    const std::size_t count = frame.header.record_count;
    std::size_t body = at + sizeof frame.header + count * sizeof(format::Entry);
    for (std::size_t i = 0; i < count; ++i) {
        EditedRecord record;
        record.entry =
            read_at<format::Entry>(bytes, at + sizeof frame.header + i * sizeof(format::Entry));
        const std::size_t length = record.entry.body_length;
        record.body.assign(bytes.begin() + static_cast<std::ptrdiff_t>(body),
                           bytes.begin() + static_cast<std::ptrdiff_t>(body + length));
        body += length;
        frame.records.push_back(std::move(record));
    }
    const std::size_t length = static_cast<std::size_t>(frame.header.frame_length);
    frame.trailer =
        read_at<format::FrameTrailer>(bytes, at + length - sizeof(format::FrameTrailer));
    return frame;
}

EditedSegment read_segment(const std::string& path, const Bytes& bytes) {
    EditedSegment segment;
    segment.path = path;
    segment.size = bytes.size();
    segment.header = read_at<format::SegmentHeader>(bytes, 0);
    std::size_t at = kBlock;
    while (stands_at(bytes, at, "CF-FRAME") &&
           format::FrameHeader(read_at<format::FrameHeader>(bytes, at)).record_count != 0) {
        const std::uint64_t length = read_at<format::FrameHeader>(bytes, at).frame_length;
        if (length == 0 || length > bytes.size() - at) break;
        // A torn frame is a tail.
        const std::size_t end = at + static_cast<std::size_t>(length);
        if (all_zero(ByteView(bytes).subspan(end - 160, 160))) break;
        segment.frames.push_back(read_frame(bytes, at));
        at = end;
    }
    segment.has_footer = stands_at(bytes, at, "CFFOOTER");
    if (!segment.has_footer) {
        segment.tail.assign(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end());
        while (!segment.tail.empty() && segment.tail.back() == 0) segment.tail.pop_back();
    }
    return segment;
}

Hash header_digest(const format::SegmentHeader& header) {
    Bytes block(kBlock);
    std::memcpy(block.data(), &header, sizeof header);
    return crypto::sha256(block);
}

Bytes footer_of(const EditedSegment& segment, const format::SegmentHeader& header,
                const std::vector<format::FramePosition>& positions) {
    format::SegmentFooter footer{};
    footer.magic = {'C', 'F', 'F', 'O', 'O', 'T', 'E', 'R'};
    footer.version = 1;
    footer.ledger_id = header.ledger_id;
    footer.segment_number = header.segment_number;
    footer.base_sequence = header.base_sequence;
    std::uint64_t records = 0;
    std::uint64_t events = 0;
    for (const EditedFrame& frame : segment.frames) {
        records += frame.records.size();
        for (const EditedRecord& each : frame.records) events += each.entry.type == 1 ? 1 : 0;
    }
    footer.record_count = records;
    footer.event_count = events;
    footer.frame_count = positions.size();
    footer.footer_length = block_up(sizeof footer + 8 * positions.size() + 32);
    if (!segment.frames.empty()) {
        footer.chain_head = segment.frames.back().trailer.chain_head;
        footer.root = segment.frames.back().trailer.root;
    }
    footer.header_digest = header_digest(header);
    Bytes bytes;
    add(bytes, view_of(footer));
    for (const format::FramePosition& each : positions) add(bytes, view_of(each));
    add(bytes, crypto::sha256(bytes));
    bytes.resize(static_cast<std::size_t>(footer.footer_length));
    return bytes;
}

}  // namespace

Bytes EditedFrame::bytes() const {
    format::FrameHeader head = header;
    format::FrameTrailer end = trailer;
    Bytes entries;
    Bytes bodies;
    for (const EditedRecord& record : records) {
        add(entries, view_of(record.entry));
        add(bodies, record.body);
    }
    const std::size_t used = sizeof head + entries.size() + bodies.size();
    head.record_count = static_cast<std::uint32_t>(records.size());
    head.bodies_length = bodies.size();
    head.frame_length = block_up(used + sizeof end);
    head.header_crc = crypto::crc32c(view_of(head).first(60));
    end.bodies_crc = crypto::crc32c(bodies);
    Bytes bytes;
    add(bytes, view_of(head));
    add(bytes, entries);
    add(bytes, bodies);
    bytes.resize(block_up(used + sizeof end));
    std::memcpy(bytes.data() + bytes.size() - sizeof end, &end, sizeof end);
    std::uint32_t crc = crypto::crc32c(ByteView(bytes).first(sizeof head + entries.size()));
    crc = crypto::crc32c(ByteView(bytes).subspan(used, bytes.size() - 4 - used), crc);
    std::memcpy(bytes.data() + bytes.size() - 4, &crc, 4);
    return bytes;
}

std::optional<Bytes> EditedSegment::bytes() const {
    format::SegmentHeader head = header;
    head.header_crc = crypto::crc32c(view_of(head).first(148));
    Bytes all;
    add(all, view_of(head));
    all.resize(kBlock);
    std::vector<format::FramePosition> positions;
    std::uint64_t record = 0;
    for (const EditedFrame& frame : frames) {
        positions.push_back(
            {static_cast<std::uint32_t>(all.size() / kBlock), static_cast<std::uint32_t>(record)});
        record += frame.records.size();
        add(all, frame.bytes());
    }
    add(all, has_footer ? footer_of(*this, head, positions) : tail);
    if (all.size() > size) return std::nullopt;
    all.resize(size);
    return all;
}

EditedLedger::EditedLedger(const Files& files) {
    for (const auto& [path, content] : files) {
        if (path.starts_with("segments/")) segments.push_back(read_segment(path, content));
    }
}

void EditedLedger::relink() {
    merkle::Frontier tree;
    Hash previous{};
    std::uint64_t frame_number = 0;
    std::uint64_t end_before = 0;
    std::map<std::uint32_t, std::uint64_t> in_stream;
    for (std::size_t number = 0; number < segments.size(); ++number) {
        EditedSegment& segment = segments[number];
        segment.header.segment_number = number;
        segment.header.base_sequence = tree.size();
        segment.header.base_frame = frame_number;
        segment.header.previous_chain_head = previous;
        segment.header.previous_root = number == 0 ? Hash{} : tree.root();
        segment.header.previous_end = end_before;
        segment.header.header_crc = crypto::crc32c(view_of(segment.header).first(148));
        end_before = kBlock;
        for (EditedFrame& frame : segment.frames) {
            frame.header.frame_number = frame_number++;
            frame.header.first_sequence = tree.size();
            for (std::size_t i = 0; i < frame.records.size(); ++i) {
                EditedRecord& record = frame.records[i];
                record.entry.flags = i == 0 ? 1 : 0;
                record.entry.sequence = tree.size();
                record.entry.stream_sequence = in_stream[record.entry.stream_id]++;
                // A body that was exchanged may be anything.
                if (record.entry.type == static_cast<std::uint8_t>(format::RecordType::kSegment) &&
                    record.body.size() >= sizeof(format::SegmentBody)) {
                    const Hash digest = header_digest(segment.header);
                    std::copy(digest.begin(), digest.end(), record.body.begin());
                }
                record.entry.body_length = static_cast<std::uint32_t>(record.body.size());
                record.entry.body_digest = crypto::sha256(record.body);
                record.entry.previous = previous;
                previous = merkle::leaf_hash(view_of(record.entry));
                tree.append(previous);
            }
            frame.trailer.tree_size = tree.size();
            frame.trailer.root = tree.root();
            frame.trailer.chain_head = previous;
            end_before += frame.bytes().size();
        }
    }
}

bool EditedLedger::put_into(Files& files) const {
    for (auto each = files.begin(); each != files.end();) {
        each = each->first.starts_with("segments/") ? files.erase(each) : std::next(each);
    }
    for (const EditedSegment& segment : segments) {
        std::optional<Bytes> bytes = segment.bytes();
        if (!bytes) return false;
        files[segment.path] = std::move(*bytes);
    }
    return true;
}

std::vector<std::pair<std::size_t, std::size_t>> EditedLedger::frame_places() const {
    std::vector<std::pair<std::size_t, std::size_t>> places;
    for (std::size_t segment = 0; segment < segments.size(); ++segment) {
        for (std::size_t frame = 0; frame < segments[segment].frames.size(); ++frame) {
            places.emplace_back(segment, frame);
        }
    }
    return places;
}

EditedFrame& EditedLedger::frame(std::size_t number) {
    const auto [segment, frame] = frame_places().at(number);
    return segments[segment].frames[frame];
}

std::vector<EditedLedger::RecordPlace> EditedLedger::record_places() const {
    std::vector<RecordPlace> places;
    std::size_t number = 0;
    for (const EditedSegment& segment : segments) {
        for (const EditedFrame& frame : segment.frames) {
            for (std::size_t i = 0; i < frame.records.size(); ++i) places.push_back({number, i});
            ++number;
        }
    }
    return places;
}

EditedRecord& EditedLedger::record(const RecordPlace& place) {
    return frame(place.frame).records.at(place.record);
}

std::set<std::pair<std::string, std::size_t>> version_places(const Files& files) {
    std::set<std::pair<std::string, std::size_t>> places;
    const auto word = [&](const std::string& path, std::size_t at) {
        places.insert({{path, at}, {path, at + 1}});
    };
    for (const std::size_t slot : {std::size_t{0}, kBlock}) word("HEAD", slot + 8);
    word("LOSS", 8);
    const auto json = files.find("ledger.json");
    if (json != files.end()) {
        const std::string text(as_text(json->second));
        const std::string_view name = "\"format_version\": ";
        places.insert({"ledger.json", text.find(name) + name.size()});
    }
    const EditedLedger ledger(files);
    for (const EditedSegment& segment : ledger.segments) {
        word(segment.path, 8);
        std::size_t at = kBlock;
        for (const EditedFrame& frame : segment.frames) {
            word(segment.path, at + 8);
            const std::size_t entries = at + sizeof frame.header;
            for (std::size_t i = 0; i < frame.records.size(); ++i) {
                places.insert({segment.path, entries + i * sizeof(format::Entry)});
            }
            if (frame.records[0].entry.sequence == 0) {
                word(segment.path, entries + frame.records.size() * sizeof(format::Entry));
            }
            at += frame.bytes().size();
        }
        word(segment.path, at + 8);  // The footer's.
    }
    return places;
}

}  // namespace counterfoil::tamper
