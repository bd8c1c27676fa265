// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ledger/base/result.h"
#include "ledger/platform/clock.h"
#include "ledger/platform/storage.h"
#include "verifier/report.h"
#include "verifier/trust_store.h"
#include "verifier/verify.h"

namespace counterfoil::verifier {

// What the store remembers of a ledger, for whoever judges by the key that it is known by; nothing
// for others, and when nothing was proven yet. kDamaged when the memory is none.
[[nodiscard]] Result<std::optional<KnownSize>> remembered_of(const TrustStore& store,
                                                             const LedgerId& ledger,
                                                             const std::optional<Pin>& judged_by);

// Verifies a ledger that the trust store knows, against the largest checkpoint of it that was ever
// proven there, and remembers a larger one. `ledger`: as the ledger says itself; `options.pin`: the
// one to judge by. When the ledger contradicts what is remembered, what proves that is kept beside
// it (Report::evidence_file). The only error is a memory that cannot be read.
[[nodiscard]] Result<Report> verify_and_remember(platform::Storage& storage, platform::Clock& clock,
                                                 const std::string& directory,
                                                 const VerifyOptions& options, TrustStore& store,
                                                 const LedgerId& ledger);

}  // namespace counterfoil::verifier
