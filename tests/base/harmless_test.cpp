// SPDX-License-Identifier: Apache-2.0
#include "ledger/base/harmless.h"

#include <gtest/gtest.h>

#include "ledger/base/utf8.h"

namespace counterfoil {
namespace {

TEST(Harmless, KeepsWhatPeopleRead) {
    for (const char* text : {"", "plain", "Grüße", "日本語", "🙂", "a\\b"}) {
        EXPECT_EQ(harmless(text), text);
        EXPECT_TRUE(is_utf8(text));
    }
}

TEST(Harmless, NeutralisesWhatDrivesTerminalsOrDeceivesReaders) {
    EXPECT_EQ(harmless("\x1b[2J"), "\\x1b[2J");
    EXPECT_EQ(harmless("a\nb\r\t"), "a\\x0ab\\x0d\\x09");
    EXPECT_EQ(harmless(std::string_view("\0", 1)), "\\x00");
    EXPECT_EQ(harmless("\x7f"), "\\x7f");
    EXPECT_EQ(harmless("\xc2\x9b"), "\\u{009b}") << "the one-character escape sequence";
    EXPECT_EQ(harmless("\u202e"), "\\u{202e}") << "writing turned around";
    EXPECT_EQ(harmless("\u2066\u2069"), "\\u{2066}\\u{2069}");
    EXPECT_EQ(harmless("\u200b\ufeff"), "\\u{200b}\\u{feff}") << "invisible";
    EXPECT_EQ(harmless("\u2028"), "\\u{2028}") << "a line ends";
}

TEST(Harmless, ShowsBytesThatAreNoUtf8) {
    const char* bad[] = {"\xff",         "\x80",         "\xc0\xaf",
                         "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                         "\xf8",         "\xc3",         "\xe2\x82"};
    for (const char* text : bad) {
        EXPECT_FALSE(is_utf8(text));
        EXPECT_EQ(harmless(text).rfind("\\x", 0), 0U) << harmless(text);
    }
    EXPECT_EQ(harmless("\xff"
                       "a"),
              "\\xffa");
}

TEST(Harmless, KeepsOnlyTheLfsOfSeveralLines) {
    EXPECT_EQ(harmless_lines("a\nb\x1b\n"), "a\nb\\x1b\n");
}

TEST(Harmless, CutsAPreviewAtTheColumns) {
    EXPECT_EQ(preview("abc", 3), "abc");
    EXPECT_EQ(preview("abcd", 3), "ab…");
    EXPECT_EQ(preview("äöüß", 3), "äö…");
    EXPECT_EQ(preview("a\n\n", 5), "a…") << "an escape is not cut";
}

}  // namespace
}  // namespace counterfoil
