// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "ledger/format/field_table.h"

namespace counterfoil::format {

// Every fixed layout of format v1, for the test that compares docs/FORMAT.md with the code.
[[nodiscard]] std::span<const Layout> layouts();

}  // namespace counterfoil::format
