// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ledger/metrics/histogram.h"

namespace counterfoil::metrics {

// The table that HdrHistogram's plotter reads (`.hgrm`): value, percentile, count so far, and
// 1 / (1 − percentile), in steps that get finer towards the end. Source: HdrHistogram,
// AbstractHistogram.java, "outputPercentileDistribution", and PercentileIterator.java (public
// domain). Values are divided by `unit`, which gives them their unit, such as 1000 for µs.
[[nodiscard]] std::string percentile_table(const Histogram& histogram, double unit);

}  // namespace counterfoil::metrics
