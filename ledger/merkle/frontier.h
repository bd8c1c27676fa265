// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/merkle/hashing.h"

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

    void append(const Hash& leaf) {
        append(leaf, [](unsigned, std::uint64_t, const Hash&) {});
    }
    // The same, and tells of each perfect subtree that the leaf completes, itself first:
    // completed(level, index, root), numbered as in NodeSource.
    template <class Completed>
    void append(const Hash& leaf, Completed completed) {
        require(size_ != std::numeric_limits<std::uint64_t>::max(), "a tree of 2^64 leaves");
        // Adding one leaf is adding one in binary: every trailing one bit is a subtree that now has
        // a right sibling of its own size, and carries.
        Hash node = leaf;
        unsigned level = 0;
        completed(level, size_, node);
        for (std::uint64_t carry = size_; carry % 2 == 1; carry /= 2) {
            node = node_hash(nodes_[--count_], node);
            ++level;
            completed(level, size_ >> level, node);
        }
        nodes_[count_++] = node;
        ++size_;
    }
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
