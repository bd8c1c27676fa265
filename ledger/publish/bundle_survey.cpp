// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/bundle_survey.h"

#include <set>

#include "ledger/publish/stream_records.h"

namespace counterfoil::publish {

Result<BundleSurvey> survey_bundle(reader::LedgerReader& reader, std::uint64_t first,
                                   std::uint64_t end, DisclosureSource* disclosure,
                                   const std::function<bool()>& step) {
    BundleSurvey survey;
    const bool encrypted = reader.encrypted();
    std::set<std::uint32_t> streams;
    std::set<std::uint32_t> unnamed;
    for (std::uint64_t sequence = first; sequence < end; ++sequence) {
        if (!step()) return Error{ErrorCode::kInterrupted, "interrupted"};
        const Result<format::Entry> entry = reader.entry(sequence);
        if (!entry) return entry.error();
        if (!format::is_event(*entry)) continue;
        ++survey.events;
        const std::uint32_t stream = entry->stream_id;
        if (!encrypted) streams.insert(stream);  // Its name is in clear.
        if (!encrypted || disclosure == nullptr) continue;

        const auto key = disclosure->record_key(*entry);
        if (!key) return key.error();
        if (!*key) continue;
        const Result<reader::KeptRecord> record = reader.kept_record(sequence);
        if (!record) return record.error();
        if (!record->body) continue;
        ++survey.disclosed_records;
        if (streams.contains(stream) || unnamed.contains(stream)) continue;
        const auto name = disclosure->stream_name(stream);
        if (!name) return name.error();
        (*name ? streams : unnamed).insert(stream);
    }
    Result<std::map<std::uint32_t, std::uint64_t>> records = stream_records(reader, streams);
    if (!records) return records.error();
    survey.streams = std::move(*records);
    return survey;
}

}  // namespace counterfoil::publish
