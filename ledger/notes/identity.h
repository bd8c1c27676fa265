// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "ledger/base/bytes.h"

// docs/FORMAT.md, "ledger.json": the text that repeats genesis for people and programs.
namespace counterfoil::notes {

struct LedgerIdentity {
    LedgerId ledger_id{};
    std::string origin;
    std::string vkey;
    Hash genesis_leaf{};
    bool encrypted = true;
    std::uint64_t segment_size_limit = 0;
    std::uint64_t created_ns = 0;
};

// The file, byte for byte.
[[nodiscard]] std::string ledger_json(const LedgerIdentity& identity);

// Nanoseconds since 1970 as RFC 3339 UTC with nine decimals: "2026-01-02T03:04:05.000000006Z".
[[nodiscard]] std::string rfc3339(std::uint64_t time_ns);
// Whole seconds since 1970, up to the year 9999 and cut to that, without decimals:
// "2026-01-02T03:04:05Z".
[[nodiscard]] std::string rfc3339_seconds(std::uint64_t time);

}  // namespace counterfoil::notes
