// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "ledger/store/segment_file.h"

namespace counterfoil::store {
namespace {

constexpr std::uint64_t kKiB = 1024;
constexpr std::uint64_t kMiB = 1024 * kKiB;

TEST(SegmentSize, DoublesAtARollUpToTheLimit) {
    EXPECT_EQ(rolled_segment_size(1 * kMiB, 4096, 64 * kMiB), 2 * kMiB);
    EXPECT_EQ(rolled_segment_size(32 * kMiB, 4096, 64 * kMiB), 64 * kMiB);
    EXPECT_EQ(rolled_segment_size(64 * kMiB, 4096, 64 * kMiB), 64 * kMiB);
    EXPECT_EQ(rolled_segment_size(64 * kKiB, 4096, 64 * kKiB), 64 * kKiB);
}

TEST(SegmentSize, IsAtLeastFourTimesTheFrame) {
    EXPECT_EQ(rolled_segment_size(1 * kMiB, 3 * kMiB, 64 * kMiB), 16 * kMiB);
    EXPECT_EQ(fresh_segment_size(3 * kMiB, 64 * kMiB), 16 * kMiB);
}

TEST(SegmentSize, StartsWithOneMebibyteOrTheLimit) {
    EXPECT_EQ(fresh_segment_size(0, 64 * kMiB), 1 * kMiB);
    EXPECT_EQ(fresh_segment_size(0, 64 * kKiB), 64 * kKiB);
}

}  // namespace
}  // namespace counterfoil::store
