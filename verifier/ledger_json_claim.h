// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/platform/storage.h"

namespace counterfoil::verifier {

// What some text that should be ledger.json says of itself. Proves nothing.
struct LedgerJsonClaim {
    std::optional<std::uint64_t> format_version;
    std::optional<LedgerId> ledger_id;
};
[[nodiscard]] LedgerJsonClaim read_ledger_json(std::string_view text);

// Before a ledger is written, or read by whoever does not judge it: kUnsupported when its
// ledger.json names a format version that this program does not know, so that nobody mixes two
// formats or misreads one; kIo or kPermission when it cannot be read. One that is missing or
// names no version is no obstacle: verification says what is wrong with it.
[[nodiscard]] Status require_known_format(platform::Storage& storage, const std::string& directory);

}  // namespace counterfoil::verifier
