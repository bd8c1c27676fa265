// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/stream_records.h"

#include <fmt/format.h>

#include <algorithm>

namespace counterfoil::publish {
namespace {

bool is(const format::Entry& entry, format::RecordType type) {
    return entry.type == static_cast<std::uint8_t>(type);
}

// How many streams, stream 0 included, were defined before a segment.
Result<std::uint64_t> streams_before(reader::LedgerReader& reader, std::size_t segment) {
    if (segment == 0) return std::uint64_t{1};
    const std::uint64_t base = reader.segments()[segment].base_sequence;
    const Result<reader::StoredRecord> record = reader.record(base);
    if (!record) return record.error();
    const auto body = is(record->entry, format::RecordType::kSegment)
                          ? format::decode_body(format::RecordType::kSegment, record->body)
                          : std::nullopt;
    const auto* state = body ? std::get_if<format::Segment>(&*body) : nullptr;
    if (state == nullptr) {
        return Error{ErrorCode::kDamaged,
                     fmt::format("record {}: a segment must begin with its segment record; look "
                                 "with `counterfoil verify`",
                                 base)};
    }
    return state->streams.size();
}

// The segment that defines the stream: the last one before which it was not there.
Result<std::size_t> segment_of(reader::LedgerReader& reader, std::uint32_t stream) {
    std::size_t begin = 0;
    std::size_t end = reader.segments().size();
    while (end - begin > 1) {
        const std::size_t middle = begin + (end - begin) / 2;
        const Result<std::uint64_t> count = streams_before(reader, middle);
        if (!count) return count.error();
        (*count <= stream ? begin : end) = middle;
    }
    return begin;
}

// The first record from `sequence` on that defines a stream.
struct Definition {
    std::uint64_t sequence = 0;
    std::uint32_t stream = 0;
    std::string name;  // Empty when it is hidden.
};
Result<std::optional<Definition>> next_definition(reader::LedgerReader& reader,
                                                  std::uint64_t sequence) {
    for (; sequence < reader.size(); ++sequence) {
        const Result<format::Entry> entry = reader.entry(sequence);
        if (!entry) return entry.error();
        if (!is(*entry, format::RecordType::kStream)) continue;
        const Result<reader::StoredRecord> record = reader.record(sequence);
        if (!record) return record.error();
        const auto body = format::decode_body(format::RecordType::kStream, record->body);
        const auto* stream = body ? std::get_if<format::Stream>(&*body) : nullptr;
        if (stream != nullptr) {
            return std::optional<Definition>(
                {sequence, std::uint32_t{stream->fixed.stream_id}, stream->name});
        }
    }
    return std::optional<Definition>();
}

}  // namespace

Result<std::map<std::uint32_t, std::uint64_t>> stream_records(
    reader::LedgerReader& reader, const std::set<std::uint32_t>& streams) {
    std::map<std::uint32_t, std::uint64_t> found;
    std::uint64_t cursor = 0;  // Streams are defined in the order of their ids.
    for (const std::uint32_t stream : streams) {
        const Result<std::size_t> segment = segment_of(reader, stream);
        if (!segment) return segment.error();
        cursor = std::max(cursor, reader.segments()[*segment].base_sequence);
        while (!found.contains(stream)) {
            const Result<std::optional<Definition>> next = next_definition(reader, cursor);
            if (!next) return next.error();
            if (!*next || (*next)->stream > stream) {
                return Error{ErrorCode::kDamaged,
                             fmt::format("stream {} is not defined by any record; look with "
                                         "`counterfoil verify`",
                                         stream)};
            }
            cursor = (*next)->sequence + 1;
            if ((*next)->stream == stream) found[stream] = (*next)->sequence;
        }
    }
    return found;
}

Result<std::optional<std::uint32_t>> stream_of_name(reader::LedgerReader& reader,
                                                    std::string_view name) {
    for (std::uint64_t cursor = 0;;) {
        const Result<std::optional<Definition>> next = next_definition(reader, cursor);
        if (!next) return next.error();
        if (!*next) return std::optional<std::uint32_t>();
        if ((*next)->name == name) return std::optional<std::uint32_t>((*next)->stream);
        cursor = (*next)->sequence + 1;
    }
}

}  // namespace counterfoil::publish
