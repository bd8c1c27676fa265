// SPDX-License-Identifier: Apache-2.0
#include "ledger/merkle/frontier.h"

#include <bit>

#include <gtest/gtest.h>

#include "ledger/crypto/encoding.h"
#include "tests/merkle/tree.h"

namespace counterfoil::merkle {
namespace {

TEST(Frontier, GivesTheRootsOfThePublishedTree) {
    constexpr std::string_view kRoots[] = {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    };
    const std::vector<Hash> leaves = test::sample_leaves();
    Frontier frontier;
    for (std::size_t size = 0; size <= leaves.size(); ++size) {
        EXPECT_EQ(frontier.size(), size);
        EXPECT_EQ(crypto::hex(frontier.root()), kRoots[size]) << size;
        if (size < leaves.size()) frontier.append(leaves[size]);
    }
}

TEST(Frontier, HasOneNodeForEachOneBitAndGoesOnFromItsNodes) {
    const std::vector<Hash> leaves = test::numbered_leaves(300);
    Frontier grown;
    for (std::size_t size = 0; size <= leaves.size(); ++size) {
        ASSERT_EQ(grown.nodes().size(), static_cast<std::size_t>(std::popcount(size)));
        ASSERT_EQ(grown.root(), test::reference_root(test::first(leaves, size))) << size;
        std::optional<Frontier> restored = Frontier::from_nodes(size, grown.nodes());
        ASSERT_TRUE(restored.has_value());
        ASSERT_EQ(*restored, grown);
        if (size == leaves.size()) break;
        restored->append(leaves[size]);
        grown.append(leaves[size]);
        ASSERT_EQ(*restored, grown);
    }
}

TEST(Frontier, RefusesAnotherNumberOfNodes) {
    const std::vector<Hash> nodes(65);
    for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{6},
                                     std::uint64_t{255}, ~std::uint64_t{0}}) {
        for (std::size_t count = 0; count <= nodes.size(); ++count) {
            const auto frontier = Frontier::from_nodes(size, std::span(nodes).first(count));
            EXPECT_EQ(frontier.has_value(), count == static_cast<std::size_t>(std::popcount(size)));
        }
    }
}

TEST(Frontier, IsEqualByItsSizeAndNodesOnly) {
    const std::vector<Hash> leaves = test::numbered_leaves(8);
    Frontier grown;  // Its unused places hold what earlier sizes left there.
    for (const Hash& leaf : leaves) grown.append(leaf);
    const Hash root = test::reference_root(leaves);
    EXPECT_EQ(grown, *Frontier::from_nodes(8, std::span(&root, 1)));
    EXPECT_FALSE(grown == *Frontier::from_nodes(4, std::span(&root, 1)));
    EXPECT_FALSE(grown == *Frontier::from_nodes(8, std::span(&leaves[0], 1)));
    EXPECT_FALSE(grown == Frontier());
}

TEST(FrontierDeathTest, DoesNotOverflow) {
    const std::vector<Hash> nodes(64);
    Frontier full = *Frontier::from_nodes(~std::uint64_t{0}, nodes);
    EXPECT_DEATH(full.append(Hash{}), "2\\^64");
}

}  // namespace
}  // namespace counterfoil::merkle
