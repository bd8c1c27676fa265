// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/record_cipher.h"

#include <gtest/gtest.h>

#include <string>

#include "ledger/format/labels.h"

namespace counterfoil::keys {
namespace {

class OneKey : public DataKeySource {
  public:
    Result<StreamKey> current_key(std::uint32_t stream_id) override {
        if (stream_id != 1) return Error{ErrorCode::kNotFound, "no such stream"};
        return StreamKey{42, &key};
    }
    Result<const crypto::Secret256*> find_key(std::uint64_t key_id) override {
        if (key_id != 42) return Error{ErrorCode::kNotFound, "no such key"};
        return &key;
    }
    crypto::Secret256 key;
};

class RecordCipherTest : public testing::Test {
  protected:
    RecordCipherTest() {
        entry_.version = std::uint8_t{1};
        entry_.type = std::uint8_t{1};
        entry_.stream_id = 1U;
        entry_.sequence = std::uint64_t{77};
        body_.resize(cipher_.body_length(plaintext_.size()));
        require(cipher_.seal(entry_, nonce_, as_bytes(plaintext_), body_).ok(), "it seals");
    }

    OneKey keys_;
    RecordCipher cipher_{keys_};
    format::Entry entry_{};
    crypto::Nonce192 nonce_{1, 2, 3};
    std::string plaintext_ = "a body of some length";
    Bytes body_;
};

TEST_F(RecordCipherTest, OpensWhatItSealed) {
    const Result<Bytes> opened = cipher_.open(entry_, body_);
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(as_text(*opened), plaintext_);
    EXPECT_EQ(entry_.key_id, 42U);
    EXPECT_EQ(entry_.body_length, body_.size());
}

TEST_F(RecordCipherTest, CommitsToTheRecordKeyAsTheFormatSays) {
    crypto::XaesGcm cipher;
    const crypto::Secret256 record_key = cipher.record_key(keys_.key, nonce_);
    EXPECT_EQ(entry_.key_commitment,
              crypto::sha256({as_bytes(format::kKeyCommitmentLabel), record_key.view()}));
}

TEST_F(RecordCipherTest, IsNotBoundByWhatIsKnownOnlyAfterSealing) {
    entry_.body_digest.fill(1);
    entry_.previous.fill(2);
    EXPECT_TRUE(cipher_.open(entry_, body_));
}

TEST_F(RecordCipherTest, RefusesEveryOtherChangeOfTheEntry) {
    const std::size_t bound_bytes = offsetof(format::Entry, body_digest);
    for (std::size_t bit = 0; bit < bound_bytes * 8; ++bit) {
        format::Entry changed = entry_;
        auto* bytes = reinterpret_cast<std::uint8_t*>(&changed);
        bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (1U << (bit % 8)));
        EXPECT_FALSE(cipher_.open(changed, body_)) << "bit " << bit;
    }
}

TEST_F(RecordCipherTest, RefusesEveryChangeAndEveryTruncationOfTheBody) {
    for (std::size_t bit = 0; bit < body_.size() * 8; ++bit) {
        Bytes changed = body_;
        changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << (bit % 8)));
        EXPECT_FALSE(cipher_.open(entry_, changed)) << "bit " << bit;
    }
    for (std::size_t length = 0; length < body_.size(); ++length) {
        EXPECT_FALSE(cipher_.open(entry_, ByteView(body_).first(length))) << length;
    }
}

TEST_F(RecordCipherTest, SaysWhichRecordHasNoKey) {
    format::Entry unknown = entry_;
    unknown.key_id = std::uint64_t{43};
    const Result<Bytes> opened = cipher_.open(unknown, body_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kNotFound);
    EXPECT_NE(opened.error().message.find("record 77"), std::string::npos);

    format::Entry other_stream = entry_;
    other_stream.stream_id = 2U;
    other_stream.key_id = std::uint64_t{0};
    const Status sealed = cipher_.seal(other_stream, nonce_, as_bytes(plaintext_), body_);
    ASSERT_FALSE(sealed);
    EXPECT_EQ(sealed.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace counterfoil::keys
