// SPDX-License-Identifier: Apache-2.0
#include "ledger/merkle/proof.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "ledger/merkle/frontier.h"
#include "ledger/merkle/hashing.h"

namespace counterfoil::merkle {

namespace {

// Where RFC 6962 splits a tree of more than one leaf: the largest power of two below its size.
std::uint64_t split(std::uint64_t size) {
    return std::bit_floor(size - 1);
}

bool is_odd(std::uint64_t number) {
    return number % 2 == 1;
}

// The root of the leaves [begin, end), where begin is a multiple of the largest power of two that
// is not above their number: every subtree of RFC 6962's splitting is such a range.
Result<Hash> range_root(std::uint64_t begin, std::uint64_t end, NodeSource& nodes) {
    // The perfect subtrees from the right (the smallest) to the left, folded as they come.
    std::uint64_t rest = end - begin;
    std::optional<Hash> root;
    while (rest > 0) {
        const auto level = static_cast<unsigned>(std::countr_zero(rest));
        rest &= rest - 1;  // Without its lowest one bit.
        Result<Hash> node = nodes.node(level, (begin + rest) >> level);
        if (!node) return node.error();
        root = root ? node_hash(*node, *root) : *node;
    }
    return root.value_or(empty_root());
}

// A prover walks down: the subtree over the leaves [begin, end).
struct Descent {
    std::uint64_t begin;
    std::uint64_t end;

    [[nodiscard]] std::uint64_t middle() const { return begin + split(end - begin); }

    // Goes into one half, and keeps the root of the other for the path.
    [[nodiscard]] Status down(bool to_the_left, NodeSource& nodes, Path& path) {
        const std::uint64_t border = middle();
        Result<Hash> sibling =
            to_the_left ? range_root(border, end, nodes) : range_root(begin, border, nodes);
        if (!sibling) return sibling.error();
        path.push_back(*sibling);
        (to_the_left ? end : begin) = border;
        return {};
    }
};

// A verifier walks up from one leaf: the place of its subtree, and of the tree's last, at each
// level.
struct Walk {
    std::uint64_t node;
    std::uint64_t last;

    // True when the next hash of the path stands on the left of what is known so far.
    [[nodiscard]] bool sibling_is_left() const { return is_odd(node) || node == last; }

    void up() {
        node >>= 1U;
        last >>= 1U;
    }
    // After a left sibling: where the tree has nothing on the right, whole levels have no hash in
    // the path.
    void up_past_missing_siblings() {
        while (!is_odd(node) && node != 0) up();
        up();
    }
};

}  // namespace

Result<Hash> LeafNodes::node(unsigned level, std::uint64_t index) {
    const std::uint64_t count = leaves_.size();
    if (level >= 64 || index >= count >> level) {
        return Error{
            ErrorCode::kInvalidArgument,
            fmt::format("no subtree {} at level {} in a tree of {} leaves", index, level, count)};
    }
    Frontier frontier;
    const std::size_t width = std::size_t{1} << level;
    for (const Hash& leaf : leaves_.subspan(index * width, width)) frontier.append(leaf);
    return frontier.root();
}

Result<Path> inclusion_path(std::uint64_t index, std::uint64_t size, NodeSource& nodes) {
    if (index >= size) {
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("no leaf {} in a tree of {} leaves", index, size)};
    }
    Path path;
    Descent subtree{0, size};
    while (subtree.end - subtree.begin > 1) {
        const Status status = subtree.down(index < subtree.middle(), nodes, path);
        if (!status) return status.error();
    }
    std::reverse(path.begin(), path.end());
    return path;
}

std::size_t inclusion_path_size(std::uint64_t index, std::uint64_t size) {
    require(index < size, "a leaf of the tree");
    // Up to where the leaf's way to the root meets that of the last leaf each level has a sibling;
    // above, only those on the left.
    const auto apart = static_cast<unsigned>(std::bit_width(index ^ (size - 1)));
    const std::uint64_t above = apart < 64 ? index >> apart : 0;
    return apart + static_cast<std::size_t>(std::popcount(above));
}

Result<Path> consistency_path(std::uint64_t old_size, std::uint64_t new_size, NodeSource& nodes) {
    if (old_size == 0 || old_size > new_size) {
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("no consistency proof from {} to {} leaves", old_size, new_size)};
    }
    // Down to the largest subtree that ends where the old tree ends.
    Path path;
    Descent subtree{0, new_size};
    while (subtree.end != old_size) {
        const Status status = subtree.down(old_size <= subtree.middle(), nodes, path);
        if (!status) return status.error();
    }
    // That is the whole old tree, whose root the verifier has, or it goes into the path.
    if (subtree.begin != 0) {
        Result<Hash> edge = range_root(subtree.begin, subtree.end, nodes);
        if (!edge) return edge.error();
        path.push_back(*edge);
    }
    std::reverse(path.begin(), path.end());
    return path;
}

Result<Hash> root(std::uint64_t size, NodeSource& nodes) {
    return range_root(0, size, nodes);
}

bool verify_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                      std::span<const Hash> path, const Hash& root) {
    if (index >= size) return false;
    Walk walk{index, size - 1};
    Hash hash = leaf;
    for (const Hash& sibling : path) {
        if (walk.last == 0) return false;
        if (walk.sibling_is_left()) {
            hash = node_hash(sibling, hash);
            walk.up_past_missing_siblings();
        } else {
            hash = node_hash(hash, sibling);
            walk.up();
        }
    }
    return walk.last == 0 && hash == root;
}

bool verify_consistency(std::uint64_t old_size, std::uint64_t new_size, std::span<const Hash> path,
                        const Hash& old_root, const Hash& new_root) {
    if (old_size == 0 || old_size > new_size) return false;
    if (old_size == new_size) return path.empty() && old_root == new_root;
    if (path.empty()) return false;

    // The walk starts at the largest subtree that ends where the old tree ends. When that is the
    // whole old tree, the path leaves it out.
    Walk walk{old_size - 1, new_size - 1};
    while (is_odd(walk.node)) walk.up();
    const bool old_tree_is_perfect = std::has_single_bit(old_size);
    Hash old_hash = old_tree_is_perfect ? old_root : path.front();
    Hash new_hash = old_hash;
    for (const Hash& sibling : path.subspan(old_tree_is_perfect ? 0 : 1)) {
        if (walk.last == 0) return false;
        if (walk.sibling_is_left()) {
            old_hash = node_hash(sibling, old_hash);
            new_hash = node_hash(sibling, new_hash);
            walk.up_past_missing_siblings();
        } else {
            new_hash = node_hash(new_hash, sibling);
            walk.up();
        }
    }
    return walk.last == 0 && old_hash == old_root && new_hash == new_root;
}

}  // namespace counterfoil::merkle
