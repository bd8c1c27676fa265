// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>

#include "ledger/base/result.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::publish {

// The sequences of the records that define these streams. Looks only into the segments that the
// segment records name, at most once into each. kDamaged when one is not found.
[[nodiscard]] Result<std::map<std::uint32_t, std::uint64_t>> stream_records(
    reader::LedgerReader& reader, const std::set<std::uint32_t>& streams);

}  // namespace counterfoil::publish
