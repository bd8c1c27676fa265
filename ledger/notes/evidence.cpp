// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/evidence.h"

#include <fmt/format.h>

#include "ledger/crypto/encoding.h"
#include "ledger/notes/time_text.h"

namespace counterfoil::notes {
namespace {

// Up to the number of epochs, without a comma behind it.
std::string head_text(std::string_view format, const ManifestHead& head) {
    return fmt::format(
        "{}1,\n"
        "  \"ledger_id\": \"{}\",\n"
        "  \"origin\": \"{}\",\n"
        "  \"vkey\": \"{}\",\n"
        "  \"genesis_leaf_hash\": \"{}\",\n"
        "  \"encryption\": \"{}\",\n"
        "  \"checkpoint_size\": {},\n"
        "  \"checkpoint_root\": \"{}\",\n"
        "  \"epochs\": {}",
        manifest_start(format), crypto::hex(head.ledger_id), head.origin, head.vkey,
        crypto::hex(head.genesis_leaf), head.encrypted ? "XAES-256-GCM" : "none",
        head.checkpoint_size, crypto::hex(head.checkpoint_root), head.epochs);
}

// How a range's manifest ends.
std::string times_text(const std::optional<TimeSpan>& times) {
    const auto text = [&](std::uint64_t time_ns) {
        return times ? '"' + rfc3339(time_ns) + '"' : std::string("null");
    };
    return fmt::format(",\n  \"from\": {},\n  \"to\": {}\n}}\n", text(times ? times->from_ns : 0),
                       text(times ? times->to_ns : 0));
}

}  // namespace

std::string manifest_start(std::string_view format) {
    return fmt::format("{{\n  \"format\": \"{}\",\n  \"format_version\": ", format);
}

std::string evidence_manifest_json(const ManifestHead& head, const EvidenceCounts& counts) {
    return head_text(kEvidenceFormat, head) + fmt::format(
                                                  ",\n"
                                                  "  \"streams\": {},\n"
                                                  "  \"first_record\": {},\n"
                                                  "  \"record_count\": {},\n"
                                                  "  \"disclosed_records\": {}\n"
                                                  "}}\n",
                                                  counts.streams, counts.first_record,
                                                  counts.record_count, counts.disclosed_records);
}

std::string checkpoint_manifest_json(const ManifestHead& head) {
    return head_text(kCheckpointFormat, head) + "\n}\n";
}

std::string fork_manifest_json(const ForkManifest& manifest) {
    return fmt::format(
        "{}1,\n"
        "  \"ledger_id\": \"{}\",\n"
        "  \"origin\": \"{}\",\n"
        "  \"vkey\": \"{}\",\n"
        "  \"genesis_leaf_hash\": \"{}\",\n"
        "  \"remembered_size\": {},\n"
        "  \"remembered_root\": \"{}\",\n"
        "  \"shown_size\": {},\n"
        "  \"shown_root\": \"{}\",\n"
        "  \"shown_beginning\": \"{}\"\n"
        "}}\n",
        manifest_start(kForkFormat), crypto::hex(manifest.ledger_id), manifest.origin,
        manifest.vkey, crypto::hex(manifest.genesis_leaf), manifest.remembered_size,
        crypto::hex(manifest.remembered_root), manifest.shown_size,
        crypto::hex(manifest.shown_root), crypto::hex(manifest.shown_beginning));
}

std::string range_manifest_json(const ManifestHead& head, const RangeClaim& claim) {
    return head_text(kRangeFormat, head) +
           fmt::format(",\n  \"first\": {},\n  \"end\": {},\n  \"stream\": {}", claim.first,
                       claim.end, claim.stream ? std::to_string(*claim.stream) : "null") +
           times_text(claim.times);
}

Result<std::optional<TimeSpan>> range_manifest_times(std::string_view manifest) {
    if (manifest.ends_with(times_text(std::nullopt))) return std::optional<TimeSpan>();
    // Every time has the same length, so each stands at one place.
    const std::size_t length = times_text(TimeSpan{}).size();
    const std::size_t time_length = rfc3339(0).size();
    if (manifest.size() >= length) {
        const std::string_view end = manifest.substr(manifest.size() - length);
        const std::size_t from_at = std::string_view(",\n  \"from\": \"").size();
        const std::size_t to_at =
            from_at + time_length + std::string_view("\",\n  \"to\": \"").size();
        const auto from = parse_rfc3339(end.substr(from_at, time_length));
        const auto to = parse_rfc3339(end.substr(to_at, time_length));
        if (from && to && *from <= *to && times_text(TimeSpan{*from, *to}) == end) {
            return std::optional<TimeSpan>({*from, *to});
        }
    }
    return Error{ErrorCode::kDamaged, "the manifest of a range ends with two times, or none"};
}

}  // namespace counterfoil::notes
