// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "ledger/base/utf8.h"
#include "ledger/base/version.h"
#include "ledger/crypto/encoding.h"
#include "ledger/notes/time_text.h"
#include "verifier/findings.h"
#include "verifier/report.h"

namespace counterfoil::verifier {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json finding_json(const Finding& finding) {
    return {{"kind", finding.kind},
            {"severity", severity_name(finding.severity)},
            {"sequence", or_null(finding.sequence)},
            {"segment", or_null(finding.segment)},
            {"offset", or_null(finding.offset)},
            {"file", plain(finding.file)},
            {"expected", plain(finding.expected)},
            {"found", plain(finding.found)},
            {"message", plain(finding.message)}};
}

Json event_json(const Event& event) {
    return {{"kind", event.kind},
            {"sequence", or_null(event.sequence)},
            {"notable", event.notable},
            {"message", plain(event.message)}};
}

Json disclosed_json(const DisclosedRecord& record) {
    const auto or_nothing = [](const std::string& text) {
        return text.empty() ? Json(nullptr) : Json(text);
    };
    Json json = {{"sequence", record.sequence},
                 {"time", notes::rfc3339(record.time_ns)},
                 {"stream_id", record.stream_id},
                 {"stream", or_null(record.stream)},
                 {"type", or_nothing(record.attributes.event_type)},
                 {"content_type", or_nothing(record.attributes.content_type)},
                 {"subjects", record.attributes.subjects},
                 {"size", record.content.size()}};
    if (const std::string_view text = as_text(record.content); is_utf8(text)) {
        json["content"] = text;
    } else {
        json["content_base64"] = crypto::base64(record.content);
    }
    return json;
}

Json range_json(const RangeFacts& range) {
    const bool stream = range.stream_id.has_value();
    const bool any = stream && range.stream_records > 0;
    const auto time_or_null = [&](std::uint64_t notes::TimeSpan::*which) {
        return range.times ? Json(notes::rfc3339((*range.times).*which)) : Json(nullptr);
    };
    return {{"end", range.end},
            {"stream_id", or_null(range.stream_id)},
            {"stream", stream ? Json(range.stream) : Json(nullptr)},
            {"stream_records", stream ? Json(range.stream_records) : Json(nullptr)},
            {"stream_first", any ? Json(range.stream_first) : Json(nullptr)},
            {"stream_last", any ? Json(range.stream_last) : Json(nullptr)},
            {"from", time_or_null(&notes::TimeSpan::from_ns)},
            {"to", time_or_null(&notes::TimeSpan::to_ns)},
            {"in_time", range.times ? Json(range.in_time) : Json(nullptr)},
            {"lower_size", or_null(range.lower_size)},
            {"upper_size", or_null(range.upper_size)},
            {"first_time", notes::rfc3339(range.first_time_ns)},
            {"last_time", notes::rfc3339(range.last_time_ns)}};
}

}  // namespace

std::string report_json(const Report& report) {
    Json json;
    json["schema_version"] = 1;
    json["kind"] = evidence_name(report.evidence);
    json["verdict"] = verdict_name(report.verdict);
    json["path"] = plain(report.path);
    json["ledger_id"] = report.ledger_id ? Json(crypto::hex(*report.ledger_id)) : Json(nullptr);
    json["origin"] = plain(report.origin);
    json["vkey"] = plain(report.vkey);
    json["identity"] = identity_name(report.identity);
    json["tree_size"] = report.tree_size;
    json["root"] = crypto::hex(report.root);
    json["records_verified"] = report.records_verified;
    json["event_records"] = report.event_records;
    json["bytes_verified"] = report.bytes_verified;
    json["checkpoint_count"] = report.checkpoint_count;
    json["checkpoint_size"] = report.checkpoint_size;
    json["old_size"] = or_null(report.old_size);
    json["epochs"] = report.epochs;
    json["duration_seconds"] = report.duration_seconds;
    json["judged"] = notes::rfc3339(report.judged_ns);
    json["program_version"] = kProgramVersionText;
    json["first_record"] = or_null(report.first_record);
    json["disclosed_total"] = report.disclosed_total;
    json["disclosed"] = Json::array();
    for (const DisclosedRecord& record : report.disclosed) {
        json["disclosed"].push_back(disclosed_json(record));
    }
    json["witnesses"] = Json::array();
    for (const Witnessed& each : report.witnesses) {
        json["witnesses"].push_back({{"name", plain(each.name)},
                                     {"time", notes::rfc3339_seconds(each.time)},
                                     {"checkpoint_size", each.checkpoint_size}});
    }
    json["quorum_size"] = or_null(report.quorum_size);
    json["time_stamps"] = Json::array();
    for (const Stamped& each : report.time_stamps) {
        json["time_stamps"].push_back({{"checkpoint_size", each.checkpoint_size},
                                       {"time", notes::rfc3339_seconds(each.time)},
                                       {"authority", plain(each.authority)},
                                       {"checked", each.checked}});
    }
    json["remembered_size"] = or_null(report.remembered_size);
    json["evidence_file"] =
        report.evidence_file.empty() ? Json(nullptr) : Json(plain(report.evidence_file));
    json["range"] = report.range ? range_json(*report.range) : Json(nullptr);
    json["findings_total"] = report.findings_total;
    json["findings"] = Json::array();
    for (const Finding& finding : report.findings)
        json["findings"].push_back(finding_json(finding));
    json["events"] = Json::array();
    for (const Event& event : report.events) json["events"].push_back(event_json(event));
    json["not_proven"] = Json::array();
    for (const std::string& text : report.not_proven) json["not_proven"].push_back(plain(text));
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace counterfoil::verifier
