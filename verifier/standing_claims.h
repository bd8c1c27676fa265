// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "verifier/frame_facts.h"
#include "verifier/report.h"

// What no evidence of some records proves, in words for people.
namespace counterfoil::verifier {

inline constexpr const char* kTruthNotProven =
    "that what was logged is true: the ledger proves what it was given, and in what order";
inline constexpr const char* kTimesNotProven =
    "that times are right: they are the writer's own clock";

// Against a thief of the key of the epoch that signed the checkpoint.
[[nodiscard]] std::string late_key_not_proven(const EpochKey& signer);
// What a weaker identity than a pinned one leaves open.
[[nodiscard]] std::vector<std::string> identity_not_proven(Identity identity);

}  // namespace counterfoil::verifier
