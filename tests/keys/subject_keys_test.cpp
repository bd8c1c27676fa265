// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/subject_keys.h"

#include <gtest/gtest.h>

#include "ledger/crypto/derive.h"
#include "ledger/format/labels.h"
#include "ledger/keys/keyring.h"
#include "tests/support/fixed_machine.h"
#include "tests/support/temporary_directory.h"

namespace counterfoil::keys {
namespace {

class SubjectKeysTest : public testing::Test {
  protected:
    SubjectKeysTest() {
        require(Keyring::create(*machine_.storage, path(), ledger_id_).ok(), "the keyring is made");
        reopen();
    }
    [[nodiscard]] std::string path() const { return place_.path("keyring.db"); }
    void reopen(Keyring::Mode mode = Keyring::Mode::kReadWrite) {
        keyring_.reset();
        keyring_.emplace(made(Keyring::open(*machine_.storage, path(), mode, ledger_id_, true,
                                            wrapping_, machine_.random)));
    }
    template <class T>
    static T made(Result<T> result) {
        require(result.ok(), result.ok() ? "" : result.error().message.c_str());
        return std::move(*result);
    }
    [[nodiscard]] std::uint64_t id_of(std::string_view subject) {
        return made(keyring_->subjects().find_or_draw(subject));
    }
    [[nodiscard]] Hash key_of(std::uint64_t id) {
        Hash key;
        const auto view = made(keyring_->subjects().key(id))->view();
        std::copy(view.begin(), view.end(), key.begin());
        return key;
    }

