// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/text.h"

#include <string>

#include <gtest/gtest.h>

namespace counterfoil::notes {
namespace {

using namespace std::string_view_literals;

std::string encoded(char32_t code_point) {
    const auto byte = [](char32_t value) { return static_cast<char>(value); };
    if (code_point < 0x80) return {byte(code_point)};
    if (code_point < 0x800) {
        return {byte(0xc0 | code_point >> 6U), byte(0x80 | (code_point & 0x3fU))};
    }
    if (code_point < 0x10000) {
        return {byte(0xe0 | code_point >> 12U), byte(0x80 | (code_point >> 6U & 0x3fU)),
                byte(0x80 | (code_point & 0x3fU))};
    }
    return {byte(0xf0 | code_point >> 18U), byte(0x80 | (code_point >> 12U & 0x3fU)),
            byte(0x80 | (code_point >> 6U & 0x3fU)), byte(0x80 | (code_point & 0x3fU))};
}

TEST(Text, TakesEveryCodePointButSurrogates) {
    for (char32_t code_point = 0; code_point < 0x120000; ++code_point) {
        const std::string bytes = encoded(code_point) + "x";
        std::string_view rest = bytes;
        const std::optional<char32_t> taken = take_code_point(rest);
        const bool good = code_point <= 0x10ffff && (code_point < 0xd800 || code_point > 0xdfff);
        ASSERT_EQ(taken.has_value(), good) << static_cast<std::uint32_t>(code_point);
        ASSERT_EQ(rest.size(), good ? 1U : bytes.size());
        if (good) {
            ASSERT_EQ(*taken, code_point);
        }
    }
}

TEST(Text, RefusesBytesThatAreNotUtf8) {
    for (const std::string_view bytes : {
             "\x80"sv,  // A continuation alone.
             "\xbf"sv,
             "\xc3"sv,  // Cut short.
             "\xe2\x80"sv,
             "\xf0\x9f\x98"sv,
             "\xc3\x41"sv,  // Not a continuation.
             "\xe2\x41\x80"sv,
             "\xe2\x80\xc0"sv,
             "\xc0\x80"sv,  // Longer than needed.
             "\xc1\xbf"sv,
             "\xe0\x80\x80"sv,
             "\xe0\x9f\xbf"sv,
             "\xf0\x80\x80\x80"sv,
             "\xf0\x8f\xbf\xbf"sv,
             "\xed\xa0\x80"sv,  // Surrogates.
             "\xed\xbf\xbf"sv,
             "\xf4\x90\x80\x80"sv,  // Above U+10FFFF.
             "\xf5\x80\x80\x80"sv,
             "\xf8\x88\x80\x80\x80"sv,
             "\xfe"sv,
             "\xff"sv,
         }) {
        std::string_view rest = bytes;
        EXPECT_FALSE(take_code_point(rest).has_value());
        EXPECT_EQ(rest.size(), bytes.size());
        EXPECT_FALSE(is_clean_text("before " + std::string(bytes)));
        EXPECT_FALSE(is_clean_text(std::string(bytes) + " after"));
    }
}

TEST(Text, IsCleanWithoutControlCharactersButLf) {
    EXPECT_TRUE(is_clean_text(""));
    EXPECT_TRUE(is_clean_text("a\n\nb \u2014 \u00e9 \u3000 \U0001f600\n"));
    for (char32_t code_point = 0; code_point < 0x100; ++code_point) {
        const bool control = code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0);
        EXPECT_EQ(is_clean_text("a" + encoded(code_point)), !control || code_point == U'\n')
            << static_cast<std::uint32_t>(code_point);
    }
}

TEST(Text, GivesWholeLinesOnly) {
    std::string_view text = "one\n\ntwo";
    EXPECT_EQ(take_line(text), "one");
    EXPECT_EQ(take_line(text), "");
    EXPECT_EQ(take_line(text), std::nullopt);
    EXPECT_EQ(text, "two");
}

TEST(Text, ReadsDecimalsStrictly) {
    EXPECT_EQ(parse_decimal("0"), 0U);
    EXPECT_EQ(parse_decimal("10"), 10U);
    EXPECT_EQ(parse_decimal("18446744073709551615"), ~std::uint64_t{0});
    for (const std::string_view text :
         {""sv, "00"sv, "01"sv, "-1"sv, "+1"sv, " 1"sv, "1 "sv, "1\r"sv, "0x1"sv, "1e3"sv, "1.0"sv,
          "1_000"sv, "1,000"sv, "18446744073709551616"sv, "99999999999999999999999"sv, "a"sv,
          "1\0"sv, "\xd9\xa1"sv}) {
        EXPECT_FALSE(parse_decimal(text)) << text;
    }
}

}  // namespace
}  // namespace counterfoil::notes
