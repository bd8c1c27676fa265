// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"
#include "cli/places.h"
#include "ledger/base/result.h"
#include "verifier/pin.h"
#include "verifier/report.h"

namespace counterfoil::cli {

// A proof that a person wants judged, and by what; empty for what they did not say.
struct ProofRequest {
    std::string path;
    std::vector<std::string> notes;  // Of a consistency proof: the older, then the newer.
    std::string entry;
    std::string evidence;  // The ledger's directory, or a bundle.
    std::string trust;
    std::optional<verifier::Pin> pin;
};
void proof_options(Options& options, ProofRequest& request);
[[nodiscard]] bool has_proof_options(const ProofRequest& request);

// Without a pin or evidence, those that this user remembers of the proof's ledger are taken. An
// error: what was named could not be used at all.
[[nodiscard]] Result<verifier::Report> judge_proof(const Machine& machine, ProofRequest request);

}  // namespace counterfoil::cli
