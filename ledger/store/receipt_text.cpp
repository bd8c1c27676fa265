// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/receipt_text.h"

#include <fmt/format.h>

#include "ledger/crypto/encoding.h"

namespace counterfoil::store {

// Nothing in it needs an escape: an origin has no character that JSON treats apart.
std::string receipt_json(const Receipt& receipt, const LedgerId& ledger_id,
                         const std::string& origin) {
    return fmt::format(
        R"({{"sequence":{},"stream_sequence":{},"leaf_hash":"{}","tree_size":{},"root":"{}",)"
        R"("epoch":{},"signature":"{}","durability":"{}","ledger_id":"{}","origin":"{}"}})",
        receipt.sequence, receipt.stream_sequence, crypto::hex(receipt.leaf_hash),
        receipt.tree_size, crypto::hex(receipt.root), receipt.epoch,
        crypto::base64(receipt.signature),
        receipt.durability == Durability::kSynced ? "synced" : "not-synced", crypto::hex(ledger_id),
        origin);
}

}  // namespace counterfoil::store
