// SPDX-License-Identifier: Apache-2.0
// What a tree keeps of its growth gives the proofs that looking up all its nodes gives.

#include "ledger/merkle/growth.h"

#include <gtest/gtest.h>

#include "tests/merkle/tree.h"

namespace counterfoil::merkle {
namespace {

constexpr std::size_t kSizeMax = 200;

const std::vector<Hash>& leaves() {
    static const std::vector<Hash> all = test::numbered_leaves(kSizeMax);
    return all;
}

Frontier tree_of(std::size_t size) {
    Frontier tree;
    for (const Hash& leaf : test::first(leaves(), size)) tree.append(leaf);
    return tree;
}

void grow(Frontier& tree, Growth& growth, std::size_t size) {
    while (tree.size() < size) {
        tree.append(leaves()[tree.size()],
                    [&](unsigned level, std::uint64_t index, const Hash& root) {
                        growth.completed(level, index, root);
                    });
    }
}

TEST(Growth, ProvesEachLaterSizeAsALookupOfAllNodesDoes) {
    LeafNodes nodes(leaves());
    for (std::size_t old_size = 1; old_size <= kSizeMax; ++old_size) {
        Frontier tree = tree_of(old_size);
        Growth growth(tree);
        for (std::size_t size = old_size; size <= kSizeMax; ++size) {
            grow(tree, growth, size);
            const Result<Path> path = growth.path_to(tree);
            ASSERT_TRUE(path) << path.error().message;
            ASSERT_EQ(*path, consistency_path(old_size, size, nodes).value())
                << old_size << " to " << size;
        }
    }
}

TEST(Growth, OfAnotherContinuationIsNotThatOfTheFirst) {
    LeafNodes nodes(leaves());
    for (const std::size_t old_size : {1U, 3U, 8U, 21U, 64U}) {
        for (const std::size_t far : {65U, 100U, 128U, 200U}) {
            Frontier tree = tree_of(old_size);
            const Frontier start = tree;
            Growth growth(tree);
            // What was taken back must leave nothing behind: it was another history.
            for (std::size_t i = old_size; i < far; ++i) {
                tree.append(Hash{0xee}, [&](unsigned level, std::uint64_t index, const Hash& root) {
                    growth.completed(level, index, root);
                });
            }
            growth.undo(old_size);
            tree = start;
            grow(tree, growth, 120);
            ASSERT_EQ(growth.path_to(tree).value(), consistency_path(old_size, 120, nodes).value())
                << old_size << ", and back from " << far;
        }
    }
}

TEST(Growth, TakenBackInTheMiddleKeepsWhatCameBefore) {
    LeafNodes nodes(leaves());
    for (std::size_t middle = 5; middle <= 150; ++middle) {
        Frontier tree = tree_of(5);
        Growth growth(tree);
        grow(tree, growth, middle);
        const Frontier there = tree;
        grow(tree, growth, kSizeMax);
        growth.undo(middle);
        tree = there;
        ASSERT_EQ(growth.path_to(tree).value(), consistency_path(5, middle, nodes).value());
        grow(tree, growth, 180);
        ASSERT_EQ(growth.path_to(tree).value(), consistency_path(5, 180, nodes).value());
    }
}

TEST(Growth, TheLastLeafsPathIsThatOfALookup) {
    LeafNodes nodes(leaves());
    for (std::size_t size = 1; size <= kSizeMax; ++size) {
        EXPECT_EQ(last_leaf_path(tree_of(size - 1)), inclusion_path(size - 1, size, nodes).value());
    }
}

}  // namespace
}  // namespace counterfoil::merkle
