// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::publish {

// The sequences of the records that define these streams. Looks only into the segments that the
// segment records name, at most once into each. kDamaged when one is not found.
[[nodiscard]] Result<std::map<std::uint32_t, std::uint64_t>> stream_records(
    reader::LedgerReader& reader, const std::set<std::uint32_t>& streams);

// The stream whose record tells this name; nothing when there is none. For a ledger that is not
// encrypted: in another no record tells a name. Looks at every entry.
[[nodiscard]] Result<std::optional<std::uint32_t>> stream_of_name(reader::LedgerReader& reader,
                                                                  std::string_view name);

}  // namespace counterfoil::publish
