// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/keyring.h"

#include <gtest/gtest.h>

#include "ledger/crypto/hash.h"
#include "ledger/format/labels.h"
#include "tests/support/fixed_machine.h"
#include "tests/support/temporary_directory.h"

namespace counterfoil::keys {
namespace {

class KeyringTest : public testing::Test {
  protected:
    KeyringTest() {
        require(Keyring::create(*machine_.storage, path(), ledger_id_).ok(), "the keyring is made");
    }

    [[nodiscard]] std::string path() const { return place_.path("keyring.db"); }
    [[nodiscard]] Result<Keyring> open(bool encrypted = true) {
        return Keyring::open(*machine_.storage, path(), Keyring::Mode::kReadWrite, ledger_id_,
                             encrypted, wrapping_, machine_.random);
    }

    const LedgerId ledger_id_{5};
    test::FixedMachine machine_;
    test::TemporaryDirectory place_;
    crypto::Secret256 master_;
    Wrapping wrapping_{master_, ledger_id_, machine_.random};
};

TEST_F(KeyringTest, KnowsItsStreamsAgainAfterReopening) {
    std::uint64_t key_id = 0;
    {
        Result<Keyring> keyring = open();
        ASSERT_TRUE(keyring) << keyring.error().message;
        ASSERT_TRUE(keyring->streams().add(1, "payments"));
        ASSERT_TRUE(keyring->streams().add(2, "logins"));
        key_id = keyring->streams().current_key_id(2);
    }
    Result<Keyring> keyring = open();
    ASSERT_TRUE(keyring) << keyring.error().message;
    EXPECT_EQ(keyring->streams().find("payments"), 1U);
    EXPECT_EQ(keyring->streams().find("logins"), 2U);
    EXPECT_EQ(keyring->streams().find("login"), std::nullopt);
    EXPECT_EQ(keyring->streams().name(2), "logins");
    EXPECT_EQ(keyring->streams().current_key_id(2), key_id);
    ASSERT_TRUE(keyring->current_key(2));
    EXPECT_NE(keyring->streams().current_key_id(1), key_id);
}

TEST_F(KeyringTest, CommitsToAStreamNameWithoutShowingIt) {
    Result<Keyring> keyring = open();
    ASSERT_TRUE(keyring);
    const Result<format::Stream> stream = keyring->streams().add(1, "payments");
    ASSERT_TRUE(stream);
    EXPECT_TRUE(stream->name.empty());
    EXPECT_EQ(stream->fixed.name_kind, static_cast<std::uint8_t>(format::StreamNameKind::kHmac));
    EXPECT_NE(stream->fixed.name_mac, Hash{});
    const Bytes file = *platform::read_file(*machine_.storage, path(), 1U << 20U);
    EXPECT_EQ(as_text(file).find("payments"), std::string_view::npos);
}

TEST_F(KeyringTest, ShowsStreamNamesOfUnencryptedLedgersAndHasNoKeys) {
    Result<Keyring> keyring = open(false);
    ASSERT_TRUE(keyring);
    const Result<format::Stream> stream = keyring->streams().add(1, "payments");
    ASSERT_TRUE(stream);
    EXPECT_EQ(stream->name, "payments");
    EXPECT_EQ(stream->fixed.name_mac, Hash{});
    EXPECT_FALSE(keyring->current_key(1));
}

TEST_F(KeyringTest, ForgetsStreamsWhoseRecordsNeverBecameDurable) {
    {
        Result<Keyring> keyring = open();
        ASSERT_TRUE(keyring);
        ASSERT_TRUE(keyring->streams().add(1, "kept"));
        ASSERT_TRUE(keyring->streams().add(2, "lost"));
        ASSERT_TRUE(keyring->streams().discard_from(2));
        EXPECT_EQ(keyring->streams().find("lost"), std::nullopt);
    }
    Result<Keyring> keyring = open();
    ASSERT_TRUE(keyring);
    EXPECT_EQ(keyring->streams().find("kept"), 1U);
    EXPECT_EQ(keyring->streams().find("lost"), std::nullopt);
    EXPECT_TRUE(keyring->streams().add(2, "other"));
}

TEST_F(KeyringTest, IsRefusedUnderAnotherMasterKeyOrForAnotherLedger) {
    {
        Result<Keyring> keyring = open();
        ASSERT_TRUE(keyring);
        ASSERT_TRUE(keyring->streams().add(1, "payments"));
    }
    crypto::Secret256 other_master;
    other_master.writable()[0] = 1;
    const Wrapping other(other_master, ledger_id_, machine_.random);
    const auto wrong_key = Keyring::open(*machine_.storage, path(), Keyring::Mode::kRead,
                                         ledger_id_, true, other, machine_.random);
    ASSERT_FALSE(wrong_key);
    EXPECT_EQ(wrong_key.error().code, ErrorCode::kDamaged);
    const auto wrong_ledger = Keyring::open(*machine_.storage, path(), Keyring::Mode::kRead,
                                            LedgerId{6}, true, wrapping_, machine_.random);
    ASSERT_FALSE(wrong_ledger);
    EXPECT_EQ(wrong_ledger.error().code, ErrorCode::kDamaged);
}

TEST_F(KeyringTest, HoldsNoKeyInClear) {
    Result<Keyring> keyring = open();
    ASSERT_TRUE(keyring);
    ASSERT_TRUE(keyring->streams().add(1, "payments"));
    const crypto::Secret256* key = keyring->current_key(1)->key;
    const Bytes file = *platform::read_file(*machine_.storage, path(), 1U << 20U);
    const ByteView half = key->view().first(16);
    EXPECT_EQ(std::search(file.begin(), file.end(), half.begin(), half.end()), file.end());
}

}  // namespace
}  // namespace counterfoil::keys
