// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/tamper/catalogue/bases.h"

namespace counterfoil::tamper {

// Two histories put together file by file: for each of `others`, every choice of which files are
// its and which the base's. `expected` is asked with whether all files are the other's; what is all
// the base's is left out.
void add_mixtures(Families& to, const std::string& row, const std::string& name, const Base& base,
                  std::vector<Files> others,
                  const std::function<Verdicts(bool all_of_the_other)>& expected);

}  // namespace counterfoil::tamper
