// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/format/body_codec.h"
#include "ledger/keys/unlocked_keys.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::reader {

// Calls `use` with each record from `first` up to the ledger's end that says something of keys
// (key, hold and erasure records), in order, until an error. kDamaged when the records do not link
// to each other; returns the leaf hash of the last one.
[[nodiscard]] Result<Hash> scan_administration(
    LedgerReader& reader, std::uint64_t first,
    const std::function<Status(std::uint64_t sequence, const format::Body& body)>& use);

// Has the keyring follow the ledger as far as `reader` sees it (keys/keyring.h). With a chain head,
// the leaf hash of the last record as the verifier found it, the keyring is written: what is to be
// destroyed is destroyed only if all that says so leads there. Without, a keyring that is only read
// follows in memory.
[[nodiscard]] Status follow_ledger(LedgerReader& reader, keys::UnlockedKeys& keys,
                                   const std::optional<Hash>& chain_head);

}  // namespace counterfoil::reader
