// SPDX-License-Identifier: Apache-2.0
#include "ledger/reader/ledger_nodes.h"

#include <algorithm>

#include "ledger/merkle/hashing.h"

namespace counterfoil::reader {

Result<Hash> LedgerNodes::node(unsigned level, std::uint64_t index) {
    require(level < 64, "a node lies inside a tree of at most 2^64 leaves");
    if (level < kKeptLevel) return small_node(level, index);
    const std::size_t row = level - kKeptLevel;
    if (kept_.size() <= row) kept_.resize(row + 1);
    if (kept_[row].size() <= index) kept_[row].resize(static_cast<std::size_t>(index) + 1);
    if (const std::optional<Hash>& known = kept_[row][index]) return *known;

    std::optional<Hash> hash;
    if (level == kKeptLevel) {
        const Result<Hash> small = small_node(level, index);
        if (!small) return small.error();
        hash = *small;
    } else {
        const Result<Hash> left = node(level - 1, index * 2);
        if (!left) return left.error();
        const Result<Hash> right = node(level - 1, index * 2 + 1);
        if (!right) return right.error();
        hash = merkle::node_hash(*left, *right);
    }
    kept_[row][index] = hash;
    return *hash;
}

Result<Hash> LedgerNodes::small_node(unsigned level, std::uint64_t index) {
    const std::uint64_t width = std::uint64_t{1} << level;
    const std::uint64_t first = index * width;
    const std::uint64_t begin = first / kKeptLeaves * kKeptLeaves;
    // The tree's last leaves fill no subtree of kKeptLeaves.
    const std::uint64_t count =
        std::max(first + width, std::min(begin + kKeptLeaves, reader_.size())) - begin;
    if (leaves_.empty() || leaves_begin_ != begin || leaves_.size() < count) {
        if (Status loaded = load_leaves(begin, count); !loaded) return loaded.error();
    }
    merkle::LeafNodes nodes(std::span<const Hash>(leaves_).subspan(first - begin, width));
    return nodes.node(level, 0);
}

Status LedgerNodes::load_leaves(std::uint64_t begin, std::uint64_t count) {
    leaves_.clear();
    if (cancelled_ && cancelled_()) return Error{ErrorCode::kInterrupted, "interrupted"};
    for (std::uint64_t i = 0; i < count; ++i) {
        const Result<format::Entry> entry = reader_.entry(begin + i);
        if (!entry) {
            leaves_.clear();
            return entry.error();
        }
        leaves_.push_back(merkle::leaf_hash(format::bytes_of(*entry)));
    }
    leaves_begin_ = begin;
    return {};
}

}  // namespace counterfoil::reader
