// SPDX-License-Identifier: Apache-2.0
// Project Wycheproof's vectors, good and bad, when they lie beside the checkout.

#include <algorithm>
#include <cstdio>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "ledger/crypto/derive.h"
#include "ledger/crypto/sign.h"
#include "ledger/crypto/xaes_gcm.h"
#include "tests/support/hex.h"
#include "tests/support/shared_data.h"

namespace counterfoil::crypto {
namespace {

using nlohmann::json;
using support::unhex;

struct Tally {
    int good_accepted = 0;
    int bad_refused = 0;
    int unsupported = 0;

    void print(const char* what) const {
        std::printf("%s: %d good accepted, %d bad refused, %d unsupported\n", what, good_accepted,
                    bad_refused, unsupported);
    }
};

Bytes bytes_of(const json& test, const char* field) {
    return unhex(test.at(field).get<std::string>());
}

void judge(const json& test, bool accepted, Tally& tally) {
    const std::string expected = test.at("result");
    ASSERT_TRUE(expected == "valid" || expected == "invalid") << expected;
    EXPECT_EQ(accepted, expected == "valid") << test.dump();
    ++(accepted ? tally.good_accepted : tally.bad_refused);
}

// Our interface has 256-bit keys and, for the second step, 96-bit nonces: half of ours.
TEST(Wycheproof, AesGcm) {
    const auto path = support::shared_data("vectors/wycheproof/aes_gcm_test.json");
    if (!path) GTEST_SKIP() << "no vectors beside the checkout";
    Tally tally;
    XaesGcm xaes;
    const json vectors = json::parse(support::read_text(*path));
    for (const json& group : vectors.at("testGroups")) {
        const bool supported =
            group.at("keySize") == 256 && group.at("ivSize") == 96 && group.at("tagSize") == 128;
        for (const json& test : group.at("tests")) {
            if (!supported) {
                ++tally.unsupported;
                continue;
            }
            const Secret256 key{support::unhex_array<Hash>(test.at("key").get<std::string>())};
            Nonce192 nonce{};
            const Bytes half = bytes_of(test, "iv");
            std::copy(half.begin(), half.end(), nonce.begin() + 12);
            const Bytes plaintext = bytes_of(test, "msg");
            const Bytes associated_data = bytes_of(test, "aad");
            Bytes sealed = bytes_of(test, "ct");
            const Bytes tag = bytes_of(test, "tag");
            sealed.insert(sealed.end(), tag.begin(), tag.end());

            Bytes opened(plaintext.size());
            const bool accepted = xaes.open(key, nonce, associated_data, sealed, opened);
            judge(test, accepted, tally);
            if (!accepted) {
                EXPECT_TRUE(all_zero(opened)) << test.dump();
                continue;
            }
            EXPECT_EQ(opened, plaintext) << test.dump();
            Bytes again(sealed.size());
            xaes.seal(key, nonce, associated_data, plaintext, again);
            EXPECT_EQ(again, sealed) << test.dump();
        }
    }
    tally.print("Wycheproof AES-GCM");
    EXPECT_EQ(tally.good_accepted + tally.bad_refused + tally.unsupported,
              vectors.at("numberOfTests"));
    EXPECT_GT(tally.good_accepted, 0);
    EXPECT_GT(tally.bad_refused, 0);
}

// A signature that is not 64 bytes long cannot even be passed; it counts as refused.
TEST(Wycheproof, Ed25519) {
    const auto path = support::shared_data("vectors/wycheproof/ed25519_test.json");
    if (!path) GTEST_SKIP() << "no vectors beside the checkout";
    Tally tally;
    const json vectors = json::parse(support::read_text(*path));
    for (const json& group : vectors.at("testGroups")) {
        const auto key =
            support::unhex_array<PublicKey>(group.at("publicKey").at("pk").get<std::string>());
        for (const json& test : group.at("tests")) {
            const auto signature = exactly<Signature>(bytes_of(test, "sig"));
            judge(test, signature && verify(key, bytes_of(test, "msg"), *signature), tally);
        }
    }
    tally.print("Wycheproof Ed25519");
    EXPECT_EQ(tally.good_accepted + tally.bad_refused, vectors.at("numberOfTests"));
    EXPECT_GT(tally.good_accepted, 0);
    EXPECT_GT(tally.bad_refused, 0);
}

// Our interface gives 32 bytes. HKDF gives the same bytes whatever the length that is asked for, so
// every valid case is compared as far as both go; what is invalid asks for more than HKDF can give.
TEST(Wycheproof, HkdfSha256) {
    const auto path = support::shared_data("vectors/wycheproof/hkdf_sha256_test.json");
    if (!path) GTEST_SKIP() << "no vectors beside the checkout";
    Tally tally;
    const json vectors = json::parse(support::read_text(*path));
    for (const json& group : vectors.at("testGroups")) {
        for (const json& test : group.at("tests")) {
            const std::size_t asked = test.at("size");
            if (test.at("result") == "invalid") {
                EXPECT_GT(asked, 255U * 32U) << test.dump();
                ++tally.unsupported;
                continue;
            }
            Bytes expected = bytes_of(test, "okm");
            ASSERT_EQ(expected.size(), asked);
            expected.resize(std::min(asked, Secret256::kSize));
            const Secret256 derived =
                hkdf_sha256(bytes_of(test, "ikm"), bytes_of(test, "salt"), bytes_of(test, "info"));
            judge(test, equal_in_constant_time(derived.view().first(expected.size()), expected),
                  tally);
        }
    }
    tally.print("Wycheproof HKDF-SHA-256");
    EXPECT_EQ(tally.good_accepted + tally.unsupported, vectors.at("numberOfTests"));
    EXPECT_GT(tally.good_accepted, 0);
}

}  // namespace
}  // namespace counterfoil::crypto
