// SPDX-License-Identifier: Apache-2.0
#include "ledger/reader/ledger_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "ledger/base/unknown_version.h"
#include "ledger/crypto/crc32c.h"
#include "ledger/format/directory.h"
#include "ledger/format/limits.h"
#include "ledger/merkle/hashing.h"

namespace counterfoil::reader {
namespace {

std::string inside(const std::string& directory, std::string_view name) {
    return platform::join(directory, std::string(name));
}

// A slot that is whole by its CRC, or of another version, whose CRC may lie elsewhere. Whether it
// is genuine is the verifier's question.
std::optional<format::HeadSlot> whole_slot(ByteView bytes) {
    format::HeadSlot slot;
    std::memcpy(&slot, bytes.data(), sizeof slot);
    const ByteView covered = bytes.first(offsetof(format::HeadSlot, slot_crc));
    if (slot.magic != format::kHeadMagic) return std::nullopt;
    if (slot.version == format::kVersion && slot.slot_crc != crypto::crc32c(covered)) {
        return std::nullopt;
    }
    return slot;
}

// A slot of this version comes before one of another, then the newer generation.
std::pair<bool, std::uint64_t> rank(const format::HeadSlot& slot) {
    return {slot.version == format::kVersion, slot.generation};
}

Result<format::SegmentHeader> read_header(platform::Storage& storage, const std::string& path) {
    auto file = storage.open(path, platform::OpenMode::kRead);
    if (!file) return file.error();
    Bytes bytes(sizeof(format::SegmentHeader));
    const Result<std::size_t> count = (*file)->read_at(0, bytes);
    if (!count) return count.error();
    format::SegmentHeader header;
    std::memcpy(&header, bytes.data(), sizeof header);
    if (*count != bytes.size() || header.magic != format::kSegmentMagic) {
        return Error{ErrorCode::kDamaged, fmt::format("{}: is no segment", path)};
    }
    if (header.version != format::kVersion) {
        return unknown_version(path, header.version, format::kVersion);
    }
    return header;
}

}  // namespace

Result<LedgerReader> LedgerReader::open(platform::Storage& storage, const std::string& directory) {
    LedgerReader reader(storage, directory);
    if (Status read = reader.read_head(); !read) return read.error();
    if (Status listed = reader.list_segments(); !listed) return listed.error();
    if (Status read = reader.read_genesis(); !read) return read.error();
    return reader;
}

Status LedgerReader::read_head() {
    const std::string path = inside(directory_, format::kHeadFile);
    const Result<Bytes> bytes = platform::read_file(*storage_, path, format::kHeadFileSize);
    if (!bytes) {
        if (bytes.error().code != ErrorCode::kNotFound) return bytes.error();
        return Error{ErrorCode::kNotFound,
                     fmt::format("{}: there is no ledger here (no file HEAD); make one with "
                                 "`counterfoil init`",
                                 directory_)};
    }
    std::optional<format::HeadSlot> newest;
    for (const std::uint64_t offset : {std::uint64_t{0}, format::kBlockSize}) {
        if (bytes->size() < offset + sizeof(format::HeadSlot)) continue;
        const auto slot = whole_slot(ByteView(*bytes).subspan(offset, sizeof(format::HeadSlot)));
        if (slot && (!newest || rank(*slot) > rank(*newest))) newest = slot;
    }
    if (!newest) {
        return Error{
            ErrorCode::kDamaged,
            fmt::format("{}: neither slot is whole; look with `counterfoil verify`", path)};
    }
    if (newest->version != format::kVersion) {
        return unknown_version(path, newest->version, format::kVersion);
    }
    head_ = *newest;
    return {};
}

// The headers of all segments give base sequences and where the frames of the one before end.
Status LedgerReader::list_segments() {
    const std::string directory = inside(directory_, format::kSegmentsDirectory);
    for (std::uint64_t number = 0; number <= head_.segment_number; ++number) {
        const Result<format::SegmentHeader> header =
            read_header(*storage_, platform::join(directory, format::segment_file_name(number)));
        if (!header) return header.error();
        if (!segments_.empty() && segments_.back().number + 1 == number) {
            segments_.back().frames_end = header->previous_end;
        }
        segments_.push_back({number, header->base_sequence, header->segment_size, 0});
    }
    segments_.back().frames_end = head_.end_offset;
    std::erase_if(segments_, [](const Segment& segment) { return segment.frames_end == 0; });
    return {};
}

Status LedgerReader::read_genesis() {
    // Its version comes before its digest: another version may differ in anything.
    const Result<StoredRecord> stored = stored_record(0);
    if (!stored) return stored.error();
    Le16 version;
    if (stored->body.size() >= sizeof version) {
        std::memcpy(&version, stored->body.data(), sizeof version);
        if (version != format::kVersion) {
            const std::string file = platform::join(inside(directory_, format::kSegmentsDirectory),
                                                    format::segment_file_name(0));
            return unsupported_version(fmt::format("{}: the genesis record", file), version,
                                       format::kVersion);
        }
    }
    const Result<StoredRecord> first = record(0);
    if (!first) return first.error();
    const auto body = format::decode_body(format::RecordType::kGenesis, first->body);
    const auto* genesis = body ? std::get_if<format::Genesis>(&*body) : nullptr;
    if (genesis == nullptr) {
        return Error{ErrorCode::kDamaged,
                     fmt::format("{}: its first record is no genesis record", directory_)};
    }
    genesis_ = *genesis;
    genesis_leaf_ = merkle::leaf_hash(format::bytes_of(first->entry));
    return {};
}

bool LedgerReader::encrypted() const {
    return genesis_.fixed.encryption != static_cast<std::uint8_t>(format::Encryption::kNone);
}

Result<const SegmentReader*> LedgerReader::segment(std::size_t index) {
    require(index < segments_.size(), "a segment index is below their count");
    std::unique_ptr<SegmentReader>& opened = opened_[index];
    if (opened == nullptr) {
        const Segment& segment = segments_[index];
        const std::string path = platform::join(inside(directory_, format::kSegmentsDirectory),
                                                format::segment_file_name(segment.number));
        Result<SegmentReader> reader = SegmentReader::open(*storage_, path, segment.frames_end);
        if (!reader) return reader.error();
        opened = std::make_unique<SegmentReader>(std::move(*reader));
    }
    return static_cast<const SegmentReader*>(opened.get());
}

Result<std::size_t> LedgerReader::segment_of(std::uint64_t sequence) const {
    if (sequence >= size() || segments_.empty()) {
        return Error{ErrorCode::kNotFound,
                     fmt::format("{}: has no record {}; it holds {} (0 to {})", directory_,
                                 sequence, size(), size() - 1)};
    }
    const auto after = std::upper_bound(
        segments_.begin(), segments_.end(), sequence,
        [](std::uint64_t value, const Segment& segment) { return value < segment.base_sequence; });
    if (after == segments_.begin()) {
        return Error{ErrorCode::kDamaged,
                     fmt::format("{}: no segment holds record {}", directory_, sequence)};
    }
    return static_cast<std::size_t>(std::prev(after) - segments_.begin());
}

Result<const SegmentReader*> LedgerReader::segment_with(std::uint64_t sequence) {
    const Result<std::size_t> index = segment_of(sequence);
    if (!index) return index.error();
    return segment(*index);
}

std::uint64_t LedgerReader::readable_size() {
    if (size() > 0 && entry(size() - 1)) return size();
    for (std::size_t i = segments_.size(); i-- > 0;) {
        const Result<const SegmentReader*> reader = segment(i);
        const std::uint64_t end = reader ? (*reader)->end_sequence() : 0;
        if (end > 0 && end <= size() && entry(end - 1)) return end;
    }
    return 0;
}

Result<StoredRecord> LedgerReader::record(std::uint64_t sequence) {
    const Result<const SegmentReader*> reader = segment_with(sequence);
    if (!reader) return reader.error();
    return (*reader)->record(sequence);
}

Result<StoredRecord> LedgerReader::stored_record(std::uint64_t sequence) {
    const Result<const SegmentReader*> reader = segment_with(sequence);
    if (!reader) return reader.error();
    return (*reader)->stored_record(sequence);
}

Result<KeptRecord> LedgerReader::kept_record(std::uint64_t sequence) {
    const Result<const SegmentReader*> reader = segment_with(sequence);
    if (!reader) return reader.error();
    return (*reader)->kept_record(sequence);
}

Result<format::Entry> LedgerReader::entry(std::uint64_t sequence) {
    const Result<const SegmentReader*> reader = segment_with(sequence);
    if (!reader) return reader.error();
    return (*reader)->entry(sequence);
}

Result<format::FrameTrailer> LedgerReader::commit(std::uint64_t tree_size) {
    if (tree_size == 0) {
        return Error{ErrorCode::kNotFound,
                     fmt::format("{}: no frame ends at 0 records", directory_)};
    }
    const Result<const SegmentReader*> reader = segment_with(tree_size - 1);
    if (!reader) return reader.error();
    return (*reader)->commit(tree_size);
}

Result<std::string> LedgerReader::note_file(const std::string& name) const {
    const std::string path =
        platform::join(inside(directory_, format::kCheckpointsDirectory), name);
    const Result<Bytes> bytes =
        platform::read_file(*storage_, path, format::kCheckpointNoteSizeMax);
    if (!bytes) return bytes.error();
    return std::string(as_text(*bytes));
}

Result<std::string> LedgerReader::checkpoint_note(std::uint64_t number) const {
    return note_file(format::checkpoint_file_name(number));
}

Result<std::string> LedgerReader::cosigned_note(std::uint64_t number) const {
    return note_file(format::cosigned_file_name(number));
}

}  // namespace counterfoil::reader
