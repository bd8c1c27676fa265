// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ledger/platform/storage.h"
#include "verifier/findings.h"
#include "verifier/ledger_walk.h"

namespace counterfoil::verifier {

// Whether each tail that a recovery named has its copy. Returns the paths of files that are the
// copy of none.
[[nodiscard]] std::vector<std::string> judge_quarantine(platform::Storage& storage,
                                                        const std::string& directory,
                                                        const std::vector<std::string>& files,
                                                        const std::vector<NamedTail>& tails,
                                                        FindingList& findings);

}  // namespace counterfoil::verifier
