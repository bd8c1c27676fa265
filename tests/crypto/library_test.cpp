// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/library.h"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/crypto/known_answers.h"

namespace counterfoil::crypto {
namespace {

TEST(Library, StartsAgainAndAgain) {
    EXPECT_TRUE(start().ok());
    EXPECT_TRUE(start().ok());
}

TEST(Library, KnowsAnAnswerOfEveryPrimitive) {
    std::string names;
    for (const KnownAnswer& answer : known_answers()) {
        EXPECT_TRUE(answer.holds()) << answer.primitive;
        names += std::string(answer.primitive) + ";";
    }
    for (const char* name :
         {"SHA-256;", "HMAC-SHA-256;", "CRC-32C;", "AES-256-CMAC;", "XAES-256-GCM;",
          "HKDF-SHA-256;", "Argon2id;", "Ed25519;", "base64;"}) {
        EXPECT_THAT(names, ::testing::HasSubstr(name));
    }
}

TEST(Library, NamesTheFirstPrimitiveThatGivesAWrongAnswer) {
    const KnownAnswer answers[] = {
        {"first", [] { return true; }},
        {"second", [] { return false; }},
        {"third", [] { return false; }},
    };
    const Status status = check(answers);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::kUnsupported);
    EXPECT_THAT(status.error().message, ::testing::StartsWith("second gives a wrong answer"));
}

TEST(Library, StatesTheVersionsThatRun) {
    EXPECT_THAT(openssl_version(), ::testing::StartsWith("OpenSSL 3."));
    EXPECT_THAT(sodium_version(), ::testing::StartsWith("1."));
}

}  // namespace
}  // namespace counterfoil::crypto
