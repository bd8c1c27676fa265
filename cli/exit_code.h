// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/base/result.h"

namespace counterfoil::cli {

// What scripts rely on. A verdict's codes are verifier::exit_code's.
inline constexpr int kExitDone = 0;
inline constexpr int kExitBadLedger = 1;
inline constexpr int kExitRegressed = 1;  // `bench compare` alone: something got slower.
inline constexpr int kExitMissed = 1;     // `bench targets` alone: a target was not reached.
inline constexpr int kExitUsage = 2;
inline constexpr int kExitFailed = 5;  // Could not read, write or accept.
inline constexpr int kExitUnsupported = 6;
inline constexpr int kExitBusy = 7;
inline constexpr int kExitInterrupted = 130;

[[nodiscard]] int exit_code(ErrorCode code);

}  // namespace counterfoil::cli
