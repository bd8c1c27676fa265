// SPDX-License-Identifier: Apache-2.0
#include "ledger/merkle/proof.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

#include "ledger/crypto/encoding.h"
#include "tests/merkle/tree.h"

namespace counterfoil::merkle {
namespace {

constexpr std::size_t kSizeMax = 130;

// The trees of every size up to kSizeMax over the same leaves.
class Proof : public ::testing::Test {
  protected:
    Proof() {
        for (std::size_t size = 0; size <= kSizeMax; ++size) {
            roots_.push_back(test::reference_root(test::first(leaves_, size)));
        }
    }
    const std::vector<Hash> leaves_ = test::numbered_leaves(kSizeMax);
    std::vector<Hash> roots_;
};

TEST(ProofSize, IsThatOfAPathInTheLargestTreesToo) {
    const std::uint64_t last = std::numeric_limits<std::uint64_t>::max() - 1;
    EXPECT_EQ(inclusion_path_size(0, 1), 0U);
    EXPECT_EQ(inclusion_path_size(0, last + 1), 64U);
    EXPECT_EQ(inclusion_path_size(last, last + 1), 63U);
    EXPECT_EQ(inclusion_path_size(last - 1, last), 63U);
    EXPECT_EQ(inclusion_path_size(std::uint64_t{1} << 63U, (std::uint64_t{1} << 63U) + 1), 1U);
}

TEST_F(Proof, RootIsTheRootOfEverySize) {
    LeafNodes nodes(leaves_);
    for (std::size_t size = 0; size <= kSizeMax; ++size) {
        ASSERT_EQ(root(size, nodes).value(), roots_[size]) << size;
    }
}

TEST_F(Proof, OfInclusionIsTheRfcsAndVerifiesForEveryIndexOfEverySize) {
    for (std::size_t size = 1; size <= kSizeMax; ++size) {
        LeafNodes nodes(test::first(leaves_, size));
        for (std::size_t index = 0; index < size; ++index) {
            const Path path = inclusion_path(index, size, nodes).value();
            ASSERT_EQ(inclusion_path_size(index, size), path.size());
            ASSERT_EQ(path, test::reference_inclusion(index, test::first(leaves_, size)));
            ASSERT_TRUE(verify_inclusion(index, size, leaves_[index], path, roots_[size]))
                << index << " of " << size;
        }
    }
}

TEST_F(Proof, OfInclusionFailsWhenOneNodeIsSpoilt) {
    for (std::size_t size = 1; size <= kSizeMax; ++size) {
        LeafNodes nodes(test::first(leaves_, size));
        for (std::size_t index = 0; index < size; ++index) {
            const Path path = inclusion_path(index, size, nodes).value();
            for (const test::Spoilt& spoilt : test::spoilt(path)) {
                ASSERT_FALSE(
                    verify_inclusion(index, size, leaves_[index], spoilt.path, roots_[size]))
                    << index << " of " << size << ": " << spoilt.how;
            }
        }
    }
}

TEST_F(Proof, OfInclusionFailsForEveryOtherIndexLeafAndRoot) {
    for (std::size_t size = 1; size <= kSizeMax; ++size) {
        LeafNodes nodes(test::first(leaves_, size));
        for (std::size_t index = 0; index < size; ++index) {
            const Path path = inclusion_path(index, size, nodes).value();
            const Hash& leaf = leaves_[index];
            for (std::size_t other = 0; other < size + 3; ++other) {
                ASSERT_EQ(verify_inclusion(other, size, leaf, path, roots_[size]), other == index)
                    << index << " taken for " << other << " of " << size;
            }
            ASSERT_FALSE(verify_inclusion(~std::uint64_t{0}, size, leaf, path, roots_[size]));
            const Hash& other_leaf = leaves_[(index + 1) % kSizeMax];
            ASSERT_FALSE(verify_inclusion(index, size, other_leaf, path, roots_[size]));
            ASSERT_FALSE(verify_inclusion(index, size, leaf, path, roots_[size - 1]));
        }
    }
}

TEST_F(Proof, OfConsistencyIsTheRfcsAndVerifiesForEveryPairOfSizes) {
    for (std::size_t size = 1; size <= kSizeMax; ++size) {
        LeafNodes nodes(test::first(leaves_, size));
        for (std::size_t old = 1; old <= size; ++old) {
            const Path path = consistency_path(old, size, nodes).value();
            ASSERT_EQ(path, test::reference_consistency(old, test::first(leaves_, size)));
            ASSERT_TRUE(verify_consistency(old, size, path, roots_[old], roots_[size]))
                << old << " to " << size;
        }
    }
}

TEST_F(Proof, OfConsistencyFailsWhenOneNodeIsSpoilt) {
    for (std::size_t size = 1; size <= kSizeMax; ++size) {
        LeafNodes nodes(test::first(leaves_, size));
        for (std::size_t old = 1; old <= size; ++old) {
            const Path path = consistency_path(old, size, nodes).value();
            for (const test::Spoilt& spoilt : test::spoilt(path)) {
                ASSERT_FALSE(verify_consistency(old, size, spoilt.path, roots_[old], roots_[size]))
                    << old << " to " << size << ": " << spoilt.how;
            }
        }
    }
}

TEST_F(Proof, OfConsistencyFailsForEveryOtherOldSizeAndForOtherRoots) {
    for (std::size_t size = 1; size <= kSizeMax; ++size) {
        LeafNodes nodes(test::first(leaves_, size));
        for (std::size_t old = 1; old <= size; ++old) {
            const Path path = consistency_path(old, size, nodes).value();
            for (std::size_t other = 0; other < size + 3; ++other) {
                ASSERT_EQ(verify_consistency(other, size, path, roots_[old], roots_[size]),
                          other == old)
                    << old << " taken for " << other << " to " << size;
            }
            ASSERT_FALSE(verify_consistency(old, size, path, roots_[old - 1], roots_[size]));
            ASSERT_FALSE(verify_consistency(old, size, path, roots_[old], roots_[size - 1]));
        }
    }
}

TEST_F(Proof, OfConsistencyFromNothingIsNeverGivenAndNeverTaken) {
    LeafNodes nodes(leaves_);
    for (const std::uint64_t size : {0U, 1U, 8U}) {
        EXPECT_EQ(consistency_path(0, size, nodes).error().code, ErrorCode::kInvalidArgument);
        EXPECT_FALSE(verify_consistency(0, size, {}, roots_[0], roots_[size]));
        EXPECT_FALSE(verify_consistency(0, size, Path{roots_[size]}, roots_[0], roots_[size]));
    }
}

TEST_F(Proof, OfConsistencyOfEqualSizesIsEmptyAndNeedsEqualRoots) {
    EXPECT_TRUE(verify_consistency(7, 7, {}, roots_[7], roots_[7]));
    EXPECT_FALSE(verify_consistency(7, 7, {}, roots_[7], roots_[8]));
    EXPECT_FALSE(verify_consistency(7, 7, Path{roots_[7]}, roots_[7], roots_[7]));
    EXPECT_FALSE(verify_consistency(4, 7, {}, roots_[4], roots_[4]));
}

TEST_F(Proof, OutsideTheTreeIsAnError) {
    LeafNodes nodes(leaves_);
    EXPECT_EQ(inclusion_path(0, 0, nodes).error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(inclusion_path(5, 5, nodes).error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(consistency_path(6, 5, nodes).error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(root(kSizeMax + 1, nodes).error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(inclusion_path(0, kSizeMax + 1, nodes).error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(nodes.node(0, kSizeMax).error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(nodes.node(8, 0).error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(nodes.node(64, 0).error().code, ErrorCode::kInvalidArgument);
    EXPECT_FALSE(verify_inclusion(0, 0, leaves_[0], {}, roots_[0]));
    EXPECT_FALSE(verify_consistency(6, 5, {}, roots_[6], roots_[5]));
}

// A source that fails at one place, as a damaged index would.
class Failing : public NodeSource {
  public:
    Failing(NodeSource& nodes, int good) : nodes_(nodes), good_(good) {}
    Result<Hash> node(unsigned level, std::uint64_t index) override {
        if (good_-- == 0) return Error{ErrorCode::kDamaged, "planted"};
        return nodes_.node(level, index);
    }

  private:
    NodeSource& nodes_;
    int good_;
};

TEST_F(Proof, PassesOnTheErrorOfItsSource) {
    LeafNodes nodes(leaves_);
    for (int good = 0; good < 3; ++good) {
        Failing first(nodes, good);
        EXPECT_EQ(inclusion_path(2, 100, first).error().message, "planted");
        Failing second(nodes, good);
        EXPECT_EQ(consistency_path(50, 100, second).error().message, "planted");
        Failing third(nodes, good);
        EXPECT_EQ(root(100, third).error().message, "planted");
    }
}

TEST_F(Proof, AsksOnlyForSubtreesInsideTheTree) {
    // LeafNodes refuses any other, so the smallest source that is large enough must do.
    for (std::size_t size = 1; size <= kSizeMax; ++size) {
        LeafNodes exact(test::first(leaves_, size));
        ASSERT_TRUE(root(size, exact).ok());
        ASSERT_TRUE(inclusion_path(size - 1, size, exact).ok());
        ASSERT_TRUE(consistency_path((size + 1) / 2, size, exact).ok());
    }
}

}  // namespace
}  // namespace counterfoil::merkle
