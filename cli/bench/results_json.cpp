// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/bench/results_text.h"
#include "ledger/base/harmless.h"
#include "ledger/metrics/latency_text.h"

namespace counterfoil::cli::bench {
namespace {

using Json = nlohmann::ordered_json;

constexpr Kind kKinds[] = {Kind::kMicro, Kind::kAppend, Kind::kRead, Kind::kVerify,
                           Kind::kYardstick};

Json environment_json(const Environment& machine) {
    return {{"version", machine.version},
            {"compiler", machine.compiler},
            {"build_type", machine.build_type},
            {"openssl", machine.openssl},
            {"hashing", machine.hashing},
            {"sealing", machine.sealing},
            {"processor", machine.processor},
            {"processor_features", machine.processor_features},
            {"processors", machine.processors},
            {"memory_bytes", machine.memory_bytes},
            {"kernel", machine.kernel},
            {"file_system", machine.file_system},
            {"date", machine.date}};
}

Json latencies_json(const metrics::Histogram& latencies) {
    if (latencies.count() == 0) return nullptr;
    Json named = Json::object();
    for (const double each : metrics::kNamedPercentiles) {
        named[fmt::format("{}", each)] = latencies.value_at_percentile(each);
    }
    return {{"count", latencies.count()}, {"mean_ns", latencies.mean()}, {"percentiles_ns", named}};
}

Json row_json(const Results& results, const Row& row) {
    Json details = Json::object();
    for (const auto& [name, values] : row.details) details[name] = values;
    return {{"id", row.id},
            {"title", row.title},
            {"kind", kind_name(row.kind)},
            {"unit", row.unit},
            {"rates", row.rates},
            {"median_rate", spread_of(row.rates).median},
            {"p99s_ns", row.p99s_ns},
            {"yardstick", row.yardstick.empty() ? Json() : Json(row.yardstick)},
            {"ratios", ratios_of(results, row)},
            {"latencies", latencies_json(row.latencies)},
            {"details", std::move(details)}};
}

std::optional<Kind> kind_of(const std::string& name) {
    for (const Kind each : kKinds) {
        if (name == kind_name(each)) return each;
    }
    return std::nullopt;
}

}  // namespace

std::string results_json(const Results& results) {
    Json settings = Json::object();
    for (const auto& [name, value] : results.settings) settings[name] = value;
    Json rows = Json::array();
    for (const Row& row : results.rows) rows.push_back(row_json(results, row));
    Json targets = Json::array();
    for (const Target& target : results.targets) {
        targets.push_back({{"row", target.row},
                           {"must", target.must},
                           {"measured", target.measured},
                           {"met", target.met}});
    }
    const Json json{{"schema_version", 1},
                    {"mode", results.mode},
                    {"environment", environment_json(results.environment)},
                    {"settings", std::move(settings)},
                    {"rounds", results.rounds},
                    {"rows", std::move(rows)},
                    {"targets", std::move(targets)}};
    return json.dump() + '\n';
}

Result<Results> parse_results(const std::string& name, std::string_view text) {
    const auto refuse = [&](const char* why) {
        return Error{
            ErrorCode::kInvalidArgument,
            fmt::format("{}: is no report of `counterfoil bench --json`: {}", harmless(name), why)};
    };
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("rows") || !json["rows"].is_array()) {
        return refuse("there are no rows");
    }
    Results results;
    try {
        for (const Json& each : json["rows"]) {
            const std::optional<Kind> kind = kind_of(each.at("kind").get<std::string>());
            if (!kind) return refuse("a row is of a kind that is not known");
            Row row;
            row.id = each.at("id").get<std::string>();
            row.title = each.at("title").get<std::string>();
            row.kind = *kind;
            row.unit = each.at("unit").get<std::string>();
            row.rates = each.at("rates").get<std::vector<double>>();
            row.p99s_ns = each.at("p99s_ns").get<std::vector<double>>();
            if (row.rates.empty()) return refuse("a row has no rounds");
            if (each.at("yardstick").is_string()) {
                row.yardstick = each.at("yardstick").get<std::string>();
            }
            results.rows.push_back(std::move(row));
        }
    } catch (const Json::exception&) {
        return refuse("a row lacks something, or has it in another form");
    }
    return results;
}

}  // namespace counterfoil::cli::bench
