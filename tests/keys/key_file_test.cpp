// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/key_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "ledger/crypto/encoding.h"
#include "ledger/keys/epoch_secrets.h"
#include "ledger/platform/forwarding_storage.h"
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
    KeyFiles files_{*machine_.storage, {place_.path("deep/keys")}};

    Result<crypto::Secret256> read_key(KeyFiles::Kind kind) {
        return files_.read(kind, ledger_id_, machine_.random);
    }
};

TEST_F(KeyFilesTest, GiveBackTheSecretThatWasKept) {
    ASSERT_TRUE(files_.create(KeyFiles::Kind::kMaster, ledger_id_, secret_of(3)));
    const auto read = read_key(KeyFiles::Kind::kMaster);
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
        const auto read = read_key(KeyFiles::Kind::kMaster);
        ASSERT_FALSE(read) << what;
        EXPECT_EQ(read.error().code, ErrorCode::kDamaged) << what;
    }
}

TEST_F(KeyFilesTest, SayWhenThereIsNone) {
    const auto read = read_key(KeyFiles::Kind::kMaster);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kNotFound);
}

TEST_F(KeyFilesTest, AreRefusedWhenOthersCouldReadOrChangeThem) {
    for (const KeyFiles::Kind kind : {KeyFiles::Kind::kMaster, KeyFiles::Kind::kIdentity}) {
        ASSERT_TRUE(files_.create(kind, ledger_id_, secret_of(3)));
        const std::string path = files_.path(kind, ledger_id_);
        for (const unsigned mode : {0640U, 0604U, 0620U, 0602U, 0666U, 0610U}) {
            std::filesystem::permissions(path, std::filesystem::perms{mode});
            const auto refused = read_key(kind);
            ASSERT_FALSE(refused) << std::oct << mode;
            EXPECT_EQ(refused.error().code, ErrorCode::kPermission);
            EXPECT_NE(refused.error().message.find(path), std::string::npos);
            EXPECT_NE(refused.error().message.find("chmod 600"), std::string::npos);
        }
        for (const unsigned mode : {0600U, 0400U}) {
            std::filesystem::permissions(path, std::filesystem::perms{mode});
            EXPECT_TRUE(read_key(kind)) << std::oct << mode;
        }
    }
}

// Another owner, or an access list, on a file that is otherwise as it was.
class OwnedStorage : public platform::ForwardingStorage {
  public:
    using ForwardingStorage::ForwardingStorage;
    platform::FileAccess access;

    Result<std::unique_ptr<platform::File>> open(const std::string& path,
                                                 platform::OpenMode mode) override {
        auto file = under().open(path, mode);
        if (!file) return file;
        return std::unique_ptr<platform::File>(new OwnedFile(std::move(*file), access));
    }

  private:
    class OwnedFile : public platform::ForwardingFile {
      public:
        OwnedFile(std::unique_ptr<File> under, const platform::FileAccess& access)
            : ForwardingFile(std::move(under)), access_(access) {}
        Result<platform::FileAccess> access() const override { return access_; }

      private:
        platform::FileAccess access_;
    };
};

TEST_F(KeyFilesTest, AreRefusedWhenTheyBelongToAnotherUser) {
    ASSERT_TRUE(files_.create(KeyFiles::Kind::kMaster, ledger_id_, secret_of(3)));
    OwnedStorage storage(*machine_.storage);
    const KeyFiles files(storage, {place_.path("deep/keys")});
    storage.access = {0600, false, true};
    EXPECT_TRUE(files.read(KeyFiles::Kind::kMaster, ledger_id_, machine_.random));
    storage.access = {0600, false, false};
    const auto refused = files.read(KeyFiles::Kind::kMaster, ledger_id_, machine_.random);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kPermission);
    EXPECT_NE(refused.error().message.find("another user"), std::string::npos);
}

class CredentialsTest : public KeyFilesTest {
  protected:
    CredentialsTest() {
        require(machine_.storage->make_directory(place_.path("credentials")).ok(), "credentials");
        require(files_.create(KeyFiles::Kind::kMaster, ledger_id_, secret_of(3)).ok(), "a key");
    }
    void keep_credential(const std::string& name, std::uint8_t value) {
        KeyFiles made(*machine_.storage, {place_.path(name + ".made")});
        require(made.create(KeyFiles::Kind::kMaster, ledger_id_, secret_of(value)).ok(), "made");
        std::filesystem::rename(made.path(KeyFiles::Kind::kMaster, ledger_id_),
                                place_.path("credentials/" + name));
    }
    std::uint8_t first_byte(platform::Storage& storage) {
        const KeyFiles files(storage, {place_.path("deep/keys"), {}, place_.path("credentials")});
        const auto secret = files.read(KeyFiles::Kind::kMaster, ledger_id_, machine_.random);
        EXPECT_TRUE(secret) << secret.error().message;
        return secret ? secret->view()[0] : std::uint8_t{0};
    }
};

TEST_F(CredentialsTest, GoBeforeTheKeyDirectoryAndThisLedgersBeforeAny) {
    EXPECT_EQ(first_byte(*machine_.storage), 3);
    keep_credential("counterfoil.master", 4);
    EXPECT_EQ(first_byte(*machine_.storage), 4);
    keep_credential("counterfoil." + crypto::hex(ledger_id_) + ".master", 5);
    EXPECT_EQ(first_byte(*machine_.storage), 5);
}

TEST_F(CredentialsTest, MayBeTheSuperusersAndShowTheMaskOfAnAccessList) {
    keep_credential("counterfoil.master", 4);
    OwnedStorage storage(*machine_.storage);
    for (const platform::FileAccess& access :
         {platform::FileAccess{0400, true, false}, platform::FileAccess{0440, false, true}}) {
        storage.access = access;
        EXPECT_EQ(first_byte(storage), 4);
    }
    const KeyFiles files(storage, {place_.path("deep/keys"), {}, place_.path("credentials")});
    for (const platform::FileAccess& access :
         {platform::FileAccess{0440, true, false}, platform::FileAccess{0444, false, true},
          platform::FileAccess{0460, false, true}, platform::FileAccess{0400, false, false}}) {
        storage.access = access;
        const auto refused = files.read(KeyFiles::Kind::kMaster, ledger_id_, machine_.random);
        ASSERT_FALSE(refused) << std::oct << access.mode;
        EXPECT_EQ(refused.error().code, ErrorCode::kPermission);
    }
}

TEST_F(KeyFilesTest, KeepTheIdentityKeyWhereItIsTold) {
    KeyFiles files(*machine_.storage, {place_.path("deep/keys"), place_.path("offline.identity")});
    ASSERT_TRUE(files.create(KeyFiles::Kind::kIdentity, ledger_id_, secret_of(6)));
    EXPECT_FALSE(std::filesystem::exists(place_.path("deep")));
    EXPECT_TRUE(files.read(KeyFiles::Kind::kIdentity, ledger_id_, machine_.random));
    EXPECT_FALSE(read_key(KeyFiles::Kind::kIdentity));
    // A medium that is not there is not made.
    KeyFiles nowhere(*machine_.storage, {place_.path("deep/keys"), place_.path("medium/key")});
    const Status refused = nowhere.create(KeyFiles::Kind::kIdentity, ledger_id_, secret_of(6));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kNotFound);
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
        // Behind the magic is the version, of which 0 never was.
        const bool later = (bit / 8 == 8 || bit / 8 == 9) && bit != 64;
        EXPECT_EQ(signer.error().code, later ? ErrorCode::kUnsupported : ErrorCode::kDamaged)
            << "bit " << bit;
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
