// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/time_text.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <utility>

namespace counterfoil::notes {
namespace {

constexpr std::uint64_t kThen = 1'767'323'045'000'000'006;  // 2026-01-02T03:04:05.000000006Z

TEST(TimeText, IsReadAsItIsWritten) {
    for (const std::uint64_t time :
         {std::uint64_t{0}, std::uint64_t{1}, kThen, std::uint64_t{951'782'400'000'000'000},
          std::numeric_limits<std::uint64_t>::max()}) {
        EXPECT_EQ(parse_rfc3339(rfc3339(time)), time) << rfc3339(time);
    }
    EXPECT_EQ(rfc3339(kThen), "2026-01-02T03:04:05.000000006Z");
}

TEST(TimeText, IsReadInEveryFormOfRfc3339) {
    const std::pair<const char*, std::uint64_t> texts[] = {
        {"2026-01-02T03:04:05Z", kThen - 6},
        {"2026-01-02t03:04:05z", kThen - 6},
        {"2026-01-02T03:04:05.5Z", kThen - 6 + 500'000'000},
        {"2026-01-02T03:04:05.000000006+00:00", kThen},
        {"2026-01-02T04:34:05.000000006+01:30", kThen},
        {"2026-01-01T23:04:05.000000006-04:00", kThen},
        {"1970-01-01T00:30:00+00:30", 0},
    };
    for (const auto& [text, time] : texts) EXPECT_EQ(parse_rfc3339(text), time) << text;
}

TEST(TimeText, IsNotTakenInAnyOther) {
    for (const char* text : {"",
                             "2026",
                             "2026-01-02",
                             "2026-01-02T03:04:05",
                             "2026-01-02 03:04:05Z",
                             "2026-01-02T03:04Z",
                             "2026-13-02T03:04:05Z",
                             "2026-02-29T03:04:05Z",
                             "2026-00-02T03:04:05Z",
                             "2026-01-02T24:00:00Z",
                             "2026-01-02T03:60:05Z",
                             "2026-01-02T03:04:60Z",
                             "2026-01-02T03:04:05.Z",
                             "2026-01-02T03:04:05.0000000001Z",
                             "2026-01-02T03:04:05+1:00",
                             "2026-01-02T03:04:05+24:00",
                             "2026-01-02T03:04:05Z ",
                             " 2026-01-02T03:04:05Z",
                             "26-01-02T03:04:05Z",
                             "+026-01-02T03:04:05Z",
                             "1969-12-31T23:59:59Z",
                             "1970-01-01T00:00:00+00:01",
                             "2554-07-21T23:34:33.709551616Z",
                             "9999-12-31T23:59:59Z"}) {
        EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace counterfoil::notes
