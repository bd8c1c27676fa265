// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "verifier/genesis_reader.h"
#include "verifier/lineage.h"

namespace counterfoil::verifier {

// What a verification of a ledger leaves for proving to others what it saw.
struct LedgerProof {
    std::optional<LedgerFacts> facts;
    std::optional<CheckpointProof> checkpoint;  // Of what HEAD names.
    std::optional<WatchedSize> watched;         // The ledger at the size that was remembered,
    std::optional<merkle::Path> watched_path;   // and how it leads to the checkpoint.
};

}  // namespace counterfoil::verifier
