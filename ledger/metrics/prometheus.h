// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "ledger/metrics/histogram.h"
#include "ledger/metrics/queue_level.h"

namespace counterfoil::metrics {

// A histogram of nanoseconds in Prometheus' text exposition format 0.0.4, as the family
// counterfoil_NAME_seconds: counts up to 1, 2.5 and 5 of each decade from 1 µs to 10 s, sum and
// count. `name`: a word with dashes at most, which become underscores.
[[nodiscard]] std::string prometheus_text(std::string_view name, const Histogram& histogram);
// As the gauges counterfoil_queue_depth, counterfoil_queue_depth_max and
// counterfoil_queue_capacity, in events.
[[nodiscard]] std::string prometheus_text(const QueueLevel& level);

}  // namespace counterfoil::metrics
