// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "verifier/report.h"

namespace counterfoil::cli {

// What a bundle's disclosed events say, for people and harmless for their terminal, behind the text
// of the report; empty when nothing is disclosed.
[[nodiscard]] std::string disclosed_text(const verifier::Report& report);

}  // namespace counterfoil::cli
