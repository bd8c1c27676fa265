// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/latency_chart.h"
#include "cli/places.h"
#include "ledger/base/harmless.h"
#include "ledger/base/version.h"
#include "ledger/metrics/interval_log.h"
#include "ledger/metrics/latency_data.h"
#include "ledger/metrics/latency_text.h"
#include "ledger/metrics/percentile_table.h"
#include "ledger/metrics/prometheus.h"
#include "ledger/platform/process.h"

namespace counterfoil::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kExamples =
    "  counterfoil stats DIR\n"
    "  counterfoil stats DIR --operation sync\n"
    "  counterfoil stats DIR --operation append --format csv > append.csv\n"
    "  counterfoil stats DIR --format prometheus\n"
    "  counterfoil stats measured.hlog --json";

constexpr double kMicrosecond = 1000;

std::string text_of(const metrics::Latencies& all) {
    std::string text;
    const std::size_t columns = platform::terminal_columns();
    for (const metrics::LatencySeries& each : all.series) {
        if (!text.empty()) text += '\n';
        text += latency_chart(each, columns);
    }
    if (all.queue) text += '\n' + queue_text(*all.queue);
    return text;
}

Json series_json(const metrics::LatencySeries& series) {
    Json json{{"operation", series.operation}};
    const bool counted = series.histogram.has_value();
    json["count"] = counted ? Json(series.histogram->count()) : Json();
    json["clipped"] = counted ? Json(series.histogram->clipped()) : Json();
    json["start_ns"] = series.end_ns > 0 ? Json(series.first_ns) : Json();
    json["end_ns"] = series.end_ns > 0 ? Json(series.end_ns) : Json();
    json["min_ns"] = counted ? Json(series.histogram->min()) : Json();
    json["max_ns"] = series.ecdf.value_at(100);
    json["mean_ns"] = counted ? Json(series.histogram->mean()) : Json();
    json["standard_deviation_ns"] = counted ? Json(series.histogram->standard_deviation()) : Json();
    Json named = Json::object();
    for (const double each : metrics::kNamedPercentiles) {
        named[fmt::format("{}", each)] = series.ecdf.value_at(each);
    }
    json["percentiles_ns"] = std::move(named);
    Json steps = Json::array();
    for (const metrics::Ecdf::Step& step : series.ecdf.steps) {
        steps.push_back({step.percentile, step.value});
    }
    json["ecdf"] = std::move(steps);
    return json;
}

Json queue_json(const std::optional<metrics::QueueLevel>& queue) {
    if (!queue) return {};
    return {
        {"depth", queue->depth}, {"depth_max", queue->depth_max}, {"capacity", queue->capacity}};
}

std::string json_of(const std::string& path, const metrics::Latencies& all) {
    Json list = Json::array();
    for (const metrics::LatencySeries& each : all.series) list.push_back(series_json(each));
    const Json json{{"schema_version", 1},
                    {"path", harmless(path)},
                    {"operations", list},
                    {"queue", queue_json(all.queue)}};
    return json.dump() + '\n';
}

std::string log_of(const metrics::Latencies& all) {
    std::string text = metrics::interval_log_head(
        fmt::format("counterfoil {}", kProgramVersionText), all.series.front().first_ns);
    for (const metrics::LatencySeries& each : all.series) {
        text += metrics::interval_line(
            {each.operation, each.first_ns, each.end_ns - each.first_ns, *each.histogram});
    }
    if (all.queue) text += metrics::queue_line(*all.queue);
    return text;
}

std::string prometheus_of(const metrics::Latencies& all) {
    std::string text;
    for (const metrics::LatencySeries& each : all.series) {
        text += metrics::prometheus_text(each.operation, *each.histogram);
    }
    if (all.queue) text += metrics::prometheus_text(*all.queue);
    return text;
}

// In a format that needs counts, or that has room for one operation only.
Status require_format(const std::string& format, const std::vector<metrics::LatencySeries>& all) {
    const bool needs_counts = format == "hlog" || format == "hgrm" || format == "prometheus";
    for (const metrics::LatencySeries& each : all) {
        if (!needs_counts || each.histogram) continue;
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("--format {}: a table of percentiles does not say how often each "
                                 "latency was seen; give an interval log",
                                 format)};
    }
    const bool one_only = format == "hgrm" || format == "csv";
    if (!one_only || all.size() == 1) return {};
    std::string names;
    for (const metrics::LatencySeries& each : all) {
        names += (names.empty() ? "" : ", ") + each.operation;
    }
    return Error{
        ErrorCode::kInvalidArgument,
        fmt::format("--format {} holds one operation; choose with --operation: {}", format, names)};
}

}  // namespace

int run_stats(const Arguments& arguments) {
    std::string path;
    std::string format;
    std::string operation;
    bool json = false;
    Options options("stats",
                    "Shows how long a ledger's work took, as histograms and cumulative "
                    "distributions up to the maximum: what its writers measured of themselves, or "
                    "what another program left in a log. It needs no key and proves nothing.",
                    kExamples);
    options.required("PATH", path,
                     "The directory of a ledger, an interval log of HdrHistogram (.hlog), or a "
                     "table percentile,latency_ns (.csv)");
    options.value("--operation", "NAME", operation,
                  "Only this: append, wait, sync, commit, seal, hash, or another that a log names");
    options.choice("--format", {"text", "csv", "hlog", "json", "hgrm", "prometheus"}, format,
                   "How to print it (default: text, for people); hgrm in microseconds");
    json_option(options, json);
    if (const auto code = options.parse(arguments)) return *code;
    if (json && !format.empty() && format != "json") {
        return options.refuse("--json and --format: choose one");
    }
    if (json) format = "json";

    const Machine machine;
    Result<metrics::Latencies> read = metrics::read_latencies(machine.storage(), path);
    if (!read) return fail(read.error());
    if (!operation.empty()) {
        std::erase_if(read->series, [&](const metrics::LatencySeries& each) {
            return each.operation != operation;
        });
        read->queue.reset();
    }
    if (read->series.empty()) {
        return fail({ErrorCode::kNotFound,
                     operation.empty() ? fmt::format("{}: nothing was measured", harmless(path))
                                       : fmt::format("{}: nothing was measured of \"{}\"",
                                                     harmless(path), harmless(operation))});
    }
    if (Status fits = require_format(format, read->series); !fits) return fail(fits.error());
    Answer answer;
    if (format == "json") {
        answer.write(json_of(path, *read));
    } else if (format == "csv") {
        answer.write(metrics::ecdf_csv(read->series.front().ecdf));
    } else if (format == "hlog") {
        answer.write(log_of(*read));
    } else if (format == "hgrm") {
        answer.write(metrics::percentile_table(*read->series.front().histogram, kMicrosecond));
    } else if (format == "prometheus") {
        answer.write(prometheus_of(*read));
    } else {
        answer.write(text_of(*read));
    }
    return answer.finish(kExitDone);
}

}  // namespace counterfoil::cli