    const LedgerId ledger_id_{5};
    test::FixedMachine machine_;
    test::TemporaryDirectory place_;
    crypto::Secret256 master_;
    Wrapping wrapping_{master_, ledger_id_, machine_.random};
    std::optional<Keyring> keyring_;
};

TEST_F(SubjectKeysTest, AreKnownAgainAfterReopening) {
    EXPECT_EQ(made(keyring_->subjects().find("ada")), std::nullopt);
    const std::uint64_t ada = id_of("ada");
    const std::uint64_t bob = id_of("bob");
    EXPECT_NE(ada, bob);
    EXPECT_EQ(id_of("ada"), ada);
    const Hash key = key_of(ada);
    reopen(Keyring::Mode::kRead);
    EXPECT_EQ(made(keyring_->subjects().find("ada")), ada);
    EXPECT_EQ(key_of(ada), key);
    EXPECT_NE(key_of(bob), key);
    EXPECT_EQ(made(keyring_->subjects().name(bob)), "bob");
    EXPECT_EQ(made(keyring_->subjects().count()), 2U);
    EXPECT_FALSE(keyring_->subjects().key(ada + 1));
}

TEST_F(SubjectKeysTest, MakeJointKeysAsTheFormatSays) {
    std::vector<std::uint64_t> members = {id_of("ada"), id_of("bob"), id_of("carol")};
    std::sort(members.begin(), members.end());
    const SubjectKeys::Joint joint = made(keyring_->subjects().joint(members));
    ASSERT_TRUE(joint.to_announce);
    EXPECT_EQ(joint.to_announce->subject_key_ids, members);

    Bytes parts;
    Bytes info(format::kJointKeyLabel.begin(), format::kJointKeyLabel.end());
    info.insert(info.end(), ledger_id_.begin(), ledger_id_.end());
    const auto add_id = [&](std::uint64_t id) {
        for (int shift = 0; shift < 64; shift += 8) {
            info.push_back(static_cast<std::uint8_t>(id >> shift));
        }
    };
    add_id(joint.key_id);
    for (const std::uint64_t member : members) {
        const Hash key = key_of(member);
        parts.insert(parts.end(), key.begin(), key.end());
        add_id(member);
    }
    const crypto::Secret256 expected = crypto::hkdf_sha256(parts, {}, info);
    const Hash derived = key_of(joint.key_id);
    EXPECT_TRUE(std::equal(derived.begin(), derived.end(), expected.view().begin()));
}

TEST_F(SubjectKeysTest, AnnounceAJointKeyOnceAndForgetItWhenNobodyNamesIt) {
    std::vector<std::uint64_t> members = {id_of("ada"), id_of("bob")};
    std::sort(members.begin(), members.end());
    const SubjectKeys::Joint lost = made(keyring_->subjects().joint(members));
    ASSERT_TRUE(lost.to_announce);
    EXPECT_TRUE(made(keyring_->has_unconfirmed()));
    ASSERT_TRUE(keyring_->discard_unconfirmed());
    EXPECT_FALSE(keyring_->subjects().key(lost.key_id));

    const SubjectKeys::Joint kept = made(keyring_->subjects().joint(members));
    ASSERT_TRUE(kept.to_announce);
    ASSERT_TRUE(keyring_->apply(12, *kept.to_announce));
    ASSERT_TRUE(keyring_->discard_unconfirmed());
    ASSERT_TRUE(keyring_->applied(20));
    reopen();
    EXPECT_EQ(keyring_->applied_size(), 20U);
    const SubjectKeys::Joint again = made(keyring_->subjects().joint(members));
    EXPECT_EQ(again.key_id, kept.key_id);
    EXPECT_FALSE(again.to_announce);
    // A ledger that was restored to before the record does not know it: it still opens what it
    // sealed, and seals nothing any more.
    ASSERT_TRUE(keyring_->rewind(12));
    EXPECT_TRUE(keyring_->subjects().key(kept.key_id));
    const SubjectKeys::Joint other = made(keyring_->subjects().joint(members));
    EXPECT_NE(other.key_id, kept.key_id);
    EXPECT_TRUE(other.to_announce);
}

TEST_F(SubjectKeysTest, ForgetAChangeThatDidNotHappen) {
    const Status failed = keyring_->in_transaction([&]() -> Status {
        require(keyring_->subjects().find_or_draw("ada").ok(), "a key is drawn");
        require(keyring_->streams().add(1, "doors").ok(), "a stream is added");
        return Error{ErrorCode::kTooLarge, "the third event"};
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::kTooLarge);
    EXPECT_EQ(made(keyring_->subjects().find("ada")), std::nullopt);
    EXPECT_EQ(keyring_->streams().find("doors"), std::nullopt);
    EXPECT_NE(id_of("ada"), 0U);
}

TEST_F(SubjectKeysTest, AreErasedForThoseWhoOnlyReadToo) {
    const std::uint64_t ada = id_of("ada");
    const std::uint64_t bob = id_of("bob");
    std::vector<std::uint64_t> members = {std::min(ada, bob), std::max(ada, bob)};
    const std::uint64_t both = made(keyring_->subjects().joint(members)).key_id;
    reopen(Keyring::Mode::kRead);
    format::Erasure record{};
    record.key_ids = {ada};
    ASSERT_TRUE(keyring_->apply(30, record));
    EXPECT_FALSE(keyring_->find_key(ada));
    EXPECT_FALSE(keyring_->find_key(both));
    EXPECT_TRUE(keyring_->find_key(bob));
    EXPECT_EQ(made(keyring_->subjects().erased_by(ada)), 30U);
    EXPECT_EQ(made(keyring_->subjects().erased_by(both)), 30U);
    EXPECT_EQ(made(keyring_->subjects().erased_by(bob)), std::nullopt);
    EXPECT_EQ(made(keyring_->subjects().find("ada")), std::nullopt);
}

TEST_F(SubjectKeysTest, ComeToAKeyringOfTheFirstVersion) {
    keyring_.reset();
    {
        auto old =
            made(machine_.storage->open_database(path(), platform::Database::Mode::kReadWrite));
        ASSERT_TRUE(
            old.execute("DROP TABLE subject; DROP TABLE joint; DROP TABLE erased;"
                        "DROP TABLE hold; ALTER TABLE data_key DROP COLUMN sequence;"
                        "ALTER TABLE ledger DROP COLUMN traces_due;"
                        "ALTER TABLE ledger DROP COLUMN wrapped_lookup_key;"
                        "UPDATE ledger SET keyring_version = 1"));
    }
    reopen(Keyring::Mode::kRead);
    EXPECT_EQ(made(keyring_->subjects().find("ada")), std::nullopt);
    EXPECT_TRUE(keyring_->holds().all().empty());
    reopen();
    const std::uint64_t ada = id_of("ada");
    reopen(Keyring::Mode::kRead);
    EXPECT_EQ(made(keyring_->subjects().find("ada")), ada);
}

TEST_F(SubjectKeysTest, HideWhoTheyAre) {
    static_cast<void>(id_of("a name that must not be seen"));
    const Bytes file = *platform::read_file(*machine_.storage, path(), 1U << 20U);
    EXPECT_EQ(as_text(file).find("must not be seen"), std::string_view::npos);
}

}  // namespace
}  // namespace counterfoil::keys
