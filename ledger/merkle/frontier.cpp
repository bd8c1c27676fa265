// SPDX-License-Identifier: Apache-2.0
#include "ledger/merkle/frontier.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "ledger/base/result.h"
#include "ledger/merkle/hashing.h"

namespace counterfoil::merkle {

std::optional<Frontier> Frontier::from_nodes(std::uint64_t size, std::span<const Hash> nodes) {
    if (nodes.size() != static_cast<std::size_t>(std::popcount(size))) return std::nullopt;
    Frontier frontier;
    frontier.size_ = size;
    frontier.count_ = nodes.size();
    std::copy(nodes.begin(), nodes.end(), frontier.nodes_.begin());
    return frontier;
}

void Frontier::append(const Hash& leaf) {
    require(size_ != std::numeric_limits<std::uint64_t>::max(), "a tree of 2^64 leaves");
    // Adding one leaf is adding one in binary: every trailing one bit is a subtree that now has a
    // right sibling of its own size, and carries.
    Hash node = leaf;
    for (std::uint64_t carry = size_; carry % 2 == 1; carry /= 2) {
        node = node_hash(nodes_[--count_], node);
    }
    nodes_[count_++] = node;
    ++size_;
}

Hash Frontier::root() const {
    if (count_ == 0) return empty_root();
    Hash root = nodes_[count_ - 1];
    for (std::size_t i = count_ - 1; i > 0; --i) root = node_hash(nodes_[i - 1], root);
    return root;
}

bool operator==(const Frontier& left, const Frontier& right) {
    // What lies behind the nodes in use is left over, and no part of the value.
    const std::span<const Hash> left_nodes = left.nodes();
    const std::span<const Hash> right_nodes = right.nodes();
    return left.size_ == right.size_ &&
           std::equal(left_nodes.begin(), left_nodes.end(), right_nodes.begin(), right_nodes.end());
}

}  // namespace counterfoil::merkle
