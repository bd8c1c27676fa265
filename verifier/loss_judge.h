// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "ledger/crypto/sign.h"
#include "ledger/format/head.h"
#include "ledger/platform/storage.h"
#include "verifier/findings.h"
#include "verifier/genesis_reader.h"
#include "verifier/head_reader.h"

namespace counterfoil::verifier {

// The file LOSS: where a ledger that lost attested data ends.
struct LossRead {
    format::LossHeader header;
    std::string reason;
    Bytes signed_message;
    crypto::Signature signature{};
    std::optional<Finding> problem;  // All but the signature.
};
[[nodiscard]] LossRead read_loss(platform::Storage& storage, const std::string& directory,
                                 const LedgerFacts& facts, const HeadRead& head);
// `key`: of the epoch that was current at the end.
[[nodiscard]] std::optional<Finding> judge_loss_signature(const LossRead& loss,
                                                          const crypto::PublicKey& key);

}  // namespace counterfoil::verifier
