// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ledger/platform/storage.h"

namespace counterfoil::verifier {

// What lies at a path that somebody wants judged.
enum class EvidenceKind {
    kLedger,  // A directory, or nothing at all.
    kProof,   // A file that begins as a .tlog-proof does.
    kTiles,   // A directory with what a tile tree has: `checkpoint` and `tile`.
    kBundle,  // Whatever else is there: its judge says what is wrong with it.
};

// Looks at the path and no further than is needed to tell. Proves nothing.
[[nodiscard]] EvidenceKind evidence_kind(platform::Storage& storage, const std::string& path);

}  // namespace counterfoil::verifier
