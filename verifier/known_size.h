// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "ledger/base/bytes.h"
#include "verifier/findings.h"

namespace counterfoil::verifier {

// A size of a ledger, and its root then, from somewhere that is believed.
struct KnownSize {
    std::uint64_t size = 0;
    Hash root{};
    friend bool operator==(const KnownSize&, const KnownSize&) = default;
};

// "fork" when the tree of the same size has another root than is remembered.
[[nodiscard]] std::optional<Finding> compare_with_memory(const KnownSize& remembered,
                                                         const Hash& root, const Place& place);

}  // namespace counterfoil::verifier
