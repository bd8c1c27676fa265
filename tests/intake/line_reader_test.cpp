// SPDX-License-Identifier: Apache-2.0
#include "ledger/intake/line_reader.h"

#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/memory_source.h"

namespace counterfoil::intake {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> lines_of(platform::Source& source, std::size_t line_size_max = 1U << 20U) {
    LineReader reader(source, line_size_max);
    std::vector<std::string> lines;
    for (;;) {
        ByteView line;
        const Result<bool> more = reader.next(line);
        EXPECT_TRUE(more.ok()) << more.error().message;
        if (!more.ok() || !*more) return lines;
        lines.emplace_back(as_text(line));
        EXPECT_EQ(reader.line_number(), lines.size());
    }
}

std::vector<std::string> lines_of(const std::string& content) {
    support::MemorySource source(content);
    return lines_of(source);
}

TEST(LineReader, EndsLinesAtLfOnly) {
    EXPECT_THAT(lines_of("a\nb\n"), ElementsAre("a", "b"));
    EXPECT_THAT(lines_of("a\r\nb\rc\r\n"), ElementsAre("a\r", "b\rc\r"));
    EXPECT_THAT(lines_of(std::string("a\0b\n", 4)), ElementsAre(std::string("a\0b", 3)));
}

TEST(LineReader, TakesALastLineWithoutLf) {
    EXPECT_THAT(lines_of("a\nb"), ElementsAre("a", "b"));
    EXPECT_THAT(lines_of("a\n\r"), ElementsAre("a", "\r"));
    EXPECT_THAT(lines_of("b"), ElementsAre("b"));
}

TEST(LineReader, GivesEmptyLinesButNotOneBehindTheLastLf) {
    EXPECT_THAT(lines_of(""), IsEmpty());
    EXPECT_THAT(lines_of("\n"), ElementsAre(""));
    EXPECT_THAT(lines_of("\n\na\n\n"), ElementsAre("", "", "a", ""));
}

TEST(LineReader, StaysAtTheEnd) {
    support::MemorySource source("a");
    LineReader reader(source, 10);
    ByteView line;
    EXPECT_TRUE(*reader.next(line));
    EXPECT_FALSE(*reader.next(line));
    EXPECT_FALSE(*reader.next(line));
    EXPECT_EQ(reader.line_number(), 1U);
    EXPECT_EQ(reader.bytes_read(), 1U);
}

TEST(LineReader, RefusesALongerLineAndNamesSourceLineAndLimit) {
    for (const std::string end : {"", "\n", "\nmore\n"}) {
        for (const std::size_t chunk : {1UL, 7UL, ~0UL}) {
            support::MemorySource source("0123456789\n01234567890" + end, [&] { return chunk; });
            LineReader reader(source, 10);
            ByteView line;
            ASSERT_TRUE(reader.next(line).ok()) << "a line of exactly the limit is taken";
            const Result<bool> more = reader.next(line);
            ASSERT_FALSE(more.ok());
            EXPECT_EQ(more.error().code, ErrorCode::kTooLarge);
            EXPECT_THAT(more.error().message, HasSubstr("events.log, line 2"));
            EXPECT_THAT(more.error().message, HasSubstr("10 bytes"));
        }
    }
}

TEST(LineReader, StopsReadingSoonAfterTheLimit) {
    support::MemorySource source(std::string(100U << 20U, 'x'), [] { return 64UL << 10U; });
    LineReader reader(source, 1U << 20U);
    ByteView line;
    EXPECT_FALSE(reader.next(line).ok());
    EXPECT_LE(reader.bytes_read(), (1U << 20U) + (64U << 10U));
}

TEST(LineReader, GrowsOverManyReads) {
    const std::string longest(5U << 20U, 'y');
    support::MemorySource source("a\n" + longest + "\nb", [] { return 1000UL; });
    EXPECT_THAT(lines_of(source, 16U << 20U), ElementsAre("a", longest, "b"));
}

TEST(LineReader, GivesTheSameLinesWhateverTheChunks) {
    std::mt19937 random(20260102);  // NOLINT(cert-msc51-cpp): the same on every run.
    for (int round = 0; round < 200; ++round) {
        std::string content;
        const std::size_t size = random() % 5000;
        while (content.size() < size)
            content += random() % 20 == 0 ? "\n" : random() % 9 ? "z" : "\r";
        const std::vector<std::string> expected = lines_of(content);
        const std::size_t chunk_max = 1 + random() % 300;
        support::MemorySource source(content, [&] { return 1 + random() % chunk_max; });
        ASSERT_EQ(lines_of(source), expected) << "round " << round;
    }
}

TEST(LineReader, SaysBehindWhichLineTheSourceFailed) {
    support::MemorySource source("a\nb\nunfinished");
    source.fail_at_end({ErrorCode::kIo, "cannot read events.log: it is cut short"});
    LineReader reader(source, 100);
    ByteView line;
    EXPECT_TRUE(*reader.next(line));
    EXPECT_TRUE(*reader.next(line));
    const Result<bool> more = reader.next(line);
    ASSERT_FALSE(more.ok());
    EXPECT_EQ(more.error().code, ErrorCode::kIo);
    EXPECT_THAT(more.error().message, HasSubstr("behind line 2"));
}

}  // namespace
}  // namespace counterfoil::intake
