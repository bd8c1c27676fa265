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

}  // namespace counterfoil::notes
