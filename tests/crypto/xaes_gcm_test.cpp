// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/xaes_gcm.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "tests/support/hex.h"

namespace counterfoil::crypto {
namespace {

using support::unhex;

Secret256 key_of(std::uint8_t byte) {
    Secret256 key;
    std::fill_n(key.writable().begin(), Secret256::kSize, byte);
    return key;
}

Nonce192 alphabet() {
    Nonce192 nonce;
    std::copy_n("ABCDEFGHIJKLMNOPQRSTUVWX", nonce.size(), nonce.begin());
    return nonce;
}

Bytes seal(XaesGcm& xaes, const Secret256& record_key, const Nonce192& nonce, ByteView aad,
           ByteView plaintext) {
    Bytes sealed(plaintext.size() + kTagSize);
    xaes.seal(record_key, nonce, aad, plaintext, sealed);
    return sealed;
}

constexpr struct {
    std::uint8_t key_byte;
    std::string_view aad;
    std::string_view record_key;
    std::string_view sealed;
} kC2sp[] = {
    {0x01, "", "c8612c9ed53fe43e8e005b828a1631a0bbcb6ab2f46514ec4f439fcfd0fa969b",
     "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"},
    {0x03, "c2sp.org/XAES-256-GCM",
     "e9c621d4cdd9b11b00a6427ad7e559aeedd66b3857646677748f8ca796cb3fd8",
     "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"},
};

TEST(XaesGcm, GivesTheValuesOfC2sp) {
    const ByteView plaintext = as_bytes("XAES-256-GCM");
    XaesGcm xaes;
    for (const auto& vector : kC2sp) {
        const Secret256 key = xaes.record_key(key_of(vector.key_byte), alphabet());
        EXPECT_EQ(hex(key.view()), vector.record_key);
        const Bytes sealed = seal(xaes, key, alphabet(), as_bytes(vector.aad), plaintext);
        EXPECT_EQ(hex(sealed), vector.sealed);
        Bytes opened(plaintext.size());
        EXPECT_TRUE(xaes.open(key, alphabet(), as_bytes(vector.aad), sealed, opened));
        EXPECT_EQ(as_text(opened), "XAES-256-GCM");
    }
}

// C2SP's accumulated test: inputs from one SHAKE-128 stream, all outputs into another.
class Shake128 {
  public:
    Shake128() {
        require(EVP_DigestInit_ex2(context_.get(), EVP_shake128(), nullptr) == 1, "init");
    }
    void update(ByteView bytes) {
        require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1, "update");
    }
    Bytes finish(std::size_t size) {
        Bytes bytes(size);
        require(EVP_DigestFinalXOF(context_.get(), bytes.data(), size) == 1, "final");
        return bytes;
    }

