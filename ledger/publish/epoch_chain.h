// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/crypto/sign.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::publish {

// An epoch as the record that names it says.
struct Epoch {
    std::uint64_t number = 0;
    std::uint64_t start = 0;   // It signs sizes above this.
    std::uint64_t record = 0;  // Sequence of genesis or of its key record.
    crypto::PublicKey key{};
};

// The epochs that sign sizes up to `tree_size` (at least 1), ascending from 0. Walks from HEAD's
// epoch back from key record to key record, so it costs a record for each epoch. kDamaged when a
// record is not the one that it must be.
[[nodiscard]] Result<std::vector<Epoch>> epoch_chain(reader::LedgerReader& reader,
                                                     std::uint64_t tree_size);

}  // namespace counterfoil::publish
