// SPDX-License-Identifier: Apache-2.0
#include "ledger/metrics/prometheus.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace counterfoil::metrics {
namespace {

constexpr std::uint64_t kFirstNs = 1'000;
constexpr std::uint64_t kLastNs = 10'000'000'000;

}  // namespace

std::string prometheus_text(std::string_view name, const Histogram& histogram) {
    std::string family = fmt::format("counterfoil_{}_seconds", name);
    std::replace(family.begin(), family.end(), '-', '_');
    std::string text = fmt::format("# TYPE {} histogram\n", family);
    const auto out = std::back_inserter(text);
    const auto bucket = [&](std::uint64_t bound_ns) {
        fmt::format_to(out, "{}_bucket{{le=\"{}\"}} {}\n", family,
                       static_cast<double>(bound_ns) / 1e9, histogram.count_up_to(bound_ns));
    };
    for (std::uint64_t decade = kFirstNs; decade < kLastNs; decade *= 10) {
        bucket(decade);
        bucket(decade * 5 / 2);
        bucket(decade * 5);
    }
    bucket(kLastNs);
    fmt::format_to(out, "{}_bucket{{le=\"+Inf\"}} {}\n{}_sum {}\n{}_count {}\n", family,
                   histogram.count(), family,
                   histogram.mean() * static_cast<double>(histogram.count()) / 1e9, family,
                   histogram.count());
    return text;
}

std::string prometheus_text(const QueueLevel& level) {
    std::string text;
    const auto gauge = [&](std::string_view name, std::uint64_t events) {
        fmt::format_to(std::back_inserter(text),
                       "# TYPE counterfoil_queue_{0} gauge\ncounterfoil_queue_{0} {1}\n", name,
                       events);
    };
    gauge("depth", level.depth);
    gauge("depth_max", level.depth_max);
    gauge("capacity", level.capacity);
    return text;
}

}  // namespace counterfoil::metrics
