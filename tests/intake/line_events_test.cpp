// SPDX-License-Identifier: Apache-2.0
#include "ledger/intake/line_events.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/memory_source.h"

namespace counterfoil::intake {
namespace {

using testing::ElementsAre;
using testing::Pair;

struct Taken {
    std::vector<std::pair<std::string, std::string>> events;  // Content and content type.
    std::uint64_t invalid_json = 0;
    std::uint64_t empty_lines = 0;
};

Taken take(const std::string& content, LineFormat format) {
    support::MemorySource source(content);
    LineReader lines(source, 16U << 20U);
    const SubjectFields no_subjects;
    LineEvents events(lines, format, no_subjects);
    Taken taken;
    for (;;) {
        LineEvent event;
        const Result<bool> more = events.next(event);
        EXPECT_TRUE(more.ok());
        if (!more.ok() || !*more) break;
        taken.events.emplace_back(as_text(event.content), event.content_type);
    }
    taken.invalid_json = events.invalid_json();
    taken.empty_lines = events.empty_lines();
    return taken;
}

TEST(LineEvents, KeepJsonByteForByte) {
    const Taken taken = take("{\"b\": 1,\"a\" :2}\r\n[1]\n7", LineFormat::kJsonLines);
    EXPECT_THAT(taken.events,
                ElementsAre(Pair("{\"b\": 1,\"a\" :2}\r", "application/json"),
                            Pair("[1]", "application/json"), Pair("7", "application/json")));
    EXPECT_EQ(taken.invalid_json, 0U);
}

TEST(LineEvents, KeepAndCountWhatIsNoJson) {
    const std::vector<std::string> bad = {
        "{\"a\":", "{'a': 1}", "{} {}", "\xff", "\"\xc3\x28\"", "NaN", "\r", std::string(1, '\0')};
    for (const std::string& line : bad) {
        const Taken taken = take(line + "\n{}\n", LineFormat::kJsonLines);
        EXPECT_THAT(taken.events, ElementsAre(Pair(line, "application/octet-stream"),
                                              Pair("{}", "application/json")));
        EXPECT_EQ(taken.invalid_json, 1U);
    }
}

TEST(LineEvents, SkipEmptyLinesInJsonAndKeepThemInLines) {
    const Taken json = take("\n{}\n\n", LineFormat::kJsonLines);
    EXPECT_THAT(json.events, ElementsAre(Pair("{}", "application/json")));
    EXPECT_EQ(json.empty_lines, 2U);
    EXPECT_EQ(json.invalid_json, 0U);

    const Taken lines = take("\nx\n\n", LineFormat::kLines);
    EXPECT_THAT(lines.events, ElementsAre(Pair("", "text/plain"), Pair("x", "text/plain"),
                                          Pair("", "text/plain")));
    EXPECT_EQ(lines.empty_lines, 2U);
}

TEST(LineEvents, SurviveNestingBombs) {
    const std::size_t depth = 1U << 20U;
    for (const std::string& bomb :
         {std::string(depth, '['), std::string(depth, '[') + std::string(depth, ']')}) {
        const bool closed = bomb.back() == ']';
        const Taken taken = take(bomb + "\n", LineFormat::kJsonLines);
        ASSERT_EQ(taken.events.size(), 1U);
        EXPECT_EQ(taken.events[0].first, bomb);
        EXPECT_EQ(taken.invalid_json, closed ? 0U : 1U);
    }
    std::string objects;
    for (std::size_t i = 0; i < depth; ++i) objects += "{\"a\":";
    EXPECT_EQ(take(objects, LineFormat::kJsonLines).invalid_json, 1U);
}

}  // namespace
}  // namespace counterfoil::intake
