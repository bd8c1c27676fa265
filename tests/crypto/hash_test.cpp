// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/hash.h"

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/hex.h"

namespace counterfoil::crypto {
namespace {

// FIPS 180-4 and NIST's examples.
struct ShaVector {
    std::string message;
    std::string_view hash;
};

const std::vector<ShaVector>& sha_vectors() {
    static const std::vector<ShaVector> vectors = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrl"
         "m"
         "nopqrsmnopqrstnopqrstu",
         "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
        {std::string(1000000, 'a'),
         "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
    };
    return vectors;
}

TEST(Sha256, GivesThePublishedValuesOneAfterTheOther) {
    Sha256 hasher;
    for (const ShaVector& vector : sha_vectors()) {
        EXPECT_EQ(hex(hasher.digest({as_bytes(vector.message)})), vector.hash);
        EXPECT_EQ(hex(sha256(as_bytes(vector.message))), vector.hash);
    }
}

TEST(Sha256, DoesNotSeeWhereThePartsAreCut) {
    const std::string message = sha_vectors()[3].message;
    const Hash whole = sha256(as_bytes(message));
    Sha256 hasher;
    for (std::size_t cut = 0; cut <= message.size(); ++cut) {
        const ByteView view = as_bytes(message);
        EXPECT_EQ(hasher.digest({view.first(cut), {}, view.subspan(cut)}), whole);
        hasher.update(view.first(cut));
        hasher.update({});
        hasher.update(view.subspan(cut));
        EXPECT_EQ(hasher.finish(), whole);
    }
}

TEST(Sha256, OfNoPartsIsTheHashOfNothing) {
    Sha256 hasher;
    EXPECT_EQ(hex(hasher.finish()), sha_vectors()[0].hash);
    EXPECT_EQ(hex(hasher.digest({})), sha_vectors()[0].hash);
}

TEST(Sha256, GoesOnAfterAMove) {
    Sha256 first;
    first.update(as_bytes("a"));
    Sha256 second = std::move(first);
    second.update(as_bytes("bc"));
    EXPECT_EQ(hex(second.finish()), sha_vectors()[1].hash);
}

TEST(Sha256, ServesEachThreadByItself) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([] {
            for (int round = 0; round < 1000; ++round) {
                const ShaVector& vector = sha_vectors()[static_cast<std::size_t>(round) % 4];
                ASSERT_EQ(hex(sha256(as_bytes(vector.message))), vector.hash);
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
}

TEST(Sha256DeathTest, DigestInTheMiddleOfAMessageEndsTheProgram) {
    Sha256 hasher;
    hasher.update(as_bytes("half"));
    EXPECT_DEATH((void)hasher.digest({as_bytes("x")}), "in the middle of another message");
}

// RFC 4231 section 4. Case 5 states only the first half of the value.
TEST(HmacSha256, GivesTheValuesOfRfc4231) {
    const struct {
        Bytes key;
        std::string data;
        std::string_view value;
    } cases[] = {
        {Bytes(20, 0x0b), "Hi There",
         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {support::unhex("4a656665"), "what do ya want for nothing?",
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {Bytes(20, 0xaa), std::string(50, '\xdd'),
         "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
        {support::unhex("0102030405060708090a0b0c0d0e0f10111213141516171819"),
         std::string(50, '\xcd'),
         "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
        {Bytes(20, 0x0c), "Test With Truncation", "a3b6167473100ee06e0c796c2955552b"},
        {Bytes(131, 0xaa), "Test Using Larger Than Block-Size Key - Hash Key First",
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
        {Bytes(131, 0xaa),
         "This is a test using a larger than block-size key and a larger than block-size data. The "
         "key needs to be hashed before being used by the HMAC algorithm.",
         "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
    };
    for (const auto& test : cases) {
        const ByteView data = as_bytes(test.data);
        const std::string whole = hex(hmac_sha256(test.key, {data}));
        EXPECT_EQ(whole.substr(0, test.value.size()), test.value);
        EXPECT_EQ(hex(hmac_sha256(test.key, {data.first(3), {}, data.subspan(3)})), whole);
    }
}

TEST(HmacSha256, TakesAnEmptyKeyAndAnEmptyMessage) {
    EXPECT_EQ(hex(hmac_sha256({}, {})),
              "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

}  // namespace
}  // namespace counterfoil::crypto
