// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/crc32c.h"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "tests/support/hex.h"

namespace counterfoil::crypto {
namespace {

TEST(Crc32c, GivesThePublishedCheckValue) {
    EXPECT_EQ(crc32c(as_bytes("123456789")), 0xe3069283U);
}

// RFC 3720 appendix B.4.
TEST(Crc32c, GivesTheValuesOfRfc3720) {
    Bytes rising(32);
    std::iota(rising.begin(), rising.end(), std::uint8_t{0});
    const Bytes falling(rising.rbegin(), rising.rend());
    const Bytes read_command = support::unhex(
        "01c00000000000000000000000000000"
        "14000000000004000000001400000018"
        "28000000000000000200000000000000");
    const struct {
        Bytes bytes;
        std::uint32_t crc;
    } cases[] = {
        {Bytes(32, 0x00), 0x8a9136aaU}, {Bytes(32, 0xff), 0x62a8ab43U}, {rising, 0x46dd794eU},
        {falling, 0x113fdb5cU},         {read_command, 0xd9963a56U},
    };
    for (const auto& test : cases) EXPECT_EQ(crc32c(test.bytes), test.crc) << hex(test.bytes);
}

TEST(Crc32c, OfNothingIsZeroAndChangesNothing) {
    EXPECT_EQ(crc32c({}), 0U);
    EXPECT_EQ(crc32c({}, 0x12345678U), 0x12345678U);
}

TEST(Crc32c, GoesOnWhereEarlierBytesEnded) {
    Bytes bytes(300);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{7});
    const std::uint32_t whole = crc32c(bytes);
    for (std::size_t split = 0; split <= bytes.size(); ++split) {
        const ByteView view(bytes);
        EXPECT_EQ(crc32c(view.subspan(split), crc32c(view.first(split))), whole) << split;
    }
}

// A second implementation, bit by bit, catches a library that is right on short inputs only.
TEST(Crc32c, AgreesWithTheDefinitionAtEveryLengthAndAlignment) {
    Bytes bytes(4200);
    std::uint32_t state = 1;
    for (std::uint8_t& byte : bytes) {
        state = state * 1664525U + 1013904223U;
        byte = static_cast<std::uint8_t>(state >> 24U);
    }
    const auto definition = [](ByteView view) {
        std::uint32_t crc = ~0U;
        for (const std::uint8_t byte : view) {
            crc ^= byte;
            for (int bit = 0; bit < 8; ++bit) {
                crc = (crc & 1U) != 0 ? (crc >> 1U) ^ 0x82f63b78U : crc >> 1U;
            }
        }
        return ~crc;
    };
    for (std::size_t start = 0; start < 16; ++start) {
        for (const std::size_t length : {1U, 7U, 8U, 15U, 16U, 63U, 64U, 65U, 180U, 1023U, 4096U}) {
            const ByteView view = ByteView(bytes).subspan(start, length);
            EXPECT_EQ(crc32c(view), definition(view)) << start << "+" << length;
        }
    }
}

}  // namespace
}  // namespace counterfoil::crypto
