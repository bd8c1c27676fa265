// SPDX-License-Identifier: Apache-2.0
#include "ledger/reader/record_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <variant>

#include "ledger/base/harmless.h"
#include "ledger/base/quantity_text.h"
#include "ledger/base/utf8.h"
#include "ledger/crypto/encoding.h"
#include "ledger/notes/time_text.h"

namespace counterfoil::reader {
namespace {

using Json = nlohmann::ordered_json;

std::uint64_t number(std::uint64_t field) {
    return field;
}

// The main fields of an administration record: what a reader wants to know of it.
struct MainFields {
    Json operator()(const format::Genesis& body) const {
        return {{"format_version", number(body.fixed.format_version)},
                {"ledger_id", crypto::hex(body.fixed.ledger_id)},
                {"origin", body.origin},
                {"encrypted", number(body.fixed.encryption) != 0},
                {"sync_policy", format::sync_policy_name(body.fixed.sync_policy)},
                {"segment_size_limit", number(body.fixed.segment_size_limit)},
                {"created", notes::rfc3339(body.fixed.created_ns)},
                {"predecessor_id", all_zero(body.fixed.predecessor_id)
                                       ? Json()
                                       : Json(crypto::hex(body.fixed.predecessor_id))}};
    }
    Json operator()(const format::OpenBody& body) const {
        return {{"incarnation", number(body.incarnation)},
                {"boot_id", crypto::hex(body.boot_id)},
                {"program_version",
                 fmt::format("{}.{}.{}", number(body.version_major), number(body.version_minor),
                             number(body.version_patch))},
                {"sync_policy", format::sync_policy_name(body.sync_policy)}};
    }
    Json operator()(const format::Segment& body) const {
        return {{"segment_number", number(body.fixed.segment_number)},
                {"event_count", number(body.fixed.event_count)},
                {"epoch", number(body.fixed.epoch)},
                {"streams", body.streams.size()}};
    }
    Json operator()(const format::Stream& body) const {
        Json json = {{"stream_id", number(body.fixed.stream_id)}};
        if (!body.name.empty()) json["name"] = body.name;
        return json;
    }
    Json operator()(const format::EpochKeyBody& body) const {
        return {{"kind", "epoch"},
                {"epoch", number(body.epoch)},
                {"public_key", crypto::base64(body.public_key)}};
    }
    Json operator()(const format::JointKey& body) const {
        return {{"kind", "joint"},
                {"key_id", number(body.fixed.key_id)},
                {"subject_key_ids", body.subject_key_ids}};
    }
    Json operator()(const format::DataKeyBody& body) const {
        return {{"kind", "data"},
                {"key_id", number(body.key_id)},
                {"stream_id", number(body.stream_id)},
                {"generation", number(body.generation)}};
    }
    Json operator()(const format::HoldBody& body) const {
        const bool adds =
            number(body.action) == static_cast<std::uint64_t>(format::HoldAction::kAdd);
        return {{"action", adds ? "add" : "release"},
                {"key_id", number(body.key_id)},
                {"hold_id", crypto::hex(body.hold_id)}};
    }
    Json operator()(const format::Erasure& body) const {
        return {{"time", notes::rfc3339(body.fixed.time_ns)},
                {"record_count", number(body.fixed.record_count)},
                {"key_ids", body.key_ids}};
    }
    Json operator()(const format::Destroyed& body) const {
        Json ranges = Json::array();
        for (const format::SequenceRange& range : body.ranges) {
            ranges.push_back({{"first", number(range.first)}, {"end", number(range.end)}});
        }
        return {{"time", notes::rfc3339(body.fixed.time_ns)}, {"ranges", ranges}};
    }
    Json operator()(const format::Recovery& body) const {
        Json tails = Json::array();
        for (const format::RecoveredTail& tail : body.tails) {
            tails.push_back({{"segment_number", number(tail.segment_number)},
                             {"offset", number(tail.offset)},
                             {"length", number(tail.length)}});
        }
        return {{"row", number(body.fixed.row)},
                {"crashed_incarnation", number(body.fixed.crashed_incarnation)},
                {"tails", tails}};
    }
    Json operator()(const format::DropBody& body) const {
        return {{"count", number(body.count)},
                {"drop_total", number(body.drop_total)},
                {"stream_id", number(body.stream_id)},
                {"first_time", notes::rfc3339(body.first_time_ns)},
                {"last_time", notes::rfc3339(body.last_time_ns)}};
    }
    Json operator()(const format::HeartbeatBody& body) const {
        return {{"heartbeat_number", number(body.heartbeat_number)},
                {"event_count", number(body.event_count)},
                {"drop_total", number(body.drop_total)}};
    }
    Json operator()(const format::Anchor& body) const {
        return {{"tree_size", number(body.fixed.tree_size)},
                {"payload_bytes", body.payload.size()}};
    }
};

Json main_fields(const RecordView& record) {
    return record.body ? std::visit(MainFields{}, *record.body) : Json();
}

// Invalid UTF-8, which only a hostile ledger holds here, must not end the program.
std::string one_line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string administration_summary(const RecordView& record) {
    std::string text;
    const Json fields = main_fields(record);
    for (const auto& [name, value] : fields.items()) {
        if (value.is_null() || value.is_array()) continue;
        text += fmt::format("{}{}={}", text.empty() ? "" : " ", name,
                            value.is_string() ? value.get<std::string>() : one_line(value));
    }
    return text;
}

}  // namespace

std::string record_line(const RecordView& record, std::size_t columns) {
    const std::string type = format::record_type_name(record.entry.type);
    std::string line = fmt::format("{:>8}  {}  {:<12}  {:<9}", number(record.entry.sequence),
                                   notes::rfc3339(record.entry.time_ns),
                                   record.is_event() ? harmless(record.stream) : "-", type);
    const std::uint64_t size =
        record.content ? record.content->size() : number(record.entry.body_length);
    line += fmt::format("  {:>9}  ", size_text(size));
    std::string rest;
    if (!record.is_event()) {
        rest = administration_summary(record);
    } else if (!record.content) {
        rest = "(" + record.closed + ")";
    } else {
        if (!record.attributes.event_type.empty()) rest = "[" + record.attributes.event_type + "] ";
        rest += as_text(*record.content);
    }
    constexpr std::size_t kRoomMin = 20;
    constexpr std::size_t kPipeRoom = 200;
    const std::size_t room =
        columns == 0 ? kPipeRoom : std::max(kRoomMin, columns - std::min(columns, line.size()));
    return line + preview(rest, room);
}

std::string record_json(const RecordView& record) {
    Json json = {{"sequence", number(record.entry.sequence)}};
    if (record.is_event()) {
        json["stream"] = record.stream;
    } else {
        json["stream"] = nullptr;
    }
    json["stream_sequence"] = number(record.entry.stream_sequence);
    json["time"] = notes::rfc3339(record.entry.time_ns);
    json["type"] = format::record_type_name(record.entry.type);
    if (!record.is_event()) {
        json["fields"] = main_fields(record);
        return one_line(json);
    }
    if (!record.content) {
        json["closed"] = record.closed;
        json["erased_by"] = record.erased_by ? Json(*record.erased_by) : Json();
        return one_line(json);
    }
    const auto text_or_null = [](const std::string& text) {
        return text.empty() ? Json() : Json(text);
    };
    json["event_type"] = text_or_null(record.attributes.event_type);
    json["content_type"] = text_or_null(record.attributes.content_type);
    json["subjects"] = record.attributes.subjects;
    json["size"] = record.content->size();
    if (const std::string_view text = as_text(*record.content); is_utf8(text)) {
        json["content"] = text;
    } else {
        json["content_base64"] = crypto::base64(*record.content);
    }
    return one_line(json);
}

}  // namespace counterfoil::reader
