// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/format/body_codec.h"
#include "ledger/format/entry.h"
#include "ledger/platform/storage.h"
#include "verifier/findings.h"

namespace counterfoil::verifier {

// What genesis says of the whole ledger. Nothing of it is believed before its frame is judged.
struct LedgerFacts {
    format::Genesis genesis;
    Hash genesis_leaf{};
    LedgerId id{};
    bool encrypted = true;
    std::string vkey;  // Of the identity key under the origin.
};

// Either the facts or why there are none.
struct GenesisRead {
    std::optional<LedgerFacts> facts;
    std::optional<Finding> problem;
};
// Decodes a genesis record, of which nothing else was judged: its format version first.
[[nodiscard]] GenesisRead decode_genesis(const format::Entry& entry, ByteView body,
                                         const Place& place);
// Reads the first frame of segment 0 and decodes its first record.
[[nodiscard]] GenesisRead read_genesis(platform::Storage& storage, const std::string& directory);

}  // namespace counterfoil::verifier
