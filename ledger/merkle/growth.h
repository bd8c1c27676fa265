// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "ledger/base/bytes.h"
#include "ledger/merkle/frontier.h"
#include "ledger/merkle/proof.h"

namespace counterfoil::merkle {

// What a tree must keep of its own growth to prove, at any later size, that it began with an older
// tree: the old frontier, and one hash for each level of the old right edge. So a single pass over
// the leaves gives the proof that consistency_path() looks up nodes for. A value of fixed size.
class Growth {
  public:
    // From a tree of at least one leaf.
    explicit Growth(const Frontier& old_tree);

    [[nodiscard]] std::uint64_t old_size() const { return old_.size(); }

    // Of each subtree that a later leaf completes (Frontier::append).
    void completed(unsigned level, std::uint64_t index, const Hash& root) {
        // Only a right sibling of a subtree that holds the old tree's last leaf is ever asked for.
        if (index % 2 == 1 && index == ((old_.size() - 1) >> level) + 1) siblings_[level] = root;
    }
    // The tree is again the one of `size` leaves, not smaller than the old one.
    void undo(std::uint64_t size);

    // RFC 6962 section 2.1.2, from the old tree to the one that it has grown to.
    [[nodiscard]] Result<Path> path_to(const Frontier& tree) const;

    // For keeping it elsewhere: the hashes by level, as completed() gave them.
    using Siblings = std::array<std::optional<Hash>, 64>;
    [[nodiscard]] const Frontier& old_tree() const { return old_; }
    [[nodiscard]] const Siblings& siblings() const { return siblings_; }
    Growth(const Frontier& old_tree, const Siblings& siblings) : Growth(old_tree) {
        siblings_ = siblings;
    }

  private:
    Frontier old_;
    Siblings siblings_{};
};

// The audit path of the leaf that was appended last to `before`: every subtree of it is a left
// sibling.
[[nodiscard]] Path last_leaf_path(const Frontier& before);

}  // namespace counterfoil::merkle
