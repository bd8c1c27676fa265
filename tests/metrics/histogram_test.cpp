// SPDX-License-Identifier: Apache-2.0
#include "ledger/metrics/histogram.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <thread>
#include <vector>

namespace counterfoil::metrics {
namespace {

// A value of any size: each length in bits is as likely as another.
rc::Gen<std::uint64_t> any_value(std::uint64_t highest) {
    return rc::gen::map(rc::gen::pair(rc::gen::arbitrary<std::uint64_t>(), rc::gen::inRange(0, 64)),
                        [highest](const std::pair<std::uint64_t, int>& drawn) {
                            return (drawn.first >> static_cast<unsigned>(drawn.second)) %
                                   (highest + 1);
                        });
}

TEST(BucketLayout, KeepsEveryValueToItsDigits) {
    for (unsigned digits = 1; digits <= 5; ++digits) {
        const BucketLayout layout = *BucketLayout::of(1, 3'600'000'000'000, digits);
        EXPECT_TRUE(rc::check("a value lies in its bucket, which is narrow", [&] {
            const std::uint64_t value = *any_value(layout.highest());
            const std::size_t index = layout.index_of(value);
            RC_ASSERT(index < layout.size());
            RC_ASSERT(layout.first_value(index) <= value);
            RC_ASSERT(value <= layout.last_value(index));
            const std::uint64_t width = layout.last_value(index) - layout.first_value(index);
            RC_ASSERT(static_cast<double>(width) <=
                      static_cast<double>(value) / std::pow(10.0, digits));
            RC_ASSERT(layout.index_of(layout.first_value(index)) == index);
            RC_ASSERT(layout.index_of(layout.last_value(index)) == index);
        }));
    }
}

TEST(BucketLayout, HasBucketsWithoutGaps) {
    const BucketLayout layout = *BucketLayout::of(1000, 60'000'000, 2);
    EXPECT_EQ(layout.first_value(0), 0U);
    for (std::size_t i = 1; i < layout.size(); ++i) {
        ASSERT_EQ(layout.first_value(i), layout.last_value(i - 1) + 1) << i;
    }
    EXPECT_GE(layout.last_value(layout.size() - 1), 60'000'000U);
}

TEST(BucketLayout, IsOfTheSizeThatHdrHistogramGives) {
    // countsArrayLength of Java's Histogram(lowest, highest, digits).
    const struct {
        std::uint64_t lowest, highest;
        unsigned digits;
        std::size_t size;
    } table[] = {{1, 3'600'000'000, 3, 23552},
                 {1, 3'600'000'000'000, 2, 4608},
                 {1, 2, 1, 32},
                 {1000, 3'600'000'000, 3, 14336},
                 {1, 9'223'372'036'854'775'807, 3, 55296}};
    for (const auto& each : table) {
        EXPECT_EQ(BucketLayout::of(each.lowest, each.highest, each.digits)->size(), each.size)
            << each.highest;
    }
}

TEST(BucketLayout, RefusesWhatMakesNoSense) {
    const std::uint64_t most = 9'223'372'036'854'775'807;
    const struct {
        std::uint64_t lowest, highest;
        unsigned digits;
        ErrorCode code;
    } table[] = {{1, 1000, 0, ErrorCode::kInvalidArgument},
                 {1, 1000, 6, ErrorCode::kInvalidArgument},
                 {0, 1000, 3, ErrorCode::kInvalidArgument},
                 {600, 1000, 3, ErrorCode::kInvalidArgument},
                 {1, most + 1, 3, ErrorCode::kInvalidArgument},
                 {1, most, 5, ErrorCode::kTooLarge},
                 {most / 2, most, 5, ErrorCode::kInvalidArgument}};
    for (const auto& each : table) {
        const auto layout = BucketLayout::of(each.lowest, each.highest, each.digits);
        ASSERT_FALSE(layout) << each.lowest << " " << each.highest << " " << each.digits;
        EXPECT_EQ(layout.error().code, each.code);
    }
}

TEST(Histogram, TellsWhatWasRecorded) {
    Histogram histogram;
    EXPECT_EQ(histogram.count(), 0U);
    EXPECT_EQ(histogram.max(), 0U);
    EXPECT_EQ(histogram.value_at_percentile(99), 0U);
    for (std::uint64_t value = 1; value <= 1000; ++value) histogram.record(value);
    EXPECT_EQ(histogram.count(), 1000U);
    EXPECT_EQ(histogram.min(), 1U);
    EXPECT_EQ(histogram.max(), 1000U);
    EXPECT_DOUBLE_EQ(histogram.mean(), 500.5);
    EXPECT_NEAR(histogram.standard_deviation(), 288.675, 0.001);
    EXPECT_EQ(histogram.value_at_percentile(0), 1U);
    EXPECT_EQ(histogram.value_at_percentile(50), 500U);
    EXPECT_EQ(histogram.value_at_percentile(99.9), 999U);
    EXPECT_EQ(histogram.value_at_percentile(100), 1000U);
    EXPECT_EQ(histogram.count_up_to(250), 250U);
    histogram.record(7'200'000'000'000);  // Two hours.
    EXPECT_EQ(histogram.clipped(), 1U);
    EXPECT_GE(histogram.max(), 3'600'000'000'000U);
}

TEST(Histogram, OfVeryManyValuesHasItsMaximumAtTheEnd) {
    Histogram histogram;
    histogram.record(10, std::uint64_t{1} << 60U);  // Beyond what a double counts one by one.
    histogram.record(20);
    EXPECT_EQ(histogram.value_at_percentile(100), 20U);
    EXPECT_EQ(histogram.value_at_percentile(50), 10U);
}

TEST(Histogram, HasThePercentilesOfTheValuesThemselves) {
    EXPECT_TRUE(rc::check("percentiles are those of the sorted values, to three digits", [] {
        auto values = *rc::gen::nonEmpty(
            rc::gen::container<std::vector<std::uint64_t>>(any_value(3'600'000'000'000)));
        const unsigned per_mille = *rc::gen::inRange(0U, 1001U);
        Histogram histogram;
        for (const std::uint64_t value : values) histogram.record(value);
        std::sort(values.begin(), values.end());
        const std::size_t rank = (per_mille * values.size() + 999) / 1000;
        const std::uint64_t exact = values[rank == 0 ? 0 : rank - 1];
        const std::uint64_t told = histogram.value_at_percentile(per_mille / 10.0);
        RC_ASSERT(told >= exact);
        RC_ASSERT(static_cast<double>(told - exact) <= static_cast<double>(exact) / 1000.0);
    }));
}

TEST(Histogram, AddsUpAndTakesOff) {
    EXPECT_TRUE(rc::check("(a + b) - a = b", [] {
        const auto values =
            *rc::gen::container<std::vector<std::uint64_t>>(any_value(4'000'000'000'000));
        Histogram a, b, both;
        for (std::size_t i = 0; i < values.size(); ++i) {
            (i % 3 == 0 ? a : b).record(values[i]);
            both.record(values[i]);
        }
        Histogram sum;
        RC_ASSERT(sum.merge(a).ok());
        RC_ASSERT(sum.merge(b).ok());
        RC_ASSERT(sum.count() == both.count());
        RC_ASSERT(sum.clipped() == both.clipped());
        RC_ASSERT(sum.value_at_percentile(90) == both.value_at_percentile(90));
        sum.subtract(a);
        RC_ASSERT(sum.count() == b.count());
        RC_ASSERT(sum.max() == b.max());
        RC_ASSERT(sum.mean() == b.mean());
    }));
    Histogram other(*BucketLayout::of(1, 1000, 2));
    EXPECT_FALSE(Histogram().merge(other));
}

TEST(Histogram, PutsBackWhatAStallHid) {
    Histogram histogram;
    // One request each 10, and one that took 100: nine more would have waited, ever shorter.
    histogram.record_with_expected_interval(100, 10);
    EXPECT_EQ(histogram.count(), 10U);
    EXPECT_EQ(histogram.min(), 10U);
    histogram.record_with_expected_interval(5, 10);
    EXPECT_EQ(histogram.count(), 11U);
}

TEST(LiveHistogram, IsReadWhileItIsWritten) {
    LiveHistogram live;
    constexpr std::uint64_t kCount = 200'000;
    std::thread writer([&] {
        for (std::uint64_t i = 0; i < kCount; ++i) live.record(i);
    });
    std::uint64_t before = 0;
    for (int i = 0; i < 50; ++i) {
        Histogram seen;
        live.add_to(seen);
        EXPECT_GE(seen.count(), before);
        before = seen.count();
    }
    writer.join();
    Histogram all;
    live.add_to(all);
    EXPECT_EQ(all.count(), kCount);
    EXPECT_GE(all.max(), kCount - 1);
    live.record(~std::uint64_t{0});
    Histogram again;
    live.add_to(again);
    EXPECT_EQ(again.clipped(), 1U);
}

}  // namespace
}  // namespace counterfoil::metrics
