// SPDX-License-Identifier: Apache-2.0
#include "cli/latency_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/terminal_text.h"
#include "ledger/metrics/interval_log.h"
#include "ledger/metrics/latency_keeper.h"
#include "ledger/metrics/operations.h"

namespace counterfoil::cli {
namespace {

constexpr std::uint64_t kTableSizeMax = std::uint64_t{256} << 20U;
constexpr std::size_t kOperationsMax = 256;  // Each has a histogram.
constexpr const char* kUnnamed = "latency";

// A log is no ledger: what is wrong with it is no verdict.
Error unreadable(Error error) {
    if (error.code == ErrorCode::kDamaged) error.code = ErrorCode::kIo;
    return error;
}

using SeriesByName = std::map<std::string, LatencySeries>;

Status add(SeriesByName& series, const metrics::Interval& interval, const std::string& path) {
    const std::string name = interval.tag.empty() ? kUnnamed : harmless(interval.tag);
    const auto found = series.find(name);
    if (found == series.end()) {
        if (series.size() == kOperationsMax) {
            return Error{ErrorCode::kTooLarge, fmt::format("{} has more than {} kinds of intervals",
                                                           harmless(path), kOperationsMax)};
        }
        series.emplace(name, LatencySeries{name,
                                           interval.histogram,
                                           {},
                                           interval.start_ns,
                                           interval.start_ns + interval.length_ns});
        return {};
    }
    LatencySeries& sum = found->second;
    if (Status merged = sum.histogram->merge(interval.histogram); !merged) {
        return Error{merged.error().code,
                     fmt::format("{}: intervals of \"{}\" cannot be added up: {}", harmless(path),
                                 name, merged.error().message)};
    }
    sum.first_ns = std::min(sum.first_ns, interval.start_ns);
    sum.end_ns = std::max(sum.end_ns, interval.start_ns + interval.length_ns);
    return {};
}

Status read_log(const std::string& path, SeriesByName& series) {
    auto source = platform::open_source(path);
    if (!source) return source.error();
    metrics::IntervalLogReader reader(std::move(*source));
    for (;;) {
        const auto interval = reader.next();
        if (!interval) return unreadable(interval.error());
        if (!*interval) return {};
        if (Status added = add(series, **interval, path); !added) return added;
    }
}

std::size_t rank_of(const std::string& operation) {
    const auto known =
        std::find(metrics::kOperationNames.begin(), metrics::kOperationNames.end(), operation);
    return static_cast<std::size_t>(known - metrics::kOperationNames.begin());
}

Result<std::vector<LatencySeries>> read_table(platform::Storage& storage, const std::string& path) {
    const Result<Bytes> bytes = platform::read_file(storage, path, kTableSizeMax);
    if (!bytes) return bytes.error();
    Result<metrics::Ecdf> ecdf = metrics::parse_ecdf_csv(as_text(*bytes));
    if (!ecdf) {
        return unreadable(
            {ecdf.error().code, fmt::format("{}: {}", harmless(path), ecdf.error().message)});
    }
    std::vector<LatencySeries> series;
    series.push_back({kUnnamed, std::nullopt, std::move(*ecdf), 0, 0});
    return series;
}

}  // namespace

Result<std::vector<LatencySeries>> read_latencies(platform::Storage& storage,
                                                  const std::string& path) {
    const Result<platform::EntryKind> kind = storage.kind(path);
    if (!kind) return kind.error();
    if (path.ends_with(".csv")) return read_table(storage, path);
    std::vector<std::string> logs{path};
    if (*kind == platform::EntryKind::kDirectory) {
        logs.clear();
        for (const std::string& each : metrics::latency_files(path)) {
            if (storage.kind(each)) logs.push_back(each);
        }
        if (logs.empty()) {
            return Error{ErrorCode::kNotFound,
                         fmt::format("{} has no latencies: no program has written a ledger there "
                                     "yet, or they were removed",
                                     harmless(path))};
        }
    }
    SeriesByName by_name;
    for (const std::string& each : logs) {
        if (Status read = read_log(each, by_name); !read) return read.error();
    }
    std::vector<LatencySeries> series;
    for (auto& [name, each] : by_name) {
        each.ecdf = metrics::ecdf_of(*each.histogram);
        series.push_back(std::move(each));
    }
    std::stable_sort(series.begin(), series.end(), [](const auto& left, const auto& right) {
        return rank_of(left.operation) < rank_of(right.operation);
    });
    return series;
}

}  // namespace counterfoil::cli
