// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ledger/platform/storage.h"
#include "verifier/findings.h"
#include "verifier/report.h"
#include "verifier/verify.h"

namespace counterfoil::verifier {

// Whether the manifest at the beginning of this archive says that it is evidence of a fork.
[[nodiscard]] bool is_fork_evidence(platform::Storage& storage, const std::string& path);

// Judges evidence of a fork by docs/FORMAT.md, "Evidence of a fork": VERIFIED_WITH_EVENTS when it
// proves that two histories of one ledger were signed. Bounded as a bundle's judge.
[[nodiscard]] Report judge_fork_evidence(platform::Storage& storage, const std::string& path,
                                         const VerifyOptions& options);

}  // namespace counterfoil::verifier
