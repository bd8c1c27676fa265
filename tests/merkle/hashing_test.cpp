// SPDX-License-Identifier: Apache-2.0
#include "ledger/merkle/hashing.h"

#include <gtest/gtest.h>

#include "ledger/crypto/encoding.h"
#include "ledger/crypto/hash.h"

namespace counterfoil::merkle {
namespace {

TEST(Hashing, GivesThePublishedLeafAndEmptyRoot) {
    EXPECT_EQ(crypto::hex(leaf_hash({})),
              "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    EXPECT_EQ(crypto::hex(empty_root()),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hashing, PutsZeroBeforeALeafAndOneBeforeANode) {
    const Hash left = leaf_hash(as_bytes("left"));
    const Hash right = leaf_hash(as_bytes("right"));
    const Bytes zero{0};
    const Bytes one{1};
    EXPECT_EQ(left, crypto::sha256({zero, as_bytes("left")}));
    EXPECT_EQ(node_hash(left, right), crypto::sha256({one, left, right}));
    EXPECT_NE(node_hash(left, right), node_hash(right, left));
}

TEST(Hashing, NeverTakesANodeForALeaf) {
    const Hash left = leaf_hash(as_bytes("left"));
    Bytes both(left.begin(), left.end());
    both.insert(both.end(), left.begin(), left.end());
    EXPECT_NE(leaf_hash(both), node_hash(left, left));
}

}  // namespace
}  // namespace counterfoil::merkle
