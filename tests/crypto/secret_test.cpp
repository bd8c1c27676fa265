// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/secret.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include <gtest/gtest.h>

#include "ledger/crypto/secret_bytes.h"

namespace counterfoil::crypto {
namespace {

Hash rising() {
    Hash bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
    return bytes;
}

TEST(Secret256, StartsZero) {
    EXPECT_TRUE(all_zero(Secret256().view()));
}

TEST(Secret256, HoldsWhatItWasGivenAndCopiesOnPurpose) {
    static_assert(!std::is_copy_constructible_v<Secret256> &&
                  !std::is_copy_assignable_v<Secret256>);
    const Secret256 secret{rising()};
    Secret256 copy = secret.copy();
    EXPECT_TRUE(equal_in_constant_time(copy.view(), rising()));
    copy.writable()[0] = 99;
    EXPECT_TRUE(equal_in_constant_time(secret.view(), rising()));
    EXPECT_FALSE(equal_in_constant_time(copy.view(), rising()));
}

TEST(Secret256, MovesWithoutCopying) {
    Secret256 first{rising()};
    const std::uint8_t* place = first.view().data();
    Secret256 second;
    second = std::move(first);
    EXPECT_EQ(second.view().data(), place);
    EXPECT_TRUE(equal_in_constant_time(second.view(), rising()));
}

TEST(Secret256DeathTest, UseAfterAMoveEndsTheProgram) {
    Secret256 first{rising()};
    const Secret256 second = std::move(first);
    EXPECT_DEATH((void)first.view(), "moved away");  // NOLINT(bugprone-use-after-move)
}

TEST(SecretBytes, CountOnlyWhatTheyWereToldTo) {
    SecretBytes secret(8);
    EXPECT_EQ(secret.size(), 0U);
    EXPECT_TRUE(all_zero(secret.room()));
    std::fill(secret.room().begin(), secret.room().end(), std::uint8_t{7});
    secret.resize(3);
    EXPECT_EQ(secret.view().size(), 3U);
    EXPECT_FALSE(all_zero(secret.view()));
    EXPECT_TRUE(all_zero(ByteView(secret.room()).subspan(3))) << "what does not count is wiped";
    secret.append(as_bytes("end"));
    const SecretBytes moved = std::move(secret);
    EXPECT_EQ(as_text(moved.view()),
              "\x07\x07\x07"
              "end");
}

TEST(SecretBytesDeathTest, AStepBeyondTheEndEndsTheProgram) {
    SecretBytes secret(100);
    volatile std::uint8_t* bytes = secret.room().data();
    EXPECT_DEATH(bytes[100] = 1, "");
    EXPECT_DEATH(secret.resize(101), "stays within its memory");
    EXPECT_DEATH(secret.append(Bytes(101)), "stays within its memory");
}

TEST(Wipe, OverwritesEveryByteAndTakesNothing) {
    Hash bytes = rising();
    wipe(bytes);
    EXPECT_TRUE(all_zero(bytes));
    wipe({});
}

TEST(EqualInConstantTime, SeesEveryByteAndTheLength) {
    const Hash bytes = rising();
    EXPECT_TRUE(equal_in_constant_time(bytes, rising()));
    EXPECT_TRUE(equal_in_constant_time({}, {}));
    EXPECT_FALSE(equal_in_constant_time(bytes, ByteView(bytes).first(31)));
    EXPECT_FALSE(equal_in_constant_time(ByteView(bytes).first(31), bytes));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        Hash other = bytes;
        other[i] ^= 0x80U;
        EXPECT_FALSE(equal_in_constant_time(bytes, other)) << i;
    }
}

}  // namespace
}  // namespace counterfoil::crypto
