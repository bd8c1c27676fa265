// SPDX-License-Identifier: Apache-2.0
// One ciphertext that AES-GCM opens under two keys, to two texts: what a key commitment is for
// (Grubbs, Lu and Ristenpart, "Message Franking via Committing Authenticated Encryption", CRYPTO
// 2017; Dodis et al., "Fast Message Franking", CRYPTO 2018). Whoever makes the records could
// otherwise show one text to the auditor and another to the judge.
#include <gtest/gtest.h>

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>

#include "ledger/crypto/hash.h"
#include "ledger/format/labels.h"
#include "ledger/keys/record_cipher.h"

namespace counterfoil::keys {
namespace {

using Block = std::array<std::uint8_t, 16>;

Block operator^(Block left, const Block& right) {
    for (std::size_t i = 0; i < left.size(); ++i) left[i] ^= right[i];
    return left;
}

// In GF(2^128), in the order of bits of NIST SP 800-38D, section 6.3.
Block times(const Block& left, const Block& right) {
    Block product{};
    Block power = right;
    for (std::size_t bit = 0; bit < 128; ++bit) {
        if ((left[bit / 8] >> (7 - bit % 8) & 1U) != 0) product = product ^ power;
        const bool carry = (power.back() & 1U) != 0;
        for (std::size_t i = power.size(); i-- > 0;) {
            power[i] = static_cast<std::uint8_t>(power[i] >> 1U | (i > 0 ? power[i - 1] << 7U : 0));
        }
        if (carry) power[0] ^= 0xe1U;
    }
    return product;
}

// By Fermat: x^(2^128 - 2).
Block inverse(const Block& value) {
    Block result{0x80};  // One.
    Block square = value;
    for (int i = 1; i < 128; ++i) {
        square = times(square, square);
        result = times(result, square);
    }
    return result;
}

Block encrypt_block(const crypto::Secret256& key, const Block& block) {
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
        EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    Block out{};
    int length = 0;
    require(EVP_EncryptInit_ex(context.get(), EVP_aes_256_ecb(), nullptr, key.view().data(),
                               nullptr) == 1 &&
                EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
                EVP_EncryptUpdate(context.get(), out.data(), &length, block.data(), 16) == 1,
            "AES encrypts a block");
    return out;
}

// GHASH and tag of GCM under one key, for a nonce of 12 bytes.
struct Gcm {
    Block hash_key;
    Block mask;

    Gcm(const crypto::Secret256& key, ByteView nonce) {
        hash_key = encrypt_block(key, {});
        Block counter{};
        std::copy(nonce.begin(), nonce.end(), counter.begin());
        counter.back() = 1;
        mask = encrypt_block(key, counter);
    }
    [[nodiscard]] Block tag(ByteView associated_data, ByteView ciphertext) const {
        Block sum{};
        for (ByteView part : {associated_data, ciphertext}) {
            while (!part.empty()) {
                Block block{};
                const std::size_t size = std::min(part.size(), block.size());
                std::copy_n(part.begin(), size, block.begin());
                sum = times(sum ^ block, hash_key);
                part = part.subspan(size);
            }
        }
        Block lengths{};
        const std::uint64_t bits[] = {associated_data.size() * 8, ciphertext.size() * 8};
        for (std::size_t i = 0; i < 16; ++i) {
            lengths[i] = static_cast<std::uint8_t>(bits[i / 8] >> (56 - i % 8 * 8));
        }
        return times(sum ^ lengths, hash_key) ^ mask;
    }
};

// A source that knows two keys, and calls one of them the record's.
class OneKey : public DataKeySource {
  public:
    explicit OneKey(const crypto::Secret256& key) : key_(key) {}
    Result<StreamKey> current_key(std::uint32_t) override { return StreamKey{1, &key_}; }
    Result<const crypto::Secret256*> find_key(std::uint64_t) override { return &key_; }

  private:
    const crypto::Secret256& key_;
};

crypto::Secret256 filled(std::uint8_t byte) {
    crypto::Secret256 key;
    std::fill_n(key.writable().begin(), crypto::Secret256::kSize, byte);
    return key;
}

TEST(TwoKeys, OpenOneCiphertextInGcmButNotInARecord) {
    const crypto::Secret256 first = filled(1);
    const crypto::Secret256 second = filled(2);
    crypto::Nonce192 nonce{};
    nonce.fill(7);
    crypto::XaesGcm cipher;
    const crypto::Secret256 first_record = cipher.record_key(first, nonce);
    const crypto::Secret256 second_record = cipher.record_key(second, nonce);

    // An entry that commits to the first key.
    format::Entry entry{};
    entry.version = 1;
    entry.type = static_cast<std::uint8_t>(format::RecordType::kEvent);
    entry.stream_id = 1;
    entry.key_id = 1;
    entry.nonce = nonce;
    entry.body_length = 4 * 16 + 16;
    entry.key_commitment =
        crypto::sha256({as_bytes(format::kKeyCommitmentLabel), first_record.view()});
    const ByteView associated_data = format::bytes_of(entry);

    // Three blocks as one likes, and a last one such that both keys give the same tag: the tags
    // differ by a multiple of that block.
    Bytes body(4 * 16, 0x5a);
    std::fill(body.end() - 16, body.end(), std::uint8_t{0});
    const ByteView half = ByteView(nonce).subspan(12);
    const Gcm left(first_record, half);
    const Gcm right(second_record, half);
    const Block difference = left.tag(associated_data, body) ^ right.tag(associated_data, body);
    const Block factor =
        times(left.hash_key, left.hash_key) ^ times(right.hash_key, right.hash_key);
    const Block last = times(difference, inverse(factor));
    std::copy(last.begin(), last.end(), body.end() - 16);
    const Block tag = left.tag(associated_data, body);
    ASSERT_EQ(tag, right.tag(associated_data, body));
    body.insert(body.end(), tag.begin(), tag.end());

    // AES-GCM alone takes it under either key, for two texts.
    Bytes first_text(body.size() - tag.size());
    Bytes second_text(first_text.size());
    ASSERT_TRUE(cipher.open(first_record, nonce, associated_data, body, first_text));
    ASSERT_TRUE(cipher.open(second_record, nonce, associated_data, body, second_text));
    ASSERT_NE(first_text, second_text);

    // A record does not.
    OneKey first_source(first);
    OneKey second_source(second);
    EXPECT_TRUE(RecordCipher(first_source).open(entry, body));
    const Result<Bytes> other = RecordCipher(second_source).open(entry, body);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, ErrorCode::kDamaged);
    EXPECT_NE(other.error().message.find("commitment"), std::string::npos);
}

}  // namespace
}  // namespace counterfoil::keys
