// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "ledger/metrics/histogram.h"

namespace counterfoil::metrics {

// A histogram of nanoseconds in Prometheus' text exposition format 0.0.4, as the family
// counterfoil_NAME_seconds: counts up to 1, 2.5 and 5 of each decade from 1 µs to 10 s, sum and
// count. `name`: a word with dashes at most, which become underscores.
[[nodiscard]] std::string prometheus_text(std::string_view name, const Histogram& histogram);

}  // namespace counterfoil::metrics
