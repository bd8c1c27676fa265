// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "verifier/report.h"

namespace counterfoil::verifier {

// What a report says of what was judged, line by line, for every form of it that people read. The
// values are harmless.
struct SummaryLine {
    const char* name;
    std::string value;
};
[[nodiscard]] std::vector<SummaryLine> summary_lines(const Report& report);

}  // namespace counterfoil::verifier
