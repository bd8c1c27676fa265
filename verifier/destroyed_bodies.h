// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>

#include "ledger/format/bodies.h"

namespace counterfoil::verifier {

// Event bodies that were found zero throughout, until a destroyed record behind them says why.
class DestroyedBodies {
  public:
    // False when there are so many separate ranges that no more can be remembered.
    [[nodiscard]] bool note_zeroed(const format::SequenceRange& range);
    void excuse(std::span<const format::SequenceRange> destroyed);
    // The first body that nothing excuses.
    [[nodiscard]] std::optional<std::uint64_t> first() const;

  private:
    std::map<std::uint64_t, std::uint64_t> ranges_;  // First sequence to one past the last.
};

}  // namespace counterfoil::verifier
