// SPDX-License-Identifier: Apache-2.0
#include "ledger/merkle/frontier.h"

#include <algorithm>
#include <bit>

namespace counterfoil::merkle {

std::optional<Frontier> Frontier::from_nodes(std::uint64_t size, std::span<const Hash> nodes) {
    if (nodes.size() != static_cast<std::size_t>(std::popcount(size))) return std::nullopt;
    Frontier frontier;
    frontier.size_ = size;
    frontier.count_ = nodes.size();
    std::copy(nodes.begin(), nodes.end(), frontier.nodes_.begin());
    return frontier;
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
