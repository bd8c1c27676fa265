// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/crypto/sign.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::reader {

// A signing epoch as the record says that began it. It signs commits of sizes above `start`, up to
// the start of the next one.
struct Epoch {
    std::uint64_t number = 0;
    std::uint64_t start = 0;
    crypto::PublicKey public_key{};
    std::uint64_t record = 0;   // Genesis or a key record.
    std::uint64_t time_ns = 0;  // Of that record.
};

// All epochs up to HEAD's, ascending; judges nothing. kDamaged when the records that name
// each other do not lead to genesis.
[[nodiscard]] Result<std::vector<Epoch>> epochs(LedgerReader& ledger);
// Those up to the one that this record began.
[[nodiscard]] Result<std::vector<Epoch>> epochs_up_to(LedgerReader& ledger, std::uint64_t record);

}  // namespace counterfoil::reader
