// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "ledger/crypto/encoding.h"
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

}  // namespace

std::string report_json(const Report& report) {
    Json json;
    json["schema_version"] = 1;
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
    json["epochs"] = report.epochs;
    json["duration_seconds"] = report.duration_seconds;
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
