// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "ledger/base/result.h"
#include "ledger/format/body_codec.h"
#include "ledger/keys/unlocked_keys.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::reader {

// Calls `use` with each record from `first` up to the ledger's end that says something of keys
// (key, hold and erasure records), in order, until an error.
[[nodiscard]] Status scan_administration(
    LedgerReader& reader, std::uint64_t first,
    const std::function<Status(std::uint64_t sequence, const format::Body& body)>& use);

// Has the keyring follow the ledger as far as `reader` sees it (keys/keyring.h). A keyring that is
// only read follows in memory.
[[nodiscard]] Status follow_ledger(LedgerReader& reader, keys::UnlockedKeys& keys, bool may_write);

}  // namespace counterfoil::reader
