// SPDX-License-Identifier: Apache-2.0
#include "ledger/metrics/latency_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "ledger/base/harmless.h"
#include "ledger/base/quantity_text.h"
#include "ledger/metrics/interval_log.h"
#include "ledger/metrics/latency_keeper.h"
#include "ledger/metrics/operations.h"

namespace counterfoil::metrics {
namespace {

constexpr std::uint64_t kTableSizeMax = std::uint64_t{256} << 20U;
constexpr std::size_t kBucketsMax = std::size_t{1} << 24U;  // Of all histograms: 128 MiB.
constexpr const char* kUnnamed = "latency";

// A log is no ledger: what is wrong with it is no verdict.
Error unreadable(Error error) {
    if (error.code == ErrorCode::kDamaged) error.code = ErrorCode::kIo;
    return error;
}

using SeriesByName = std::map<std::string, LatencySeries>;

struct Sums {
    SeriesByName series;
    std::optional<QueueLevel> queue;
    std::optional<LatencySpan> span;
};

// A histogram takes the memory of all its buckets, and a few bytes may claim millions of them.
Status require_room(const SeriesByName& series, const BucketLayout& another,
                    const std::string& path) {
    std::size_t buckets = another.size();
    for (const auto& [name, each] : series) buckets += each.histogram->layout().size();
    if (buckets <= kBucketsMax) return {};
    return Error{ErrorCode::kTooLarge,
                 fmt::format("{} has so many kinds of intervals, or such fine ones, that adding "
                             "them up takes more than {}; split it by tag",
                             harmless(path), size_text(kBucketsMax * sizeof(std::uint64_t)))};
}

Status add(SeriesByName& series, const LoggedInterval& interval, const std::string& path) {
    const std::string name = interval.tag.empty() ? kUnnamed : harmless(interval.tag);
    auto found = series.find(name);
    if (found == series.end()) {
        const BucketLayout& layout = interval.histogram.layout;
        if (Status room = require_room(series, layout, path); !room) return room;
        const LatencySeries empty{name, Histogram(layout), {}, interval.start_ns, 0};
        found = series.emplace(name, empty).first;
    }
    LatencySeries& sum = found->second;
    if (Status added = interval.histogram.add_to(*sum.histogram); !added) {
        return Error{added.error().code,
                     fmt::format("{}: intervals of \"{}\" cannot be added up: {}", harmless(path),
                                 name, added.error().message)};
    }
    sum.first_ns = std::min(sum.first_ns, interval.start_ns);
    sum.end_ns = std::max(sum.end_ns, interval.start_ns + interval.length_ns);
    return {};
}

Status read_log(const std::string& path, LastLine last_line, Sums& sums) {
    auto source = platform::open_source(path);
    if (!source) return source.error();
    IntervalLogReader reader(std::move(*source), last_line);
    for (;;) {
        const auto interval = reader.next();
        if (!interval) return unreadable(interval.error());
        if (!*interval) break;
        if (sums.span && ((*interval)->start_ns < sums.span->from_ns ||
                          (*interval)->start_ns >= sums.span->to_ns)) {
            continue;
        }
        if (Status added = add(sums.series, **interval, path); !added) return added;
    }
    const std::optional<QueueLevel> before = sums.queue;
    if (reader.queue()) sums.queue = reader.queue();
    if (before) sums.queue->depth_max = std::max(sums.queue->depth_max, before->depth_max);
    return {};
}

// A writer may be at work on the last line, or a crash may have cut it.
Status read_ledger(platform::Storage& storage, const std::string& directory, Sums& sums) {
    bool found = false;
    for (const std::string& each : latency_files(directory)) {
        const Result<platform::EntryKind> kind = storage.kind(each);
        if (!kind && kind.error().code == ErrorCode::kNotFound) continue;
        if (!kind) return kind.error();
        if (*kind != platform::EntryKind::kFile) {
            return Error{ErrorCode::kIo,
                         fmt::format("{} is no file; remove it, it is no part of the ledger",
                                     harmless(each))};
        }
        found = true;
        Status read = read_log(each, LastLine::kUnfinished, sums);
        if (!read) return read;
    }
    if (found) return {};
    return Error{ErrorCode::kNotFound,
                 fmt::format("{} has no latencies: no program has written a ledger there yet, or "
                             "they were removed",
                             harmless(directory))};
}

std::size_t rank_of(const std::string& operation) {
    const auto known = std::find(kOperationNames.begin(), kOperationNames.end(), operation);
    return static_cast<std::size_t>(known - kOperationNames.begin());
}

Result<Latencies> read_table(platform::Storage& storage, const std::string& path) {
    const Result<Bytes> bytes = platform::read_file(storage, path, kTableSizeMax);
    if (!bytes) return bytes.error();
    Result<Ecdf> ecdf = parse_ecdf_csv(as_text(*bytes));
    if (!ecdf) {
        return unreadable(
            {ecdf.error().code, fmt::format("{}: {}", harmless(path), ecdf.error().message)});
    }
    Latencies latencies;
    latencies.series.push_back({kUnnamed, std::nullopt, std::move(*ecdf), 0, 0});
    return latencies;
}

}  // namespace

Result<Latencies> read_latencies(platform::Storage& storage, const std::string& path,
                                 const std::optional<LatencySpan>& span) {
    const Result<platform::EntryKind> kind = storage.kind(path);
    if (!kind) return kind.error();
    if (path.ends_with(".csv")) {
        if (!span) return read_table(storage, path);
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("{} is a table, which knows no times", harmless(path))};
    }
    Sums sums;
    sums.span = span;
    const bool ledger = *kind == platform::EntryKind::kDirectory;
    Status read =
        ledger ? read_ledger(storage, path, sums) : read_log(path, LastLine::kWhole, sums);
    if (!read) return read.error();
    if (span && sums.series.empty()) {
        return Error{
            ErrorCode::kInvalidArgument,
            fmt::format("{} has no interval that begins within these times", harmless(path))};
    }
    Latencies latencies;
    latencies.queue = sums.queue;
    std::vector<LatencySeries>& series = latencies.series;
    for (auto& [name, each] : sums.series) {
        each.ecdf = ecdf_of(*each.histogram);
        series.push_back(std::move(each));
    }
    std::stable_sort(series.begin(), series.end(), [](const auto& left, const auto& right) {
        return rank_of(left.operation) < rank_of(right.operation);
    });
    return latencies;
}

}  // namespace counterfoil::metrics
