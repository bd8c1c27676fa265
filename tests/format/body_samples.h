// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ledger/format/body_codec.h"

namespace counterfoil::format {

// One well-formed body of a kind, with every variable part filled and no field left at zero that
// may be something else.
struct BodySample {
    std::string name;
    RecordType type;
    Body body;
};
[[nodiscard]] const std::vector<BodySample>& body_samples();
[[nodiscard]] const BodySample& body_sample(const std::string& name);

// A seed for random bytes: COUNTERFOIL_TEST_SEED, or a fresh one. Printed, so that a failure can be
// repeated.
[[nodiscard]] std::uint64_t test_seed();

}  // namespace counterfoil::format
