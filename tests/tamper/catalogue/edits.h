// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "tests/tamper/catalogue/bases.h"
#include "tests/tamper/catalogue/edited_ledger.h"

namespace counterfoil::tamper {

// Changes a ledger that was taken apart; false when this case would change nothing.
using Edit = std::function<bool(std::uint64_t number, EditedLedger& ledger)>;

// Two families of one edit: with the rest left as it is, and with everything that needs no key made
// right again: numbers, digests, links, roots. Found, always.
void add_edits(Families& to, const std::string& row, const std::string& name, const Base& base,
               std::uint64_t count, const Edit& edit);

// Both of `first` and `second` below `count`, from one number below count * count.
struct TwoOf {
    TwoOf(std::uint64_t number, std::uint64_t count)
        : first(static_cast<std::size_t>(number / count)),
          second(static_cast<std::size_t>(number % count)) {}
    std::size_t first;
    std::size_t second;
};

}  // namespace counterfoil::tamper
