// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/drafter.h"

#include <fmt/format.h>

#include "ledger/store/position.h"

namespace counterfoil::store {

Status Drafter::check(const Event& event) const {
    const Result<Bytes> envelope = checked_envelope(event);
    if (!envelope) return envelope.error();
    return {};
}

// The envelope of an event that has a good stream name and fits into a record of this ledger.
Result<Bytes> Drafter::checked_envelope(const Event& event) const {
    if (!format::is_stream_name(event.stream)) {
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("a stream name must be 1 to {} bytes of UTF-8 without control "
                                 "characters",
                                 format::kStreamNameSizeMax)};
    }
    std::optional<Bytes> envelope = format::encode_envelope(event.attributes);
    if (!envelope) {
        return Error{ErrorCode::kTooLarge,
                     fmt::format("the attributes of an event are over their limits (255 bytes of "
                                 "plain UTF-8 each, {} together)",
                                 format::kEnvelopeFieldsSizeMax)};
    }
    const std::uint64_t size =
        format::kEntrySize + keys_.sealer().body_length(envelope->size() + event.content.size());
    const std::uint64_t size_max = format::record_size_max(genesis_.fixed.segment_size_limit);
    if (size <= size_max) return std::move(*envelope);
    return Error{ErrorCode::kTooLarge,
                 fmt::format("an event of {} bytes makes a record of {} bytes; this ledger takes "
                             "records of at most {} bytes",
                             event.content.size(), size, size_max)};
}

Result<std::uint32_t> Drafter::stream_of(const std::string& name, std::uint64_t now_ns,
                                         std::uint32_t& next_id, Batch& batch) {
    if (const auto known = keys_.keyring().find_stream(name)) {
        const bool has_key =
            genesis_.fixed.encryption == 0 || keys_.keyring().current_key(*known).key != nullptr;
        if (has_key) return *known;
        return Error{
            ErrorCode::kNotFound,
            fmt::format("stream {} has no data key in the keyring; restore keyring.db", *known)};
    }
    if (segment_record_size_max(next_id + 1U) >
        format::record_size_max(genesis_.fixed.segment_size_limit)) {
        return Error{ErrorCode::kTooLarge,
                     fmt::format("this ledger has {} streams and can take no more; use another "
                                 "ledger, or one with a larger segment size",
                                 next_id - 1)};
    }
    const Result<format::Stream> stream = keys_.keyring().add_stream(next_id, name);
    if (!stream) return stream.error();
    batch.owned.push_back(format::encode_body(*stream));
    batch.drafts.push_back({format::RecordType::kStream,
                            format::kAdministrationStream,
                            now_ns,
                            {},
                            batch.owned.back()});
    return next_id++;
}

Result<Batch> Drafter::draft(std::span<const Event> events, std::uint32_t next_stream_id) {
    Batch batch;
    std::vector<ByteView> envelopes;
    for (const Event& event : events) {
        Result<Bytes> envelope = checked_envelope(event);
        if (!envelope) return envelope.error();
        batch.owned.push_back(std::move(*envelope));
        envelopes.push_back(batch.owned.back());
    }
    const std::uint64_t now_ns = clock_.now_ns();
    for (std::size_t i = 0; i < events.size(); ++i) {
        const Result<std::uint32_t> stream =
            stream_of(events[i].stream, now_ns, next_stream_id, batch);
        if (!stream) return stream.error();
        batch.drafts.push_back(
            {format::RecordType::kEvent, *stream, now_ns, envelopes[i], events[i].content});
    }
    return batch;
}

}  // namespace counterfoil::store
