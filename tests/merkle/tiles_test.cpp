// SPDX-License-Identifier: Apache-2.0
#include "ledger/merkle/tiles.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <utility>
#include <vector>

#include "ledger/merkle/frontier.h"
#include "tests/merkle/tree.h"

namespace counterfoil::merkle {
namespace {

using Key = std::pair<unsigned, std::uint64_t>;  // Level and index.

// Keeps every tile that it is given.
class KeptTiles : public TileSource {
  public:
    [[nodiscard]] TileEdge::TakeTile take() {
        return [this](const Tile& tile, std::span<const Hash> hashes) {
            EXPECT_EQ(hashes.size(), tile.width);
            order.push_back(tile);
            tiles[{tile.level, tile.index}] = std::vector<Hash>(hashes.begin(), hashes.end());
            return Status();
        };
    }
    Result<std::span<const Hash>> tile(const Tile& tile) override {
        const auto found = tiles.find({tile.level, tile.index});
        if (found == tiles.end() || found->second.size() < tile.width) {
            return Error{ErrorCode::kNotFound, "no such tile"};
        }
        return std::span<const Hash>(found->second).first(tile.width);
    }

    std::map<Key, std::vector<Hash>> tiles;
    std::vector<Tile> order;
};

const std::vector<Hash>& many_leaves() {
    static const std::vector<Hash> leaves = test::numbered_leaves(65536 + 700);
    return leaves;
}

TEST(Tiles, OfATreeAreThoseOfTheStandardsExample) {
    constexpr std::uint64_t kSize = 70'000;
    EXPECT_EQ(tile_hash_count(0, kSize) / kTileWidth, 273U);
    EXPECT_EQ(tile_width(0, 272, kSize), 256U);
    EXPECT_EQ(tile_width(0, 273, kSize), 112U);
    EXPECT_EQ(tile_width(0, 274, kSize), 0U);
    EXPECT_EQ(tile_width(1, 0, kSize), 256U);
    EXPECT_EQ(tile_width(1, 1, kSize), 17U);
    EXPECT_EQ(tile_width(1, 2, kSize), 0U);
    EXPECT_EQ(tile_width(2, 0, kSize), 1U);
    EXPECT_EQ(tile_width(2, 1, kSize), 0U);
    EXPECT_EQ(tile_width(3, 0, kSize), 0U);
    EXPECT_EQ(tile_width(1, 0, 256), 1U);
    EXPECT_EQ(tile_width(0, 1, 256), 0U);
    EXPECT_EQ(tile_width(0, 0, 0), 0U);
    EXPECT_EQ(tile_width(8, 0, ~std::uint64_t{0}), 0U);
    EXPECT_EQ(tile_width(7, 0, ~std::uint64_t{0}), 255U);
    EXPECT_EQ(tile_width(0, ~std::uint64_t{0}, 1), 0U);
}

TEST(Tiles, ComeUpwardsAsTheyAreFull) {
    KeptTiles kept;
    TileEdge edge;
    for (const Hash& leaf : test::first(many_leaves(), 65536)) {
        ASSERT_TRUE(edge.append(leaf, kept.take()).ok());
    }
    ASSERT_EQ(kept.order.size(), 257U);
    EXPECT_EQ(kept.order[0], (Tile{0, 0, 256}));
    EXPECT_EQ(kept.order[255], (Tile{0, 255, 256}));
    EXPECT_EQ(kept.order[256], (Tile{1, 0, 256}));
    ASSERT_TRUE(edge.partial_tiles(kept.take()).ok());
    ASSERT_EQ(kept.order.size(), 258U);
    EXPECT_EQ(kept.order[257], (Tile{2, 0, 1}));
    EXPECT_EQ(edge.root(), (kept.tiles[{2, 0}][0]));
}

TEST(Tiles, HoldTheRootsOfTheSubtreesThatTheyStandFor) {
    KeptTiles kept;
    TileEdge edge;
    for (const Hash& leaf : many_leaves()) ASSERT_TRUE(edge.append(leaf, kept.take()).ok());
    ASSERT_TRUE(edge.partial_tiles(kept.take()).ok());
    LeafNodes expected(many_leaves());
    for (const auto& [key, hashes] : kept.tiles) {
        const auto [level, index] = key;
        ASSERT_EQ(hashes.size(), tile_width(level, index, edge.size()));
        for (std::size_t i = 0; i < hashes.size(); ++i) {
            ASSERT_EQ(hashes[i], *expected.node(level * 8, index * 256 + i))
                << level << ' ' << index << ' ' << i;
        }
    }
}

TEST(Tiles, GiveTheRootOfEverySize) {
    KeptTiles kept;
    TileEdge edge;
    Frontier frontier;
    EXPECT_EQ(edge.root(), empty_root());
    for (const Hash& leaf : many_leaves()) {
        ASSERT_TRUE(edge.append(leaf, kept.take()).ok());
        frontier.append(leaf);
        if (frontier.size() < 600 || frontier.size() > 65500) {
            ASSERT_EQ(edge.root(), frontier.root()) << frontier.size();
        }
    }
}

TEST(Tiles, StopAtAnError) {
    TileEdge edge;
    const auto refuse = [](const Tile&, std::span<const Hash>) {
        return Status(Error{ErrorCode::kNoSpace, "full"});
    };
    for (const Hash& leaf : test::first(many_leaves(), 255)) {
        ASSERT_TRUE(edge.append(leaf, refuse).ok());
    }
    EXPECT_FALSE(edge.partial_tiles(refuse).ok());
    EXPECT_FALSE(edge.append(many_leaves()[255], refuse).ok());
}

RC_GTEST_PROP(Tiles, GoOnFromTheEdgeAsIfTheyHadNeverStopped, ()) {
    const auto size = *rc::gen::inRange<std::size_t>(0, 1500);
    const auto stop = *rc::gen::inRange<std::size_t>(0, size + 1);
    KeptTiles whole;
    KeptTiles parts;
    TileEdge without_stop;
    TileEdge first_part;
    for (std::size_t i = 0; i < size; ++i) {
        RC_ASSERT(without_stop.append(many_leaves()[i], whole.take()).ok());
        if (i < stop) RC_ASSERT(first_part.append(many_leaves()[i], parts.take()).ok());
    }
    RC_ASSERT(first_part.partial_tiles(parts.take()).ok());
    Result<TileEdge> loaded = TileEdge::load(stop, parts);
    RC_ASSERT(loaded.ok());
    RC_ASSERT(loaded->root() == first_part.root());
    for (std::size_t i = stop; i < size; ++i) {
        RC_ASSERT(loaded->append(many_leaves()[i], parts.take()).ok());
    }
    RC_ASSERT(loaded->size() == size);
    RC_ASSERT(loaded->root() == without_stop.root());
    RC_ASSERT(loaded->partial_tiles(parts.take()).ok());
    RC_ASSERT(without_stop.partial_tiles(whole.take()).ok());
    RC_ASSERT(parts.tiles == whole.tiles);
}

RC_GTEST_PROP(Tiles, ProveWhatTheLeavesProve, ()) {
    const auto size = *rc::gen::inRange<std::size_t>(1, 1500);
    const auto old_size = *rc::gen::inRange<std::size_t>(1, size + 1);
    const auto index = *rc::gen::inRange<std::size_t>(0, size);
    KeptTiles kept;
    TileEdge edge;
    for (std::size_t i = 0; i < size; ++i) {
        RC_ASSERT(edge.append(many_leaves()[i], kept.take()).ok());
    }
    RC_ASSERT(edge.partial_tiles(kept.take()).ok());
    TileNodes nodes(size, kept);
    LeafNodes expected(test::first(many_leaves(), size));
    RC_ASSERT(*root(size, nodes) == edge.root());
    RC_ASSERT(*inclusion_path(index, size, nodes) == *inclusion_path(index, size, expected));
    RC_ASSERT(*consistency_path(old_size, size, nodes) ==
              *consistency_path(old_size, size, expected));
    RC_ASSERT(!nodes.node(0, size).ok());
    RC_ASSERT(!nodes.node(64, 0).ok());
}

TEST(Tiles, SayWhichCannotBeHad) {
    KeptTiles none;
    EXPECT_FALSE(TileEdge::load(1, none).ok());
    EXPECT_TRUE(TileEdge::load(0, none).ok());
    TileNodes nodes(300, none);
    EXPECT_FALSE(nodes.node(0, 0).ok());
}

}  // namespace
}  // namespace counterfoil::merkle
