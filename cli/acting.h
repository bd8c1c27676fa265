// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "cli/places.h"
#include "ledger/base/result.h"
#include "ledger/store/writer.h"

namespace counterfoil::cli {

// Opens for a single act; says so when that recovered the ledger.
[[nodiscard]] Result<std::unique_ptr<store::LedgerWriter>> open_for_administration(
    const Machine& machine, const std::string& directory, WriterPlaces& places);

// Who acts, for the record: "ada (uid 1000) on host".
[[nodiscard]] std::string actor();

}  // namespace counterfoil::cli
