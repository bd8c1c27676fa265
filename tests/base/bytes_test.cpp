// SPDX-License-Identifier: Apache-2.0
#include "ledger/base/bytes.h"

#include <gtest/gtest.h>

namespace counterfoil {
namespace {

using namespace std::string_view_literals;

TEST(Bytes, AndTextAreTheSameMemorySeenTwoWays) {
    const std::string_view text = "a\0\xff"sv;
    const ByteView bytes = as_bytes(text);
    ASSERT_EQ(bytes.size(), 3U);
    EXPECT_EQ(bytes[2], 0xffU);
    EXPECT_EQ(as_text(bytes).data(), text.data());
    EXPECT_EQ(as_text(bytes), text);
    EXPECT_TRUE(as_bytes("").empty());
    EXPECT_TRUE(as_text({}).empty());
}

TEST(AllZero, SeesEveryByte) {
    EXPECT_TRUE(all_zero({}));
    Hash hash{};
    EXPECT_TRUE(all_zero(hash));
    for (std::uint8_t& byte : hash) {
        byte = 0x80;
        EXPECT_FALSE(all_zero(hash));
        byte = 0;
    }
}

}  // namespace
}  // namespace counterfoil
