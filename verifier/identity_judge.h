// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "ledger/notes/policy.h"
#include "ledger/platform/storage.h"
#include "verifier/findings.h"
#include "verifier/genesis_reader.h"
#include "verifier/pin.h"
#include "verifier/report.h"

namespace counterfoil::verifier {

// Whether genesis is what the identity key signed, and the ledger is the one that was meant.
// With a policy that names logs, the ledger is one of them; without a pin that is its key.
// `genesis`: where that stands.
[[nodiscard]] Identity judge_identity(const LedgerFacts& facts, const std::optional<Pin>& pin,
                                      const std::optional<notes::Policy>& policy,
                                      const Place& genesis, FindingList& findings);

// Whether ledger.json is, byte for byte, what genesis says.
void judge_ledger_json(platform::Storage& storage, const std::string& directory,
                       const LedgerFacts& facts, FindingList& findings);

}  // namespace counterfoil::verifier