  private:
    std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

TEST(XaesGcm, GivesTheAccumulatedValueOfTenThousandMessages) {
    constexpr int kRounds = 10000;
    constexpr std::size_t kRoundSizeMax = 32 + 24 + 1 + 255 + 1 + 255;
    const Bytes stream = Shake128().finish(kRounds * kRoundSizeMax);
    EXPECT_EQ(hex(ByteView(stream).first(16)), "7f9c2ba4e88f827d616045507605853e");
    ByteView rest(stream);
    const auto take = [&rest](std::size_t size) {
        const ByteView taken = rest.first(size);
        rest = rest.subspan(size);
        return taken;
    };
    Shake128 outputs;
    XaesGcm xaes;
    Secret256 record_key;
    for (int round = 0; round < kRounds; ++round) {
        const Secret256 key{take(32).first<32>()};
        Nonce192 nonce;
        std::copy_n(take(24).begin(), nonce.size(), nonce.begin());
        const ByteView plaintext = take(take(1)[0]);
        const ByteView aad = take(take(1)[0]);
        xaes.record_key_into(key, nonce, record_key);
        const Bytes sealed = seal(xaes, record_key, nonce, aad, plaintext);
        outputs.update(sealed);
        Bytes opened(plaintext.size());
        ASSERT_TRUE(xaes.open(record_key, nonce, aad, sealed, opened)) << round;
        ASSERT_TRUE(std::equal(opened.begin(), opened.end(), plaintext.begin(), plaintext.end()));
    }
    EXPECT_EQ(hex(outputs.finish(32)),
              "e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939");
}

TEST(XaesGcm, SealsAndOpensInPlace) {
    XaesGcm xaes;
    const Secret256 key = xaes.record_key(key_of(0x01), alphabet());
    Bytes buffer(as_bytes("XAES-256-GCM").begin(), as_bytes("XAES-256-GCM").end());
    buffer.resize(buffer.size() + kTagSize);
    const MutableByteView whole(buffer);
    const MutableByteView text = whole.first(buffer.size() - kTagSize);
    xaes.seal(key, alphabet(), {}, text, whole);
    EXPECT_EQ(hex(buffer), kC2sp[0].sealed);
    EXPECT_TRUE(xaes.open(key, alphabet(), {}, whole, text));
    EXPECT_EQ(as_text(text), "XAES-256-GCM");
}

TEST(XaesGcm, SealsAnEmptyMessage) {
    XaesGcm xaes;
    const Secret256 key = xaes.record_key(key_of(0x07), alphabet());
    const Bytes sealed = seal(xaes, key, alphabet(), as_bytes("aad"), {});
    EXPECT_EQ(sealed.size(), kTagSize);
    EXPECT_TRUE(xaes.open(key, alphabet(), as_bytes("aad"), sealed, {}));
    EXPECT_FALSE(xaes.open(key, alphabet(), as_bytes("AAD"), sealed, {}));
}

TEST(XaesGcm, SealsAMessageOfManyBlocks) {
    XaesGcm xaes;
    const Secret256 key = xaes.record_key(key_of(0x07), alphabet());
    const Bytes plaintext(16U << 20U, 0x5a);
    const Bytes sealed = seal(xaes, key, alphabet(), {}, plaintext);
    Bytes opened(plaintext.size());
    EXPECT_TRUE(xaes.open(key, alphabet(), {}, sealed, opened));
    EXPECT_EQ(opened, plaintext);
}

TEST(XaesGcm, OpensNothingThatWasChangedAndWipesThePlaintext) {
    XaesGcm xaes;
    const Secret256 key = xaes.record_key(key_of(0x03), alphabet());
    const ByteView aad = as_bytes("c2sp.org/XAES-256-GCM");
    const Bytes sealed = unhex(kC2sp[1].sealed);
    const auto refuses = [&](const Secret256& with_key, const Nonce192& nonce, ByteView with_aad,
                             const Bytes& bytes) {
        Bytes plaintext(bytes.size() < kTagSize ? 12 : bytes.size() - kTagSize, 0xee);
        return !xaes.open(with_key, nonce, with_aad, bytes, plaintext) && all_zero(plaintext);
    };
    ASSERT_FALSE(refuses(key, alphabet(), aad, sealed));
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        Bytes changed = sealed;
        changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_TRUE(refuses(key, alphabet(), aad, changed)) << "bit " << bit;
    }
    for (std::size_t size = 0; size < sealed.size(); ++size) {
        const Bytes shorter(sealed.begin(), sealed.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_TRUE(refuses(key, alphabet(), aad, shorter)) << size << " bytes";
    }
    Bytes longer = sealed;
    longer.push_back(0);
    EXPECT_TRUE(refuses(key, alphabet(), aad, longer));
    EXPECT_TRUE(refuses(key, alphabet(), aad.first(aad.size() - 1), sealed));
    EXPECT_TRUE(refuses(key, alphabet(), {}, sealed));
    for (std::size_t i = 12; i < 24; ++i) {
        Nonce192 nonce = alphabet();
        nonce[i] ^= 1U;
        EXPECT_TRUE(refuses(key, nonce, aad, sealed)) << "nonce byte " << i;
    }
    Secret256 other = key.copy();
    other.writable()[31] ^= 1U;
    EXPECT_TRUE(refuses(other, alphabet(), aad, sealed));
    ASSERT_FALSE(refuses(key, alphabet(), aad, sealed)) << "a failure must leave nothing behind";
}

TEST(XaesGcm, DerivesAnotherRecordKeyForEveryByteOfTheFirstHalfOfTheNonceOnly) {
    XaesGcm xaes;
    const Secret256 data_key = key_of(0x01);
    for (std::size_t i = 0; i < 24; ++i) {
        Nonce192 nonce = alphabet();
        nonce[i] ^= 1U;
        EXPECT_EQ(hex(xaes.record_key(data_key, nonce).view()) == kC2sp[0].record_key, i >= 12);
    }
}

TEST(XaesGcm, GoesOnAfterAMove) {
    XaesGcm first;
    XaesGcm second = std::move(first);
    EXPECT_EQ(hex(second.record_key(key_of(0x01), alphabet()).view()), kC2sp[0].record_key);
}

TEST(XaesGcmDeathTest, APlaceOfAnotherSizeEndsTheProgram) {
    XaesGcm xaes;
    const Secret256 key = key_of(0x01);
    Bytes place(20);
    EXPECT_DEATH(xaes.seal(key, alphabet(), {}, as_bytes("12345"), place), "another size");
    EXPECT_DEATH((void)xaes.open(key, alphabet(), {}, Bytes(20), place), "another size");
}

}  // namespace
}  // namespace counterfoil::crypto
