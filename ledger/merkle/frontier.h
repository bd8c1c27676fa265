// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "ledger/base/bytes.h"

namespace counterfoil::merkle {

// The roots of the perfect subtrees that make up a tree of a given size, largest (leftmost) first:
// one for each one bit of the size. It is all that appending and computing the root need. A value
// of fixed size: never allocates.
class Frontier {
  public:
    Frontier() = default;
    // Nothing unless there is exactly one node for each one bit of `size`.
    [[nodiscard]] static std::optional<Frontier> from_nodes(std::uint64_t size,
                                                            std::span<const Hash> nodes);

    void append(const Hash& leaf);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] std::span<const Hash> nodes() const { return {nodes_.data(), count_}; }
    [[nodiscard]] Hash root() const;  // The empty root for size 0.

    friend bool operator==(const Frontier& left, const Frontier& right);

  private:
    std::uint64_t size_ = 0;
    std::size_t count_ = 0;
    std::array<Hash, 64> nodes_{};
};

}  // namespace counterfoil::merkle
