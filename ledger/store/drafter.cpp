// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/drafter.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>

#include "ledger/store/position.h"

namespace counterfoil::store {

Status Drafter::check(const Event& event, std::optional<std::size_t> envelope_size) const {
    if (!format::is_stream_name(event.stream)) {
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("a stream name must be 1 to {} bytes of UTF-8 without control "
                                 "characters",
                                 format::kStreamNameSizeMax)};
    }
    if (!envelope_size) {
        return Error{ErrorCode::kTooLarge,
                     fmt::format("the attributes of an event are over their limits (255 bytes of "
                                 "plain UTF-8 each, {} together)",
                                 format::kEnvelopeFieldsSizeMax)};
    }
    const std::uint64_t size =
        format::kEntrySize + *envelope_size + event.content.size() + sealing_length_;
    const std::uint64_t size_max = format::record_size_max(genesis_.fixed.segment_size_limit);
    // The key record of these subjects together is a record too.
    const std::size_t people = event.attributes.subjects.size();
    if (format::kEntrySize + format::kJointKeyBodySize + people * sizeof(Le64) > size_max) {
        return Error{
            ErrorCode::kTooLarge,
            fmt::format("an event about {} subjects needs a key record that is larger than "
                        "the {} bytes that a record of this ledger may have",
                        people, size_max)};
    }
    if (size <= size_max) return {};
    return Error{ErrorCode::kTooLarge,
                 fmt::format("an event of {} bytes makes a record of {} bytes; this ledger takes "
                             "records of at most {} bytes",
                             event.content.size(), size, size_max)};
}

Result<std::uint32_t> Drafter::stream_of(const std::string& name, std::uint64_t now_ns,
                                         std::uint32_t& next_id, Batch& batch) {
    keys::Keyring& keyring = keys_.keyring();
    if (const auto known = keyring.streams().find(name)) {
        if (genesis_.fixed.encryption == 0) return *known;
        const Result<keys::DataKeySource::StreamKey> key = keyring.current_key(*known);
        if (!key) return key.error();
        return *known;
    }
    if (segment_record_size_max(next_id + 1U) >
        format::record_size_max(genesis_.fixed.segment_size_limit)) {
        return Error{ErrorCode::kTooLarge,
                     fmt::format("this ledger has {} streams and can take no more; use another "
                                 "ledger, or one with a larger segment size",
                                 next_id - 1)};
    }
    const Result<format::Stream> stream = keyring.streams().add(next_id, name);
    if (!stream) return stream.error();
    draft_administration(*stream, now_ns, batch);
    return next_id++;
}

Result<std::uint64_t> Drafter::key_of(const std::vector<std::string>& subjects,
                                      std::uint64_t now_ns, Batch& batch) {
    if (subjects.empty() || genesis_.fixed.encryption == 0) return std::uint64_t{0};
    std::vector<std::uint64_t>& ids = subject_ids_;
    ids.clear();
    for (const std::string& subject : subjects) {
        const Result<std::uint64_t> id = keys_.keyring().subjects().find_or_draw(subject);
        if (!id) return id.error();
        ids.push_back(*id);
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (ids.size() == 1) return ids.front();
    const Result<keys::SubjectKeys::Joint> joint = keys_.keyring().subjects().joint(ids);
    if (!joint) return joint.error();
    if (joint->to_announce) draft_administration(*joint->to_announce, now_ns, batch);
    return joint->key_id;
}

void Drafter::draft_administration(const format::Body& body, std::uint64_t now_ns,
                                   Batch& batch) const {
    Bytes& memory = batch.memory();
    memory = format::encode_body(body);
    batch.drafts.push_back(
        {format::body_type(body), format::kAdministrationStream, now_ns, {}, memory});
}

// Empties the batch, and begins it anew.
Status Drafter::write_envelopes(std::span<const Event> events, Batch& batch) const {
    batch.clear();
    for (const Event& event : events) {
        // Checks the attributes as it writes them: for each event that is done once.
        Bytes& envelope = batch.memory();
        const bool written = format::encode_envelope_into(event.attributes, envelope);
        Status fits = check(event, written ? std::optional(envelope.size()) : std::nullopt);
        if (!fits) return fits;
        batch.envelopes.push_back(envelope);
    }
    return {};
}

bool Drafter::draft_known(std::span<const Event> events, Batch& batch) {
    const keys::StreamKeys& streams = keys_.keyring().streams();
    for (const Event& event : events) {
        if (!event.attributes.subjects.empty() || !streams.find(event.stream)) return false;
    }
    // There is no new stream that could get this id.
    constexpr std::uint32_t kNone = 0;
    return write_envelopes(events, batch) && draft_events(events, kNone, batch);
}

Status Drafter::draft(std::span<const Event> events, std::uint32_t next_stream_id, Batch& batch) {
    if (Status written = write_envelopes(events, batch); !written) return written;
    const auto change = [&] { return draft_events(events, next_stream_id, batch); };
    return keys_.keyring().in_transaction(std::cref(change));
}

Status Drafter::draft(const format::Body& act, const Event& explanation,
                      std::uint32_t next_stream_id, Batch& batch) {
    Status drafted = draft(std::span(&explanation, 1), next_stream_id, batch);
    if (!drafted) return drafted;
    draft_administration(act, batch.drafts.back().time_ns, batch);
    std::swap(batch.drafts.back(), *std::prev(batch.drafts.end(), 2));
    return {};
}

void Drafter::draft(const format::Body& act, Batch& batch) const {
    batch.clear();
    draft_administration(act, clock_.now_ns(), batch);
}

Status Drafter::draft_events(std::span<const Event> events, std::uint32_t next_stream_id,
                             Batch& batch) {
    const std::uint64_t now_ns = clock_.now_ns();
    const std::string* last_name = nullptr;
    std::uint32_t stream_id = 0;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const Event& event = events[i];
        if (last_name == nullptr || event.stream != *last_name) {
            const Result<std::uint32_t> stream =
                stream_of(event.stream, now_ns, next_stream_id, batch);
            if (!stream) return stream.error();
            stream_id = *stream;
            last_name = &event.stream;
        }
        const Result<std::uint64_t> key_id = key_of(event.attributes.subjects, now_ns, batch);
        if (!key_id) return key_id.error();
        batch.drafts.push_back({format::RecordType::kEvent, stream_id, now_ns, batch.envelopes[i],
                                event.content, *key_id});
    }
    return {};
}

}  // namespace counterfoil::store
