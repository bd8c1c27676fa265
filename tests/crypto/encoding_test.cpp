// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/encoding.h"

#include <string>

#include <gtest/gtest.h>

namespace counterfoil::crypto {
namespace {

using namespace std::string_view_literals;

// RFC 4648 section 10.
TEST(Base64, GivesAndTakesTheVectorsOfRfc4648) {
    const struct {
        std::string_view bytes;
        std::string_view text;
    } cases[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
        {"\xfb\xff\xfe", "+//+"},
    };
    for (const auto& test : cases) {
        EXPECT_EQ(base64(as_bytes(test.bytes)), test.text);
        const std::optional<Bytes> bytes = from_base64(test.text);
        ASSERT_TRUE(bytes.has_value()) << test.text;
        EXPECT_EQ(as_text(*bytes), test.bytes);
    }
}

TEST(Base64, RefusesEveryTextThatIsNotTheCanonicalOne) {
    const std::string_view cases[] = {
        "Zg",        // Padding is missing.
        "Zg=",       // Half of it is missing.
        "Zg===",     // Too much padding.
        "Z",         // Not even one byte.
        "====",      // Padding of nothing.
        "=Zg=",      // Padding at the start.
        "Zg==Zg==",  // Text after padding.
        "Zh==",      // Trailing bits.
        "Zm9=",      // Trailing bits.
        "Zm9v\n",    // A line end.
        "Zm9v\n\n\n\n",
        " Zm9v",
        "Zm 9v",
        "Zm9v    ",
        "-__-",  // The alphabet of URLs.
        "Zm9\0"sv,
        "Zm\0v"sv,
        "\0\0\0\0"sv,
        "Zm9\xc3",
    };
    for (const std::string_view text : cases)
        EXPECT_FALSE(from_base64(text)) << hex(as_bytes(text));
}

TEST(Base64, OfEveryPairOfBytesComesBackAndNoOtherTextGivesIt) {
    for (unsigned value = 0; value < 65536; ++value) {
        const Bytes bytes{static_cast<std::uint8_t>(value >> 8U),
                          static_cast<std::uint8_t>(value & 0xffU)};
        std::string text = base64(bytes);
        ASSERT_EQ(from_base64(text), bytes);
        // The third letter carries two bits of nothing: only one of its four neighbours is good.
        ++text[2];
        const std::optional<Bytes> other = from_base64(text);
        ASSERT_TRUE(!other || *other != bytes) << text;
    }
}

TEST(Base64, TakesItsAlphabetOnlyInEveryPlace) {
    const std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t place = 0; place < 4; ++place) {
        for (int value = 0; value < 256; ++value) {
            std::string text = "AAAA";
            text[place] = static_cast<char>(value);
            const bool good = alphabet.find(text[place]) != std::string_view::npos ||
                              (place == 3 && text[place] == '=');
            EXPECT_EQ(from_base64(text).has_value(), good) << hex(as_bytes(text));
        }
    }
}

TEST(Base64, IsAppendedToWhatIsThere) {
    std::string text = "root ";
    append_base64(text, as_bytes("foob"));
    EXPECT_EQ(text, "root Zm9vYg==");
}

TEST(Hex, IsLowerCaseAndTakesBothCases) {
    const Bytes bytes{0x00, 0x09, 0xaf, 0xff};
    EXPECT_EQ(hex(bytes), "0009afff");
    EXPECT_EQ(from_hex("0009afff"), bytes);
    EXPECT_EQ(from_hex("0009AFff"), bytes);
    EXPECT_EQ(hex({}), "");
    EXPECT_EQ(from_hex(""), Bytes());
}

TEST(Hex, RefusesAnythingElse) {
    for (const std::string_view text :
         {"0"sv, "000"sv, "0g"sv, " 00"sv, "00 "sv, "0 0 "sv, "0x00"sv, "00:00:"sv, "00\n0"sv,
          "0\0"sv, "\0\0"sv, "é"sv, "/0"sv, ":0"sv, "@0"sv, "G0"sv, "`0"sv}) {
        EXPECT_FALSE(from_hex(text)) << text;
    }
}

TEST(Hex, TakesItsDigitsOnlyInEveryPlace) {
    for (std::size_t place = 0; place < 2; ++place) {
        for (int value = 0; value < 256; ++value) {
            std::string text = "00";
            text[place] = static_cast<char>(value);
            const bool good = std::string_view("0123456789abcdefABCDEF").find(text[place]) !=
                              std::string_view::npos;
            EXPECT_EQ(from_hex(text).has_value(), good) << value;
        }
    }
}

TEST(Exactly, TakesTheRightLengthOnly) {
    using Four = std::array<std::uint8_t, 4>;
    EXPECT_EQ(exactly<Four>(from_hex("01020304")), (Four{1, 2, 3, 4}));
    EXPECT_FALSE(exactly<Four>(from_hex("010203")));
    EXPECT_FALSE(exactly<Four>(from_hex("0102030405")));
    EXPECT_FALSE(exactly<Four>(from_hex("")));
    EXPECT_FALSE(exactly<Four>(std::nullopt));
}

TEST(Base64, OfASecretIsTheSameAndStaysInGuardedMemory) {
    Secret256 secret;
    for (std::size_t i = 0; i < Secret256::kSize; ++i) {
        secret.writable()[i] = static_cast<std::uint8_t>(250 + i);
    }
    const std::string text = base64(secret.view());
    EXPECT_EQ(as_text(base64_of_secret(secret.view()).view()), text);
    const auto back = secret_from_base64(text);
    ASSERT_TRUE(back);
    EXPECT_TRUE(equal_in_constant_time(back->view(), secret.view()));

    std::string loose = text;
    loose[42] = static_cast<char>(loose[42] + 1);  // Bits behind the last byte.
    EXPECT_FALSE(secret_from_base64(loose));
    for (const std::string& bad : {std::string(), text.substr(4), text + "AAAA", text + " ",
                                   text.substr(0, 43), base64(Bytes(31)), base64(Bytes(33))}) {
        EXPECT_FALSE(secret_from_base64(bad)) << bad;
    }
}

}  // namespace
}  // namespace counterfoil::crypto
