// SPDX-License-Identifier: Apache-2.0
// Random trees, beyond the sizes that proof_test.cpp goes through one by one.

#include <bit>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "ledger/merkle/frontier.h"
#include "ledger/merkle/proof.h"
#include "tests/merkle/tree.h"

namespace counterfoil::merkle {
namespace {

constexpr std::size_t kSizeMax = 5000;

const std::vector<Hash>& leaves() {
    static const std::vector<Hash> all = test::numbered_leaves(kSizeMax);
    return all;
}

// A uniform choice from 1 to `max`: RapidCheck's own sizes start small and stay there.
std::uint64_t up_to(std::uint64_t max) {
    return 1 + *rc::gen::noShrink(rc::gen::resize(100, rc::gen::arbitrary<std::uint64_t>())) % max;
}

RC_GTEST_PROP(ProofProperty, InclusionHoldsForTheTruthAndForNothingElse, ()) {
    const std::uint64_t size = up_to(kSizeMax);
    const std::uint64_t index = up_to(size) - 1;
    LeafNodes nodes(test::first(leaves(), size));
    const Hash root = test::reference_root(test::first(leaves(), size));
    const Path path = inclusion_path(index, size, nodes).value();
    RC_ASSERT(verify_inclusion(index, size, leaves()[index], path, root));
    for (const test::Spoilt& spoilt : test::spoilt(path)) {
        RC_ASSERT(!verify_inclusion(index, size, leaves()[index], spoilt.path, root));
    }
    const std::uint64_t other = up_to(size) - 1;
    RC_ASSERT(verify_inclusion(other, size, leaves()[index], path, root) == (other == index));
}

RC_GTEST_PROP(ProofProperty, ConsistencyHoldsForTheTruthAndForNothingElse, ()) {
    const std::uint64_t size = up_to(kSizeMax);
    const std::uint64_t old = up_to(size);
    LeafNodes nodes(test::first(leaves(), size));
    const Hash root = test::reference_root(test::first(leaves(), size));
    const Hash old_root = test::reference_root(test::first(leaves(), old));
    const Path path = consistency_path(old, size, nodes).value();
    RC_ASSERT(verify_consistency(old, size, path, old_root, root));
    for (const test::Spoilt& spoilt : test::spoilt(path)) {
        RC_ASSERT(!verify_consistency(old, size, spoilt.path, old_root, root));
    }
    const std::uint64_t other = up_to(size);
    RC_ASSERT(verify_consistency(other, size, path, old_root, root) == (other == old));
}

RC_GTEST_PROP(ProofProperty, AnyPathThatVerifiesIsTheTrueOne, (std::vector<std::uint8_t> noise)) {
    // Paths made of the tree's own nodes, which is the best that an attacker has.
    const std::uint64_t size = 1 + up_to(200);  // A single leaf has no path to spoil.
    const std::uint64_t index = up_to(size) - 1;
    LeafNodes nodes(test::first(leaves(), size));
    const Hash root = test::reference_root(test::first(leaves(), size));
    const Path truth = inclusion_path(index, size, nodes).value();
    Path path = truth;
    for (const std::uint8_t byte : noise) {
        const std::size_t place = byte % (path.size() + 1);
        if (place == path.size()) {
            path.push_back(leaves()[byte]);
        } else {
            path[place] = truth[byte % truth.size()];
        }
    }
    RC_ASSERT(verify_inclusion(index, size, leaves()[index], path, root) == (path == truth));
}

// A tree whose leaves are all alike, so that trees of any 64-bit size are at hand.
class Alike : public NodeSource {
  public:
    Alike() {
        levels_[0] = leaf_hash(as_bytes("alike"));
        for (std::size_t level = 1; level < levels_.size(); ++level) {
            levels_[level] = node_hash(levels_[level - 1], levels_[level - 1]);
        }
    }
    Result<Hash> node(unsigned level, std::uint64_t) override { return levels_.at(level); }
    [[nodiscard]] const Hash& leaf() const { return levels_[0]; }
    // The same root by another way.
    [[nodiscard]] Hash frontier_root(std::uint64_t size) const {
        std::vector<Hash> nodes;
        for (int level = 63; level >= 0; --level) {
            if ((size >> level & 1U) != 0)
                nodes.push_back(levels_[static_cast<std::size_t>(level)]);
        }
        return Frontier::from_nodes(size, nodes)->root();
    }

  private:
    std::array<Hash, 64> levels_;
};

RC_GTEST_PROP(ProofProperty, HoldsForTreesOfAny64BitSize, ()) {
    Alike nodes;
    const unsigned bits = *rc::gen::inRange(1U, 65U);
    const std::uint64_t size = up_to(~std::uint64_t{0} >> (64 - bits));
    const std::uint64_t index = up_to(size) - 1;
    const std::uint64_t old = up_to(size);
    const Hash root = nodes.frontier_root(size);
    RC_ASSERT(merkle::root(size, nodes).value() == root);

    const Path inclusion = inclusion_path(index, size, nodes).value();
    RC_ASSERT(inclusion.size() <= 64U);
    RC_ASSERT(verify_inclusion(index, size, nodes.leaf(), inclusion, root));

    const Hash old_root = nodes.frontier_root(old);
    const Path consistency = consistency_path(old, size, nodes).value();
    RC_ASSERT(consistency.size() <= 65U);
    RC_ASSERT(verify_consistency(old, size, consistency, old_root, root));

    for (const test::Spoilt& spoilt : test::spoilt(inclusion)) {
        RC_ASSERT(!verify_inclusion(index, size, nodes.leaf(), spoilt.path, root));
    }
    for (const test::Spoilt& spoilt : test::spoilt(consistency)) {
        RC_ASSERT(!verify_consistency(old, size, spoilt.path, old_root, root));
    }
}

TEST(ProofProperty, HoldsAtTheEdgesOf64Bits) {
    Alike nodes;
    const std::uint64_t half = std::uint64_t{1} << 63U;
    for (const std::uint64_t size : {half - 1, half, half + 1, ~std::uint64_t{0}}) {
        const Hash root = nodes.frontier_root(size);
        for (const std::uint64_t index : {std::uint64_t{0}, half - 2, half - 1, size - 1}) {
            if (index >= size) continue;
            const Path path = inclusion_path(index, size, nodes).value();
            EXPECT_TRUE(verify_inclusion(index, size, nodes.leaf(), path, root)) << index;
        }
        for (const std::uint64_t old : {std::uint64_t{1}, half - 1, half, size - 1, size}) {
            if (old > size) continue;
            const Path path = consistency_path(old, size, nodes).value();
            EXPECT_TRUE(verify_consistency(old, size, path, nodes.frontier_root(old), root)) << old;
        }
    }
}

}  // namespace
}  // namespace counterfoil::merkle
