// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "ledger/base/bytes.h"

namespace counterfoil::verifier {

// What some text that should be ledger.json says of itself. Proves nothing.
struct LedgerJsonClaim {
    std::optional<std::uint64_t> format_version;
    std::optional<LedgerId> ledger_id;
};
[[nodiscard]] LedgerJsonClaim read_ledger_json(std::string_view text);

}  // namespace counterfoil::verifier
