// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/sign.h"

#include <utility>

#include <gtest/gtest.h>

#include "tests/support/hex.h"

namespace counterfoil::crypto {
namespace {

using support::unhex;
using support::unhex_array;

SigningKey key_of(std::string_view seed) {
    return SigningKey{Secret256(unhex_array<Hash>(seed))};
}

// RFC 8032 section 7.1: tests 1, 2, 3 and SHA(abc).
constexpr struct {
    std::string_view seed;
    std::string_view public_key;
    std::string_view message;
    std::string_view signature;
} kRfc8032[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
    {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
     "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
     "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"},
};

TEST(Ed25519, GivesTheValuesOfRfc8032) {
    for (const auto& vector : kRfc8032) {
        const SigningKey key = key_of(vector.seed);
        const Signature signature = key.sign(unhex(vector.message));
        EXPECT_EQ(hex(key.public_key()), vector.public_key);
        EXPECT_EQ(hex(signature), vector.signature);
        EXPECT_TRUE(verify(key.public_key(), unhex(vector.message), signature));
    }
}

TEST(Ed25519, RefusesEveryChangedBitOfKeySignatureAndMessage) {
    const SigningKey key = key_of(kRfc8032[2].seed);
    const Bytes message = unhex(kRfc8032[2].message);
    const Signature signature = key.sign(message);
    for (std::size_t bit = 0; bit < 512; ++bit) {
        Signature changed = signature;
        changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_FALSE(verify(key.public_key(), message, changed)) << "signature bit " << bit;
    }
    for (std::size_t bit = 0; bit < 256; ++bit) {
        PublicKey changed = key.public_key();
        changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_FALSE(verify(changed, message, signature)) << "key bit " << bit;
    }
    for (std::size_t bit = 0; bit < message.size() * 8; ++bit) {
        Bytes changed = message;
        changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_FALSE(verify(key.public_key(), changed, signature)) << "message bit " << bit;
    }
    EXPECT_FALSE(verify(key.public_key(), ByteView(message).first(1), signature));
}

TEST(Ed25519, RefusesAnSThatIsNotReduced) {
    // S + L satisfies the same equation, so a lax verifier would take two signatures for one.
    const SigningKey key = key_of(kRfc8032[1].seed);
    const Bytes message = unhex(kRfc8032[1].message);
    Signature signature = key.sign(message);
    const Bytes order = unhex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    unsigned carry = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const unsigned sum = signature[32 + i] + order[i] + carry;
        signature[32 + i] = static_cast<std::uint8_t>(sum);
        carry = sum >> 8U;
    }
    ASSERT_EQ(carry, 0U);
    EXPECT_FALSE(verify(key.public_key(), message, signature));
}

TEST(Ed25519, RefusesKeysOfSmallOrder) {
    // Under such a key, R = identity and S = 0 would "sign" whole families of messages.
    Signature signature{};
    signature[0] = 1;
    for (const std::string_view key : {
             "0000000000000000000000000000000000000000000000000000000000000000",
             "0100000000000000000000000000000000000000000000000000000000000000",
             "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
             "0000000000000000000000000000000000000000000000000000000000000080",
             "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
             "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
             "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
             "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
         }) {
        for (std::uint8_t message = 0; message < 16; ++message) {
            EXPECT_FALSE(verify(unhex_array<PublicKey>(key), {&message, 1}, signature)) << key;
        }
    }
}

TEST(Ed25519, SignsTheSameAfterAMove) {
    SigningKey first = key_of(kRfc8032[0].seed);
    SigningKey second = key_of(kRfc8032[1].seed);
    second = std::move(first);
    EXPECT_EQ(hex(second.public_key()), kRfc8032[0].public_key);
    EXPECT_EQ(hex(second.sign({})), kRfc8032[0].signature);
}

}  // namespace
}  // namespace counterfoil::crypto
