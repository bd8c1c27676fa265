// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/key_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "ledger/keys/epoch_secrets.h"
#include "tests/support/fixed_machine.h"
#include "tests/support/temporary_directory.h"

namespace counterfoil::keys {
namespace {

crypto::Secret256 secret_of(std::uint8_t value) {
    crypto::Secret256 secret;
    std::fill(secret.writable().begin(), secret.writable().end(), value);
    return secret;
}

class KeyFilesTest : public testing::Test {
  protected:
    const LedgerId ledger_id_{7};
    test::FixedMachine machine_;
    test::TemporaryDirectory place_;
    KeyFiles files_{*machine_.storage, place_.path("deep/keys")};
};

TEST_F(KeyFilesTest, GiveBackTheSecretThatWasKept) {
    ASSERT_TRUE(files_.create(KeyFiles::Kind::kMaster, ledger_id_, secret_of(3)));
    const auto read = files_.read(KeyFiles::Kind::kMaster, ledger_id_);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_TRUE(crypto::equal_in_constant_time(read->view(), secret_of(3).view()));
}

TEST_F(KeyFilesTest, AreReadableByTheirOwnerOnly) {
    ASSERT_TRUE(files_.create(KeyFiles::Kind::kMaster, ledger_id_, secret_of(3)));
    const auto mode = std::filesystem::status(files_.path(KeyFiles::Kind::kMaster, ledger_id_));
    EXPECT_EQ(mode.permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(KeyFilesTest, AreNeverOverwritten) {
    ASSERT_TRUE(files_.create(KeyFiles::Kind::kIdentity, ledger_id_, secret_of(3)));
    const Status again = files_.create(KeyFiles::Kind::kIdentity, ledger_id_, secret_of(4));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::kExists);
}

TEST_F(KeyFilesTest, RefuseAnythingElseThanExactlyTheirThreeLines) {
    ASSERT_TRUE(files_.create(KeyFiles::Kind::kMaster, ledger_id_, secret_of(3)));
    const std::string path = files_.path(KeyFiles::Kind::kMaster, ledger_id_);
    const Bytes good = *platform::read_file(*machine_.storage, path, 4096);
    const std::string text(as_text(good));
    const std::pair<const char*, std::string> spoiled[] = {
        {"another title", "X" + text.substr(1)},
        {"another ledger", text.substr(0, 30) + "f" + text.substr(31)},
        {"a line more", text + "\n"},
        {"no last LF", text.substr(0, text.size() - 1)},
        {"cut", text.substr(0, 40)},
        {"no base64", text.substr(0, text.size() - 3) + "!!\n"},
        {"empty", ""},
    };
    for (const auto& [what, content] : spoiled) {
        std::ofstream(path, std::ios::trunc | std::ios::binary) << content;
        const auto read = files_.read(KeyFiles::Kind::kMaster, ledger_id_);
        ASSERT_FALSE(read) << what;
        EXPECT_EQ(read.error().code, ErrorCode::kDamaged) << what;
    }
}

TEST_F(KeyFilesTest, SayWhenThereIsNone) {
    const auto read = files_.read(KeyFiles::Kind::kMaster, ledger_id_);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kNotFound);
}

class EpochSecretsTest : public testing::Test {
  protected:
    EpochSecretsTest() {
        require(machine_.storage->make_directory(place_.path("keys")).ok(), "keys");
    }
    const LedgerId ledger_id_{9};
    test::FixedMachine machine_;
    test::TemporaryDirectory place_;
    const crypto::Secret256 master_ = secret_of(1);
    Wrapping wrapping_{master_, ledger_id_, machine_.random};
    EpochSecrets secrets_{*machine_.storage, wrapping_, ledger_id_, place_.path()};
};

TEST_F(EpochSecretsTest, SignWithTheKeyThatTheLedgerNames) {
    ASSERT_TRUE(secrets_.create(4, secret_of(2)));
    const crypto::PublicKey expected = crypto::SigningKey(secret_of(2)).public_key();
    const auto signer = secrets_.open(4, expected);
    ASSERT_TRUE(signer) << signer.error().message;
    EXPECT_EQ((*signer)->epoch(), 4U);
    EXPECT_TRUE(crypto::verify(expected, as_bytes("m"), (*signer)->sign(as_bytes("m"))));
}

TEST_F(EpochSecretsTest, AreRefusedWhenAnyBitOfTheirFileIsFlipped) {
    ASSERT_TRUE(secrets_.create(4, secret_of(2)));
    const crypto::PublicKey expected = crypto::SigningKey(secret_of(2)).public_key();
    const std::string path = place_.path("keys/epoch-4");
    const Bytes good = *platform::read_file(*machine_.storage, path, 4096);
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        Bytes spoiled = good;
        spoiled[bit / 8] = static_cast<std::uint8_t>(spoiled[bit / 8] ^ (1U << (bit % 8)));
        std::ofstream(path, std::ios::binary) << as_text(spoiled);
        const auto signer = secrets_.open(4, expected);
        ASSERT_FALSE(signer) << "bit " << bit;
        EXPECT_EQ(signer.error().code, ErrorCode::kDamaged) << "bit " << bit;
    }
}

TEST_F(EpochSecretsTest, SayThatTheCopyIsReadOnlyWithoutThem) {
    const auto signer = secrets_.open(0, crypto::PublicKey{});
    ASSERT_FALSE(signer);
    EXPECT_EQ(signer.error().code, ErrorCode::kNotFound);
    EXPECT_NE(signer.error().message.find("read-only"), std::string::npos);
}

}  // namespace
}  // namespace counterfoil::keys
