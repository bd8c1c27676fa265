// SPDX-License-Identifier: Apache-2.0
#include "ledger/metrics/interval_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/metrics/histogram_codec.h"
#include "tests/support/memory_source.h"
#include "tests/support/shared_data.h"

namespace counterfoil::metrics {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t kStart = 1'767'323'045'125'000'000;

IntervalLogReader reader_of(const std::string& text, std::size_t step = 1000,
                            LastLine last_line = LastLine::kWhole) {
    return IntervalLogReader(std::make_unique<support::MemorySource>(text, [step] { return step; }),
                             last_line);
}

Interval interval(const std::string& tag, std::uint64_t after_ns) {
    Interval made{tag, kStart + after_ns, 10'000'000'000, Histogram()};
    made.histogram.record(1'500'000, 10);
    made.histogram.record(after_ns + 1);
    return made;
}

TEST(IntervalLog, IsReadAsItWasWritten) {
    const std::string text = interval_log_head("a test", kStart) +
                             interval_line(interval("append", 0)) +
                             interval_line(interval("", 10'000'000'000));
    EXPECT_THAT(text, HasSubstr("#[StartTime: 1767323045.125 (seconds since epoch)]\n"));
    EXPECT_THAT(text, HasSubstr("\nTag=append,1767323045.125,10.000,1.500,HIST"));
    for (const std::size_t step : {1U, 7U, 100'000U}) {
        auto reader = reader_of(text, step);
        const auto first = reader.next();
        ASSERT_TRUE(first && *first) << first.error().message;
        EXPECT_EQ((*first)->tag, "append");
        EXPECT_EQ((*first)->start_ns, kStart);
        EXPECT_EQ((*first)->length_ns, 10'000'000'000U);
        EXPECT_EQ((*first)->histogram.count(), 11U);
        const auto second = reader.next();
        ASSERT_TRUE(second && *second);
        EXPECT_EQ((*second)->tag, "");
        EXPECT_EQ((*second)->start_ns, kStart + 10'000'000'000);
        const auto end = reader.next();
        ASSERT_TRUE(end);
        EXPECT_FALSE(*end);
    }
}

TEST(IntervalLog, OfAnyFormatSoFarIsRead) {
    for (const char* version : {"1.0", "1.01", "1.2", "1.3", "1.99"}) {
        const std::string head = "#[Histogram log format version " + std::string(version) + "]\n";
        auto reader = reader_of(head + interval_line(interval("append", 0)));
        EXPECT_TRUE(reader.next()) << version;
        EXPECT_FALSE(is_of_later_format(head));
    }
    EXPECT_FALSE(is_of_later_format(""));
    EXPECT_FALSE(is_of_later_format(interval_log_head("a test", kStart)));
    EXPECT_TRUE(is_of_later_format("#[Logged with x]\n#[Histogram log format version 2.0]\n"));
}

TEST(IntervalLog, CountsFromItsStartOrItsBase) {
    const std::string histogram = histogram_text(Histogram());
    const auto start_of = [&](const std::string& head) {
        auto reader = reader_of(head + "1.5,1.0,0.0," + histogram + "\n");
        const auto read = reader.next();
        return read && *read ? (*read)->start_ns : 0;
    };
    EXPECT_EQ(start_of("#[StartTime: 1441812279.474 (seconds since epoch), Wed Sep 09]\n"),
              1'441'812'280'974'000'000U);
    EXPECT_EQ(start_of("#[StartTime: 1441812279.474 (s)]\n#[BaseTime: 100.000 (s)]\n"),
              101'500'000'000U);
    EXPECT_EQ(start_of("\n# only a comment\r\n\"StartTimestamp\",\"and so on\"\n"), 1'500'000'000U);
}

TEST(IntervalLog, RefusesALineThatIsNoneAndNamesIt) {
    const std::string good = interval_line(interval("append", 0));
    const std::string histogram = histogram_text(Histogram());
    const struct {
        std::string line;
        ErrorCode code;
    } table[] = {
        {"hello", ErrorCode::kDamaged},
        {"1.0,1.0," + histogram, ErrorCode::kDamaged},
        {"-1.0,1.0,1.0," + histogram, ErrorCode::kDamaged},
        {"99999999999.0,1.0,1.0," + histogram, ErrorCode::kDamaged},
        {"1.0,x,1.0," + histogram, ErrorCode::kDamaged},
        {"9999999999.0,9999999999.0,1.0," + histogram, ErrorCode::kDamaged},
        {"1.0,1.0,1.0,AAAA", ErrorCode::kDamaged},
        {"1.0,1.0,1.0," + histogram.substr(0, 40), ErrorCode::kDamaged},
        {"1.0,1.0,1.0,HISTiQAAAEV42pNpmdzBwMDAxAAGfgoMDMxuBjsWQLgM", ErrorCode::kUnsupported},
        {"Tag=,1.0,1.0,1.0," + histogram, ErrorCode::kDamaged},
        {"Tag=a b,1.0,1.0,1.0," + histogram, ErrorCode::kDamaged},
        {"Tag=\x1b[31m,1.0,1.0,1.0," + histogram, ErrorCode::kDamaged},
        {"#[StartTime: x]", ErrorCode::kDamaged},
        {"#[Histogram log format version 2.0]", ErrorCode::kUnsupported},
        {"#[Queue: 1 of 2]", ErrorCode::kDamaged},
        {"#[Queue: -1 of 2, 1 at most]", ErrorCode::kDamaged},
        {"#[Queue: 1 of 2, 99999999999999999999 at most]", ErrorCode::kDamaged},
        {"#[Queue: 1 of 2, 1 at most] and more", ErrorCode::kDamaged},
    };
    for (const auto& each : table) {
        auto reader = reader_of(good + each.line + "\n");
        ASSERT_TRUE(reader.next());
        const auto read = reader.next();
        ASSERT_FALSE(read) << each.line;
        EXPECT_EQ(read.error().code, each.code) << read.error().message;
        EXPECT_THAT(read.error().message, HasSubstr("line 2"));
    }
}

TEST(IntervalLog, SaysHowFullTheQueueWas) {
    auto reader = reader_of(queue_line({7, 40, 100}) + interval_line(interval("wait", 0)) +
                            queue_line({3, 5, 200}));
    EXPECT_FALSE(reader.queue());
    ASSERT_TRUE(*reader.next());
    EXPECT_EQ(reader.queue(), (QueueLevel{7, 40, 100}));
    ASSERT_FALSE(*reader.next());
    EXPECT_EQ(reader.queue(), (QueueLevel{3, 40, 200}));
}

TEST(IntervalLog, HasALastLineThatIsWholeOrUnfinished) {
    const std::string good = interval_line(interval("append", 0));
    const std::string last = interval_line(interval("sync", 0));
    for (std::size_t length = 0; length <= last.size(); ++length) {
        auto reader = reader_of(good + last.substr(0, length), 1000, LastLine::kUnfinished);
        ASSERT_TRUE(*reader.next());
        const auto read = reader.next();
        ASSERT_TRUE(read) << length << ": " << read.error().message;
        EXPECT_EQ(read->has_value(), length == last.size()) << length;
    }
    auto whole = reader_of(good + last.substr(0, last.size() - 1));
    ASSERT_TRUE(*whole.next());
    EXPECT_TRUE(*whole.next());
    auto cut = reader_of(good + last.substr(0, last.size() - 10));
    ASSERT_TRUE(*cut.next());
    EXPECT_FALSE(cut.next());
}

TEST(IntervalLog, RefusesALineWithoutEnd) {
    const auto read =
        reader_of(std::string(IntervalLogReader::kLineSizeMax + 100'000, 'x'), 1U << 20U).next();
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kTooLarge);
}

// What HistogramLogProcessor (HdrHistogram 2.1.11) says of the same logs.
TEST(IntervalLog, OfOtherProgramsAreRead) {
    const struct {
        const char* file;
        std::uint64_t untagged;
        std::uint64_t max;
    } table[] = {{"hlog/jHiccup-2.0.7S.logV2.hlog", 48'761, 1'803'550'719},
                 {"hlog/jHiccup-2.0.7S.logV3.hlog", 45'750, 1'803'550'719}};
    for (const auto& each : table) {
        const auto path = support::shared_data(each.file);
        if (!path) GTEST_SKIP() << "the shared data are not there";
        auto source = platform::open_source(path->string());
        ASSERT_TRUE(source) << source.error().message;
        IntervalLogReader reader(std::move(*source));
        std::optional<Histogram> sum;
        for (auto read = reader.next();; read = reader.next()) {
            ASSERT_TRUE(read) << read.error().message;
            if (!*read) break;
            if (!(*read)->tag.empty()) continue;
            if (!sum) sum.emplace((*read)->histogram.layout);
            ASSERT_TRUE((*read)->histogram.add_to(*sum));
        }
        ASSERT_TRUE(sum);
        EXPECT_EQ(sum->count(), each.untagged) << each.file;
        EXPECT_EQ(sum->max(), each.max) << each.file;
    }
}

}  // namespace
}  // namespace counterfoil::metrics
