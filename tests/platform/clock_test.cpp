// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/clock.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <gtest/gtest.h>

#include "ledger/platform/random.h"

namespace counterfoil::platform {
namespace {

TEST(SystemClock, TellsTheTimeOfDayThatTheLibraryTells) {
    const auto clock = system_clock();
    const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
    const auto expected_ns = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(since_1970).count());
    const std::uint64_t told_ns = clock->now_ns();
    const std::uint64_t minute_ns = 60'000'000'000;
    EXPECT_GT(told_ns + minute_ns, expected_ns);
    EXPECT_LT(told_ns, expected_ns + minute_ns);
}

TEST(SystemClock, NeverGoesBackInItsMonotonicTime) {
    const auto clock = system_clock();
    std::uint64_t last_ns = clock->monotonic_ns();
    for (int i = 0; i < 10'000; ++i) {
        const std::uint64_t now_ns = clock->monotonic_ns();
        ASSERT_GE(now_ns, last_ns);
        last_ns = now_ns;
    }
}

TEST(SystemClock, GivesTheSameBootIdEveryTime) {
    const auto clock = system_clock();
    const Result<BootId> first = clock->boot_id();
    const Result<BootId> second = system_clock()->boot_id();
    ASSERT_TRUE(first.ok()) << first.error().message;
    ASSERT_TRUE(second.ok());
    EXPECT_EQ(*first, *second);
    EXPECT_FALSE(all_zero(*first));
    EXPECT_EQ((*first)[6] >> 4, 4) << "a random UUID says so in its version";
}

TEST(SystemRandom, FillsEveryByteAndNeverTheSameTwice) {
    const auto random = system_random();
    std::array<std::uint8_t, 32> first = {};
    std::array<std::uint8_t, 32> second = {};
    random->fill(first);
    random->fill(second);
    EXPECT_NE(first, second);
    EXPECT_FALSE(all_zero(first));
}

TEST(SystemRandom, FillsMoreThanOneCallOfTheKernelGives) {
    const auto random = system_random();
    Bytes large(40 * 1024 * 1024);  // One getrandom gives at most 32 MiB.
    random->fill(large);
    EXPECT_FALSE(all_zero(ByteView(large).last(64)));
    EXPECT_FALSE(all_zero(ByteView(large).first(64)));
}

TEST(SystemRandom, TakesAnEmptyRequest) {
    system_random()->fill({});
}

}  // namespace
}  // namespace counterfoil::platform
