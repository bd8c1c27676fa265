// SPDX-License-Identifier: Apache-2.0
#include "ledger/metrics/ecdf.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "ledger/metrics/percentile_table.h"
#include "ledger/metrics/prometheus.h"

namespace counterfoil::metrics {
namespace {

using testing::HasSubstr;

TEST(Ecdf, HasEveryStepUpToTheMaximum) {
    Histogram histogram;
    histogram.record(100, 50);
    histogram.record(200, 49);
    histogram.record(5'000'000);
    const Ecdf ecdf = ecdf_of(histogram);
    ASSERT_EQ(ecdf.steps.size(), 3U);
    EXPECT_EQ(ecdf.steps[0], (Ecdf::Step{50, 100}));
    EXPECT_EQ(ecdf.steps[1], (Ecdf::Step{99, 200}));
    EXPECT_EQ(ecdf.steps[2], (Ecdf::Step{100, histogram.max()}));
    EXPECT_EQ(ecdf.value_at(50), 100U);
    EXPECT_EQ(ecdf.value_at(50.1), 200U);
    EXPECT_EQ(ecdf.value_at(99.9), histogram.max());
    EXPECT_EQ(Ecdf().value_at(50), 0U);
}

TEST(Ecdf, IsReadAsItWasWritten) {
    EXPECT_TRUE(rc::check("parse(csv(ecdf)) = ecdf", [] {
        Histogram histogram;
        const auto values =
            *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::arbitrary<std::uint32_t>());
        for (const std::uint32_t value : values) histogram.record(value);
        const Ecdf ecdf = ecdf_of(histogram);
        const Result<Ecdf> read = parse_ecdf_csv(ecdf_csv(ecdf));
        RC_ASSERT(read.ok());
        RC_ASSERT(read->steps == ecdf.steps);
    }));
}

TEST(Ecdf, FromElsewhereIsRefusedWithItsLineWhenItIsNone) {
    const struct {
        const char* text;
        const char* why;
    } table[] = {{"", "empty"},
                 {"latency\n", "line 1"},
                 {"percentile,latency_ns\n50\n", "line 2"},
                 {"percentile,latency_ns\n50,1x\n", "line 2"},
                 {"percentile,latency_ns\n50,-1\n", "line 2"},
                 {"percentile,latency_ns\nnan,1\n", "line 2"},
                 {"percentile,latency_ns\n50,1\n40,2\n", "line 3"},
                 {"percentile,latency_ns\n50,2\n100,1\n", "line 3"},
                 {"percentile,latency_ns\n50,1\n101,2\n", "line 3"},
                 {"percentile,latency_ns\n50,1\n", "does not reach the maximum"}};
    for (const auto& each : table) {
        const Result<Ecdf> read = parse_ecdf_csv(each.text);
        ASSERT_FALSE(read) << each.text;
        EXPECT_EQ(read.error().code, ErrorCode::kDamaged);
        EXPECT_THAT(read.error().message, HasSubstr(each.why));
    }
    EXPECT_TRUE(parse_ecdf_csv("percentile,latency_ns\n")->steps.empty());
    EXPECT_EQ(parse_ecdf_csv("percentile,latency_ns\r\n100,7\r\n")->value_at(1), 7U);
}

TEST(PercentileTable, GetsFinerTowardsTheEnd) {
    Histogram histogram(*BucketLayout::of(1, 1'000'000, 3));
    for (std::uint64_t value = 1; value <= 1000; ++value) histogram.record(value);
    const std::string table = percentile_table(histogram, 1);
    EXPECT_THAT(table, HasSubstr("\n       1.000 0.000000000000          1           1.00\n"));
    EXPECT_THAT(table, HasSubstr("\n     500.000 0.500000000000        500           2.00\n"));
    EXPECT_THAT(table, HasSubstr("\n     900.000 0.900000000000        900          10.00\n"));
    EXPECT_THAT(table,
                HasSubstr("\n    1000.000 1.000000000000       1000\n#[Mean    =      500.500"));
    EXPECT_THAT(table, HasSubstr("#[Buckets =           10, SubBuckets     =         2048]\n"));
}

// 0.145 is a little less than that as a double, and 0.125 is exactly that.
TEST(PercentileTable, RoundsAHalfUpAsHdrHistogramDoes) {
    const struct {
        std::uint64_t value;
        double unit;
        const char* shown;
    } table[] = {{125, 1000, "0.13"}, {145, 1000, "0.15"},   {144, 1000, "0.14"}, {7, 1, "7.00"},
                 {255, 256, "1.00"},  {255, 25.51, "10.00"}, {255, 1e9, "0.00"},  {0, 1, "0.00"}};
    for (const auto& each : table) {
        Histogram histogram(*BucketLayout::of(1, 1000, 2));  // Exact up to 255.
        histogram.record(each.value);
        EXPECT_THAT(percentile_table(histogram, each.unit),
                    HasSubstr(fmt::format("\n{:>12} 1.000000000000          1\n", each.shown)));
    }
}

TEST(PercentileTable, OfNothingHasNoLines) {
    const std::string table = percentile_table(Histogram(), 1);
    EXPECT_THAT(table, HasSubstr("1/(1-Percentile)\n\n#[Mean"));
}

TEST(Prometheus, CountsUpToEachBound) {
    Histogram histogram;
    histogram.record(900, 3);
    histogram.record(2'000'000, 2);
    histogram.record(20'000'000'000);
    const std::string text = prometheus_text("projection-lag", histogram);
    EXPECT_THAT(text, testing::StartsWith("# TYPE counterfoil_projection_lag_seconds histogram\n"));
    EXPECT_THAT(text, HasSubstr("_bucket{le=\"1e-06\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("_bucket{le=\"0.0025\"} 5\n"));
    EXPECT_THAT(text, HasSubstr("_bucket{le=\"10\"} 5\n"));
    EXPECT_THAT(text, HasSubstr("_bucket{le=\"+Inf\"} 6\n"));
    EXPECT_THAT(text, HasSubstr("_seconds_count 6\n"));
}

TEST(Prometheus, ShowsTheQueueAsGauges) {
    EXPECT_EQ(prometheus_text(QueueLevel{1, 9, 10}),
              "# TYPE counterfoil_queue_depth gauge\ncounterfoil_queue_depth 1\n"
              "# TYPE counterfoil_queue_depth_max gauge\ncounterfoil_queue_depth_max 9\n"
              "# TYPE counterfoil_queue_capacity gauge\ncounterfoil_queue_capacity 10\n");
}

}  // namespace
}  // namespace counterfoil::metrics
