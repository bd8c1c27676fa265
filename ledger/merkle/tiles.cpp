// SPDX-License-Identifier: Apache-2.0
#include "ledger/merkle/tiles.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "ledger/merkle/frontier.h"

namespace counterfoil::merkle {
namespace {

// Where a node lies: the root over hashes [first, first + count) of a tile.
struct NodePlace {
    unsigned tile_level;
    std::uint64_t tile_index;
    std::size_t first;
    std::size_t count;
};

NodePlace place_of(unsigned level, std::uint64_t index) {
    const unsigned above = level % kTileHeight;
    const std::uint64_t first = index << above;
    return {level / kTileHeight, first / kTileWidth, static_cast<std::size_t>(first % kTileWidth),
            std::size_t{1} << above};
}

bool is_in_tree(unsigned level, std::uint64_t index, std::uint64_t size) {
    return level < 64 && index < size >> level;
}

Error no_such_node(unsigned level, std::uint64_t index, std::uint64_t size) {
    return {ErrorCode::kInvalidArgument,
            fmt::format("no subtree {} at level {} in a tree of {} leaves", index, level, size)};
}

}  // namespace

std::uint64_t tile_hash_count(unsigned level, std::uint64_t size) {
    return level < kTileLevels ? size >> (level * kTileHeight) : 0;
}

unsigned tile_width(unsigned level, std::uint64_t index, std::uint64_t size) {
    const std::uint64_t count = tile_hash_count(level, size);
    if (index > count / kTileWidth) return 0;
    return static_cast<unsigned>(std::min<std::uint64_t>(kTileWidth, count - index * kTileWidth));
}

Hash tile_root(std::span<const Hash> hashes) {
    require(!hashes.empty(), "a tile has at least one hash");
    Frontier frontier;
    for (const Hash& hash : hashes) frontier.append(hash);
    return frontier.root();
}

Result<Hash> TileNodes::node(unsigned level, std::uint64_t index) {
    if (!is_in_tree(level, index, size_)) return no_such_node(level, index, size_);
    const NodePlace place = place_of(level, index);
    const Result<std::span<const Hash>> hashes =
        tiles_.tile({place.tile_level, place.tile_index,
                     tile_width(place.tile_level, place.tile_index, size_)});
    if (!hashes) return hashes.error();
    return tile_root(hashes->subspan(place.first, place.count));
}

Result<TileEdge> TileEdge::load(std::uint64_t size, TileSource& tiles) {
    TileEdge edge;
    edge.size_ = size;
    for (unsigned level = 0; level < kTileLevels; ++level) {
        const std::uint64_t index = tile_hash_count(level, size) / kTileWidth;
        const unsigned width = tile_width(level, index, size);
        if (width == 0) continue;
        const Result<std::span<const Hash>> hashes = tiles.tile({level, index, width});
        if (!hashes) return hashes.error();
        edge.levels_[level].assign(hashes->begin(), hashes->end());
    }
    return edge;
}

Status TileEdge::append(const Hash& leaf, const TakeTile& full) {
    require(size_ != std::numeric_limits<std::uint64_t>::max(), "a tree of 2^64 leaves");
    ++size_;
    Hash hash = leaf;
    for (unsigned level = 0; level < kTileLevels; ++level) {
        std::vector<Hash>& hashes = levels_[level];
        hashes.push_back(hash);
        if (hashes.size() < kTileWidth) return {};
        const Tile tile{level, tile_hash_count(level, size_) / kTileWidth - 1, kTileWidth};
        if (Status taken = full(tile, hashes); !taken) return taken;
        hash = tile_root(hashes);
        hashes.clear();
    }
    return {};
}

Status TileEdge::partial_tiles(const TakeTile& take) const {
    for (unsigned level = 0; level < kTileLevels; ++level) {
        const std::vector<Hash>& hashes = levels_[level];
        if (hashes.empty()) continue;
        const Tile tile{level, tile_hash_count(level, size_) / kTileWidth,
                        static_cast<unsigned>(hashes.size())};
        if (Status taken = take(tile, hashes); !taken) return taken;
    }
    return {};
}

// The subtrees that a root is folded from are those of the size's one bits, and each lies in a
// partial tile.
Result<Hash> TileEdge::node(unsigned level, std::uint64_t index) {
    const NodePlace place = place_of(level, index);
    const std::vector<Hash>& hashes = levels_[place.tile_level];
    require(place.first + place.count <= hashes.size(), "a root needs nothing but the edge");
    return tile_root(std::span<const Hash>(hashes).subspan(place.first, place.count));
}

Hash TileEdge::root() const {
    TileEdge copy = *this;
    return merkle::root(size_, copy).value();
}

}  // namespace counterfoil::merkle
