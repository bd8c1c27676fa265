// SPDX-License-Identifier: Apache-2.0
#include "ledger/base/result.h"

#include <memory>

#include <gtest/gtest.h>

namespace counterfoil {
namespace {

Result<int> half(int number) {
    if (number % 2 != 0) return Error{ErrorCode::kInvalidArgument, "an odd number"};
    return number / 2;
}

TEST(Result, HoldsAValueOrAnError) {
    const Result<int> good = half(8);
    EXPECT_TRUE(good.ok());
    EXPECT_TRUE(static_cast<bool>(good));
    EXPECT_EQ(good.value(), 4);
    EXPECT_EQ(*good, 4);

    const Result<int> bad = half(7);
    EXPECT_FALSE(bad.ok());
    EXPECT_FALSE(static_cast<bool>(bad));
    EXPECT_EQ(bad.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(bad.error().message, "an odd number");
}

TEST(Result, GivesItsValueAway) {
    Result<std::unique_ptr<int>> result{std::make_unique<int>(5)};
    EXPECT_EQ(**result, 5);
    const std::unique_ptr<int> taken = std::move(result).value();
    EXPECT_EQ(*taken, 5);
    Result<std::string> text{std::string("abc")};
    EXPECT_EQ(text->size(), 3U);
    text->push_back('d');
    EXPECT_EQ(*text, "abcd");
}

TEST(Result, TellsAnErrorFromAValueOfTheSameType) {
    const Result<std::string> value{std::string("text")};
    EXPECT_TRUE(value.ok());
    const Result<std::string> error{Error{ErrorCode::kIo, "text"}};
    EXPECT_FALSE(error.ok());
}

TEST(Result, OfNothingIsGoodUnlessAnErrorIsGiven) {
    const Status good;
    EXPECT_TRUE(good.ok());
    const Status bad = Error{ErrorCode::kNoSpace, "the device is full"};
    EXPECT_FALSE(bad.ok());
    EXPECT_EQ(bad.error().code, ErrorCode::kNoSpace);
}

TEST(ResultDeathTest, TheValueOfAnErrorEndsTheProgramWithItsMessage) {
    const Result<int> bad = half(7);
    EXPECT_DEATH((void)bad.value(), "value of a failed result: an odd number");
    EXPECT_DEATH((void)*bad, "an odd number");
}

TEST(RequireDeathTest, EndsTheProgramOnlyWhenTheInvariantIsBroken) {
    require(true, "nothing");
    EXPECT_DEATH(require(false, "the sky fell"), "broken invariant: the sky fell");
}

}  // namespace
}  // namespace counterfoil
