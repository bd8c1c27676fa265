// SPDX-License-Identifier: Apache-2.0
#include "verifier/bundle_disclosure.h"

#include "ledger/format/envelope.h"

namespace counterfoil::verifier {
namespace {

constexpr std::uint64_t kOverhead = 256;  // Of a record in the report, beside its texts.

std::uint64_t size_of(const format::EventAttributes& attributes) {
    std::uint64_t size = attributes.content_type.size() + attributes.idempotency_id.size() +
                         attributes.event_type.size();
    for (const std::string& subject : attributes.subjects) size += subject.size();
    return size;
}

}  // namespace

void BundleDisclosure::add(const format::Entry& entry, const std::optional<std::string>& stream,
                           ByteView bytes) {
    const std::optional<format::Envelope> envelope = format::decode_envelope(bytes);
    require(envelope.has_value(), "an envelope that was judged can be read");
    const std::uint64_t size = kOverhead + size_of(envelope->attributes) + envelope->event.size();
    // In order: a gap would look as if there were nothing.
    const bool kept = kept_bytes_ + size <= options_.disclosed_bytes_max && kept_.size() == total_;
    ++total_;
    if (!kept && !options_.disclosed) return;
    DisclosedRecord record;
    record.sequence = entry.sequence;
    record.time_ns = entry.time_ns;
    record.stream_id = entry.stream_id;
    record.stream = stream;
    record.attributes = envelope->attributes;
    record.content.assign(envelope->event.begin(), envelope->event.end());
    if (options_.disclosed) options_.disclosed(record);
    if (!kept) return;
    kept_bytes_ += size;
    kept_.push_back(std::move(record));
}

}  // namespace counterfoil::verifier
