// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/derive.h"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "ledger/crypto/encoding.h"
#include "tests/support/hex.h"

namespace counterfoil::crypto {
namespace {

using support::unhex;

Bytes counting(std::uint8_t first, std::size_t count) {
    Bytes bytes(count);
    std::iota(bytes.begin(), bytes.end(), first);
    return bytes;
}

// RFC 5869 appendix A, of whose output 32 bytes are ours.
TEST(HkdfSha256, GivesTheAnswersOfItsStandard) {
    EXPECT_EQ(hex(hkdf_sha256(Bytes(22, 0x0b), counting(0x00, 13), counting(0xf0, 10)).view()),
              "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
    EXPECT_EQ(hex(hkdf_sha256(counting(0x00, 80), counting(0x60, 80), counting(0xb0, 80)).view()),
              "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c");
    EXPECT_EQ(hex(hkdf_sha256(Bytes(22, 0x0b), {}, {}).view()),
              "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
}

TEST(HkdfSha256DeathTest, NeedsAKey) {
    EXPECT_DEATH((void)hkdf_sha256({}, {}, {}), "needs a key");
}

Argon2Salt salt_of(std::string_view text) {
    Argon2Salt salt{};
    std::copy(text.begin(), text.end(), salt.begin());
    return salt;
}

std::string derived(std::string_view passphrase, std::string_view salt, const Argon2Cost& cost) {
    const auto key = argon2id(as_bytes(passphrase), salt_of(salt), cost);
    return key ? hex(key->view()) : key.error().message;
}

// Computed with OpenSSL 3.2's Argon2id, one lane.
TEST(Argon2id, GivesWhatAnotherImplementationGives) {
    EXPECT_EQ(derived("password", "somesaltsomesalt", {2, 256}),
              "cab746b4621993fdc91ec50787980b414a90a692f0bc68dfe19f9c25b3cba9ec");
    EXPECT_EQ(derived("password", "somesaltsomesalt", {3, 8}),
              "039b4dfbb07acfb48a53c0c9498d0067e5a309d9a2e6882786da29351deb487b");
    EXPECT_EQ(hex(argon2id(as_bytes("correct horse battery"), *exactly<Argon2Salt>(counting(0, 16)),
                           {3, 1024})
                      ->view()),
              "9377e2ae88000853c8bf0a152e12d1d8bff91736a24a98251f897e2149ea4f1a");
}

TEST(Argon2id, ChangesWithEachOfItsInputs) {
    const std::string base = derived("password", "somesaltsomesalt", {2, 256});
    EXPECT_NE(derived("passwore", "somesaltsomesalt", {2, 256}), base);
    EXPECT_NE(derived("password", "somesaltsomesalu", {2, 256}), base);
    EXPECT_NE(derived("password", "somesaltsomesalt", {3, 256}), base);
    EXPECT_NE(derived("password", "somesaltsomesalt", {2, 264}), base);
}

TEST(Argon2id, OpensTheReferenceImplementationsHashes) {
    const char* hash =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    EXPECT_TRUE(argon2id_opens(hash, as_bytes("password")));
    EXPECT_FALSE(argon2id_opens(hash, as_bytes("passwore")));
}

}  // namespace
}  // namespace counterfoil::crypto
