// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "verifier/report.h"

// The words that every report for people uses.
namespace counterfoil::verifier {

// In a few words, of a whole report.
[[nodiscard]] const char* meaning(const Report& report);
[[nodiscard]] const char* kind_text(Evidence evidence);  // Empty for a ledger.
[[nodiscard]] const char* by_whom(Identity identity);
[[nodiscard]] std::string place_of(const Finding& finding);

}  // namespace counterfoil::verifier
