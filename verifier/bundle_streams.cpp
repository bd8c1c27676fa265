// SPDX-License-Identifier: Apache-2.0
#include "verifier/bundle_streams.h"

#include <fmt/format.h>

#include "ledger/crypto/hash.h"
#include "ledger/format/labels.h"
#include "verifier/bundle_records.h"

namespace counterfoil::verifier {
namespace {

constexpr SizeLimits kNameLimits{1, format::kStreamNameSizeMax};

}  // namespace

std::optional<Finding> BundleStreams::take_all(BundleReader& reader, const LedgerFacts& facts,
                                               const BundleNote& checkpoint,
                                               std::size_t count_max) {
    std::optional<std::uint32_t> last;
    while (streams_.size() < count_max) {
        std::optional<std::string_view> next;
        if (auto problem = reader.look(next)) return problem;
        const std::optional<std::uint32_t> id =
            next ? format::bundle_stream_of(*next) : std::nullopt;
        // Any other file is refused by whoever wants the first record's.
        if (!id) return std::nullopt;
        if (*id == format::kAdministrationStream || (last && *id <= *last)) {
            return failure("bundle-order", reader.place(),
                           "streams stand in the ascending order of their ids, from 1 on",
                           {fmt::format("more than {}", last.value_or(0)), std::to_string(*id)});
        }
        if (auto problem = take_one(reader, facts, checkpoint, *id)) return problem;
        last = id;
    }
    return std::nullopt;
}

std::optional<Finding> BundleStreams::take_one(BundleReader& reader, const LedgerFacts& facts,
                                               const BundleNote& checkpoint, std::uint32_t id) {
    const auto name = [&](std::string_view file) { return format::bundle_stream_file(id, file); };
    format::Entry entry;
    if (auto problem = take_entry(reader, name(format::kEntryFile), entry)) return problem;
    Place place = reader.place();
    place.sequence = entry.sequence;
    if (auto problem = judge_lone_entry(entry, facts, entry.sequence, std::nullopt, place)) {
        return problem;
    }
    Bytes bytes;
    if (auto problem = reader.take(name(format::kBodyFile), kBodyLimits, bytes)) return problem;
    place = reader.place();
    place.sequence = entry.sequence;
    FrameFacts said;
    if (auto problem = judge_lone_body(entry, bytes, facts, place, said)) return problem;
    const bool defines = entry.type == static_cast<std::uint8_t>(format::RecordType::kStream);
    const auto body =
        defines ? format::decode_body(format::RecordType::kStream, bytes) : std::nullopt;
    const auto* stream = body ? std::get_if<format::Stream>(&*body) : nullptr;
    if (stream == nullptr || stream->fixed.stream_id != id) {
        return failure(
            "bundle-stream", place, "the record does not define this stream",
            {fmt::format("stream {}", id),
             stream != nullptr ? fmt::format("stream {}", std::uint32_t{stream->fixed.stream_id})
                               : format::record_type_name(entry.type)});
    }
    if (auto problem = take_inclusion(reader, name(format::kInclusionFile), entry, checkpoint))
        return problem;
    Stream known{std::nullopt, entry.sequence, false};
    if (facts.encrypted) {
        if (auto problem = take_name(reader, facts, id, *stream, known)) return problem;
    } else {
        known.name = stream->name;
    }
    streams_[id] = std::move(known);
    return std::nullopt;
}

std::optional<Finding> BundleStreams::take_name(BundleReader& reader, const LedgerFacts& facts,
                                                std::uint32_t id, const format::Stream& body,
                                                Stream& stream) {
    Bytes name;
    const std::string name_file = format::bundle_stream_file(id, format::kNameFile);
    if (auto problem = reader.take(name_file, kNameLimits, name)) return problem;
    Place place = reader.place();
    place.sequence = stream.record;
    if (!format::is_stream_name(as_text(name))) {
        return failure("stream-name", place, "a stream's name is UTF-8 without control characters");
    }
    Bytes key;
    const std::string key_file = format::bundle_stream_file(id, format::kNameKeyFile);
    if (auto problem = reader.take(key_file, kKeyLimits, key)) return problem;
    const Hash mac = crypto::hmac_sha256(key, {as_bytes(format::kStreamNameLabel), facts.id, name});
    if (mac != body.fixed.name_mac) {
        return failure("stream-name", place,
                       "the name and its key are not those of the stream's record: another name "
                       "was put here");
    }
    stream.name = as_text(name);
    return std::nullopt;
}

std::optional<Finding> BundleStreams::judge_numbers(const format::Entry& entry,
                                                    const Place& place) {
    const auto [next, first] = next_in_stream_.try_emplace(entry.stream_id, entry.stream_sequence);
    if (first && from_beginning_ && entry.stream_sequence != 0) {
        return wrong_number(
            "stream-sequence", place,
            "all records from genesis on are here, but not the first of this stream", 0,
            entry.stream_sequence);
    }
    // Behind the largest number there is no next one.
    if (!first && (next->second == 0 || entry.stream_sequence != next->second)) {
        return wrong_number("stream-sequence", place,
                            "the numbers of a stream have no gap and no repetition", next->second,
                            entry.stream_sequence);
    }
    next->second = entry.stream_sequence + 1;
    const auto stream = streams_.find(entry.stream_id);
    if (stream == streams_.end()) return std::nullopt;
    stream->second.used = true;
    if (stream->second.record < entry.sequence) return std::nullopt;
    return failure(
        "entry-stream", place, "the event stands before the record of its stream",
        {fmt::format("more than {}", stream->second.record), std::to_string(entry.sequence)});
}

std::optional<Finding> BundleStreams::judge_use() const {
    for (const auto& [id, stream] : streams_) {
        if (stream.used) continue;
        return failure("bundle-stream",
                       {format::bundle_stream_file(id, format::kEntryFile), {}, {}, {}},
                       "no event of this stream is among the bundle's records");
    }
    return std::nullopt;
}

std::optional<std::uint32_t> BundleStreams::first() const {
    if (streams_.empty()) return std::nullopt;
    return streams_.begin()->first;
}

std::optional<std::string> BundleStreams::name(std::uint32_t id) const {
    const auto stream = streams_.find(id);
    return stream == streams_.end() ? std::nullopt : stream->second.name;
}

}  // namespace counterfoil::verifier
