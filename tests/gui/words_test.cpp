// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <string>

#include "gui/words.h"

namespace counterfoil::gui {
namespace {

TEST(Words, ShowControlsAndTurnedTextAsTheirCodes) {
    EXPECT_EQ(shown("a\x1b[31mb"), "a\\x1b[31mb");
    EXPECT_EQ(shown("pay \xe2\x80\xae"
                    "001 to"),
              "pay \\u{202e}001 to");
    EXPECT_EQ(shown("two\nlines"), "two\\x0alines");
    EXPECT_EQ(shownLines("two\nlines"), "two\nlines");
    EXPECT_EQ(shown("Grüße"), QString::fromUtf8("Grüße"));
    EXPECT_EQ(shown(std::string("\0", 1)), "\\x00");
}

TEST(Words, AreThoseOfTheCommandLine) {
    EXPECT_EQ(verdictName(verifier::Verdict::kVerifiedWithEvents), "VERIFIED WITH EVENTS");
    EXPECT_EQ(verdictName(verifier::Verdict::kFailed), "FAILED");
    EXPECT_EQ(verdictName(verifier::Verdict::kIoError), "IO ERROR");
}

TEST(Words, ReadableQuantities) {
    EXPECT_EQ(shownCount(1234567), "1,234,567");
    EXPECT_EQ(shownTime(1'767'323'045'000'000'006), "2026-01-02 03:04:05.000000006 UTC");
    EXPECT_EQ(shownMilliseconds(1'767'323'045'678'000'000), "2026-01-02 03:04:05.678");
    EXPECT_EQ(shownDuration(65), "1 min 05 s");
    const Hash hash{0x01, 0x23, 0x45};
    EXPECT_TRUE(shownFingerprint(hash).startsWith("0123 4500 0000"));
}

}  // namespace
}  // namespace counterfoil::gui
