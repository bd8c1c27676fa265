// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/notes/verifier_key.h"
#include "ledger/platform/storage.h"

namespace counterfoil::verifier {

// What an auditor keeps of a ledger to recognise it: docs/FORMAT.md, "Files outside the ledger".
// With the genesis leaf hash it is a pin; a bare vkey (no hash) makes a weaker claim.
struct Pin {
    notes::VerifierKey key;
    std::optional<Hash> genesis_leaf;

    friend bool operator==(const Pin&, const Pin&) = default;
};

// The three lines of a pin file. Requires genesis_leaf.
[[nodiscard]] std::string pin_text(const Pin& pin);
[[nodiscard]] Result<Pin> parse_pin(std::string_view text);
// Either a pin file or a file with a vkey alone. The error is parse_pin's.
[[nodiscard]] Result<Pin> parse_pin_or_vkey(std::string_view text);
// What a person names as the key: a vkey, or a file that holds a pin or a vkey. kInvalidArgument:
// it is neither.
[[nodiscard]] Result<Pin> given_pin(platform::Storage& storage, const std::string& key);

}  // namespace counterfoil::verifier
