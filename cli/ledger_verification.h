// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "cli/options.h"
#include "cli/places.h"
#include "ledger/base/result.h"
#include "verifier/judgement.h"

namespace counterfoil::cli {

// What a person said of how a ledger is to be verified.
struct LedgerVerification {
    std::string since;  // A file with a checkpoint; empty: from the beginning.
    bool quick = false;
    std::uint64_t threads = 0;  // 0: as many as this machine has processors, at most 8.
    std::string trust;          // The directory of the trust store; empty: the user's.
    std::string state;          // Where an interrupted verification is kept; empty: the user's.
};
void ledger_verification_options(Options& options, LedgerVerification& choices);

// Makes them part of the question. kInvalidArgument: an option makes no sense.
[[nodiscard]] Status apply(const Machine& machine, const LedgerVerification& choices,
                           verifier::Question& question);

}  // namespace counterfoil::cli
