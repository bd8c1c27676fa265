// SPDX-License-Identifier: Apache-2.0
// What libipsec-mb writes is what OpenSSL writes, byte for byte. On a machine without it both are
// OpenSSL, and the claims hold all the more.
#include "ledger/crypto/accelerator.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "ledger/crypto/hash.h"
#include "ledger/crypto/hash_lanes.h"
#include "ledger/crypto/xaes_gcm.h"

namespace counterfoil::crypto {
namespace {

// Makes objects that use OpenSSL only, as long as it lives.
struct OpensslOnly {
    OpensslOnly() { allow_accelerator(false); }
    ~OpensslOnly() { allow_accelerator(true); }
};

class Bytewise {
  public:
    Bytes next(std::size_t size) {
        Bytes bytes(size);
        for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_());
        return bytes;
    }

  private:
    std::mt19937 random_{20261126};
};

Bytes sealed_by(XaesGcm& cipher, const Secret256& key, const Nonce192& nonce, ByteView data,
                ByteView plaintext) {
    Bytes sealed(plaintext.size() + kTagSize);
    cipher.seal(key, nonce, data, plaintext, sealed);
    return sealed;
}

TEST(Accelerator, SealsAsOpensslDoesAtEveryLength) {
    Bytewise bytes;
    XaesGcm accelerated;
    XaesGcm reference;
    {
        const OpensslOnly only;
        EXPECT_EQ(sealing_implementation(), "openssl");
        // The choice is made by the first seal.
        static_cast<void>(sealed_by(reference, Secret256{}, Nonce192{}, {}, {}));
    }
    std::vector<std::size_t> lengths;
    for (std::size_t length = 0; length < 1200; ++length) lengths.push_back(length);
    for (const std::size_t length : {4095U, 4096U, 65537U, 1'000'003U}) lengths.push_back(length);
    for (const std::size_t length : lengths) {
        const Bytes secret = bytes.next(Secret256::kSize);
        const Secret256 key{std::span<const std::uint8_t, Secret256::kSize>(secret)};
        Nonce192 nonce;
        const Bytes random = bytes.next(nonce.size());
        std::copy(random.begin(), random.end(), nonce.begin());
        const Bytes data = bytes.next(length % 400);
        const Bytes plaintext = bytes.next(length);
        const Bytes sealed = sealed_by(accelerated, key, nonce, data, plaintext);
        ASSERT_EQ(sealed, sealed_by(reference, key, nonce, data, plaintext)) << length;
        Bytes opened(length);
        ASSERT_TRUE(reference.open(key, nonce, data, sealed, opened)) << length;
        ASSERT_EQ(opened, plaintext);
        // In place, as frames are sealed.
        Bytes place = plaintext;
        place.resize(length + kTagSize);
        accelerated.seal(key, nonce, data, ByteView(place).first(length), place);
        ASSERT_EQ(place, sealed) << length;
    }
}

TEST(Accelerator, HashesInLanesAsOneByOne) {
    Bytewise bytes;
    HashLanes lanes;
    for (const std::size_t count : {0U, 1U, 11U, 12U, 13U, 16U, 17U, 100U, 1000U}) {
        std::vector<Bytes> contents;
        for (std::size_t i = 0; i < count; ++i) contents.push_back(bytes.next(i * 7 % 1300));
        if (count > 16) {
            for (const std::size_t size : {32768U, 32769U, 65535U, 65536U, 200'000U}) {
                contents[size % count] = bytes.next(size);
            }
        }
        const std::vector<ByteView> messages(contents.begin(), contents.end());
        std::vector<Hash> hashes(count);
        lanes.digest(messages, hashes);
        for (std::size_t i = 0; i < count; ++i) {
            ASSERT_EQ(hashes[i], sha256(messages[i])) << i << " of " << count;
        }
    }
}

TEST(Accelerator, CanBeTurnedOff) {
    {
        const OpensslOnly only;
        EXPECT_EQ(hashing_implementation(), "openssl");
        EXPECT_EQ(AcceleratedGcm::make(), nullptr);
        EXPECT_EQ(AcceleratedLanes::make(), nullptr);
    }
    EXPECT_EQ(AcceleratedGcm::make() != nullptr, sealing_implementation() == "libipsec-mb");
    EXPECT_EQ(AcceleratedLanes::make() != nullptr, hashing_implementation() == "libipsec-mb");
}

}  // namespace
}  // namespace counterfoil::crypto
