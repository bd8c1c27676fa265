// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "ledger/format/body_codec.h"

namespace counterfoil::format {
namespace {

using namespace std::string_view_literals;

// A second way to the answer: the number of the character decides, then its bytes are written out.
std::string utf8(std::uint32_t number) {
    const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
    const auto tail = [&byte](std::uint32_t value) { return byte(0x80U | (value & 0x3FU)); };
    if (number < 0x80) return {byte(number)};
    if (number < 0x800) return {byte(0xC0U | (number >> 6U)), tail(number)};
    if (number < 0x10000) return {byte(0xE0U | (number >> 12U)), tail(number >> 6U), tail(number)};
    return {byte(0xF0U | (number >> 18U)), tail(number >> 12U), tail(number >> 6U), tail(number)};
}

TEST(PlainUtf8, AcceptsExactlyTheCharactersThatAreNoControls) {
    for (std::uint32_t number = 0; number < 0x200000; ++number) {
        const bool control = number < 0x20 || (number >= 0x7F && number <= 0x9F);
        const bool surrogate = number >= 0xD800 && number <= 0xDFFF;
        const bool plain = !control && !surrogate && number <= 0x10FFFF;
        ASSERT_EQ(is_plain_utf8(utf8(number)), plain) << std::hex << number;
    }
}

TEST(PlainUtf8, RefusesMalformedBytes) {
    const std::string_view malformed[] = {
        "\x80"sv,              // A following byte alone.
        "\xC3"sv,              // Cut short.
        "\xC3("sv,             // No following byte.
        "\xE2\x82"sv,          // Cut short.
        "\xE2\x28\xA1"sv,      // No second byte.
        "\xE2\x82("sv,         // No third byte.
        "\xE2\x82\xFF"sv,      // A third byte too large.
        "\xF0\x9F\x98"sv,      // Cut short.
        "\xF0\x9F\x98("sv,     // No fourth byte.
        "\xC0\xAF"sv,          // Overlong in two.
        "\xC1\xBF"sv,          // Overlong in two.
        "\xE0\x80\xAF"sv,      // Overlong in three.
        "\xF0\x80\x80\xAF"sv,  // Overlong in four.
        "\xED\xA0\x80"sv,      // A surrogate.
        "\xF4\x90\x80\x80"sv,  // Above U+10FFFF.
        "\xF5\x80\x80\x80"sv,
        "\xFE"sv,
        "\xFF"sv,
    };
    for (const std::string_view text : malformed) {
        EXPECT_FALSE(is_plain_utf8(text));
        EXPECT_FALSE(is_plain_utf8("before " + std::string(text)));
        EXPECT_FALSE(is_plain_utf8(std::string(text) + " behind"));
    }
}

TEST(PlainUtf8, JudgesEveryCharacterOfAText) {
    EXPECT_TRUE(is_plain_utf8(""));
    EXPECT_TRUE(is_plain_utf8("Grüße, 世界 \xF0\x9F\x98\x80"));
    EXPECT_FALSE(is_plain_utf8("one\ntwo"));
    EXPECT_FALSE(is_plain_utf8("nul\0"sv));
}

TEST(StreamName, IsOneTo255BytesOfPlainText) {
    EXPECT_FALSE(is_stream_name(""));
    EXPECT_TRUE(is_stream_name("p"));
    EXPECT_TRUE(is_stream_name("Ärzte und Pflege"));
    EXPECT_FALSE(is_stream_name("tab\there"));
    EXPECT_TRUE(is_stream_name(std::string(255, 'n')));
    EXPECT_FALSE(is_stream_name(std::string(256, 'n')));
}

TEST(Origin, IsMadeOfItsOwnCharactersOnly) {
    const std::string_view allowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/@%";
    for (int number = -128; number <= 127; ++number) {
        const auto character = static_cast<char>(number);
        const bool good = allowed.find(character) != std::string_view::npos;
        EXPECT_EQ(is_origin(std::string(1, character)), good) << number;
    }
}

TEST(Origin, IsOneTo255Bytes) {
    EXPECT_FALSE(is_origin(""));
    EXPECT_TRUE(is_origin(std::string(255, 'o')));
    EXPECT_FALSE(is_origin(std::string(256, 'o')));
}

TEST(Origin, DoesNotStartLikeAnotherSignedMessage) {
    EXPECT_FALSE(is_origin("counterfoil/head/v1"));
    EXPECT_FALSE(is_origin("counterfoil/"));
    EXPECT_FALSE(is_origin("cosignature/v1"));
    EXPECT_TRUE(is_origin("counterfoil"));
    EXPECT_TRUE(is_origin("counterfoil.example.org/log"));
    EXPECT_TRUE(is_origin("example.org/counterfoil/"));
}

}  // namespace
}  // namespace counterfoil::format
