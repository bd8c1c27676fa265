// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "ledger/base/bytes.h"
#include "ledger/crypto/timestamp.h"
#include "verifier/checkpoint_judge.h"
#include "verifier/findings.h"
#include "verifier/report.h"

namespace counterfoil::verifier {

// Judges a time stamp reply over a published checkpoint: docs/FORMAT.md, "Time stamps". Without
// `authorities` it is held to the checkpoint only.
[[nodiscard]] std::optional<Finding> judge_time_stamp(
    ByteView reply, const KeptNote& note, const std::optional<crypto::Authorities>& authorities,
    const Place& place, Stamped& stamped);

}  // namespace counterfoil::verifier
