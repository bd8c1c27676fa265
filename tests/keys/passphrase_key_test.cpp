// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/passphrase_key.h"

#include <gtest/gtest.h>

#include "ledger/keys/key_file.h"
#include "tests/support/fixed_machine.h"
#include "tests/support/temporary_directory.h"

namespace counterfoil::keys {
namespace {

constexpr std::string_view kPassphrase = "correct horse battery";

// Says what it is told to, one answer after the other.
class Answers : public PassphraseSource {
  public:
    explicit Answers(std::vector<std::string> answers, unsigned tries = 3)
        : answers_(std::move(answers)), tries_(tries) {}

    Result<crypto::SecretBytes> ask(const std::string& path) override {
        asked_for = path;
        require(asked < answers_.size(), "asked too often");
        const std::string& answer = answers_[asked++];
        crypto::SecretBytes passphrase(answer.size() + 1);
        passphrase.append(as_bytes(answer));
        return passphrase;
    }
    Result<crypto::SecretBytes> ask_new(const std::string& path) override { return ask(path); }
    bool ask_again(unsigned wrong) const override { return wrong < tries_; }

    std::size_t asked = 0;
    std::string asked_for;

  private:
    std::vector<std::string> answers_;
    unsigned tries_;
};

class PassphraseKeyTest : public testing::Test {
  protected:
    PassphraseKeyTest() {
        std::fill(master_.writable().begin(), master_.writable().end(), std::uint8_t{0x5a});
    }
    std::string sealed() {
        auto text = PassphraseKey::seal(master_, ledger_id_, as_bytes(kPassphrase), machine_.random,
                                        PassphraseKey::kCostMin);
        require(text.ok(), "sealed");
        return *text;
    }
    static std::string line(const std::string& text, int number) {
        std::size_t begin = 0;
        while (number-- > 0) begin = text.find('\n', begin) + 1;
        return text.substr(begin, text.find('\n', begin) - begin);
    }
    static std::string with(std::string text, const std::string& what, const std::string& other) {
        return text.replace(text.find(what), what.size(), other);
    }
    ErrorCode code_of(const std::string& text) {
        const auto key = PassphraseKey::parse(text, ledger_id_);
        if (!key) return key.error().code;
        const auto master = key->open(as_bytes(kPassphrase), machine_.random);
        require(!master.ok(), "an altered key does not open");
        return master.error().code;
    }

    const LedgerId ledger_id_{7};
    test::FixedMachine machine_;
    test::TemporaryDirectory place_;
    crypto::Secret256 master_;
};

TEST_F(PassphraseKeyTest, OpensWithItsPassphraseOnly) {
    const std::string text = sealed();
    EXPECT_TRUE(PassphraseKey::is_one(text));
    EXPECT_EQ(line(text, 2), "argon2id 3 65536");
    const auto key = PassphraseKey::parse(text, ledger_id_);
    ASSERT_TRUE(key) << key.error().message;
    const auto master = key->open(as_bytes(kPassphrase), machine_.random);
    ASSERT_TRUE(master) << master.error().message;
    EXPECT_TRUE(crypto::equal_in_constant_time(master->view(), master_.view()));
    const auto wrong = key->open(as_bytes("correct horse batterz"), machine_.random);
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, ErrorCode::kPermission);
}

TEST_F(PassphraseKeyTest, BindsItsParametersSaltAndLedger) {
    const std::string text = sealed();
    EXPECT_EQ(code_of(with(text, "argon2id 3 65536", "argon2id 4 65536")), ErrorCode::kPermission);
    const std::string salt = line(text, 3);
    const std::string other_salt = (salt[0] == 'A' ? "B" : "A") + salt.substr(1);
    EXPECT_EQ(code_of(with(text, salt, other_salt)), ErrorCode::kPermission);
    const std::string wrapped = line(text, 4);
    const std::string other = (wrapped[40] == 'A' ? "B" : "A");
    EXPECT_EQ(code_of(with(text, wrapped, wrapped.substr(0, 40) + other + wrapped.substr(41))),
              ErrorCode::kPermission);
    EXPECT_FALSE(PassphraseKey::parse(text, LedgerId{8}));
}

TEST_F(PassphraseKeyTest, RefusesCostsThatAreTooLittleOrWouldTakeTheMachine) {
    const std::string text = sealed();
    for (const char* cost : {"argon2id 2 65536", "argon2id 3 65535", "argon2id 3 4194305",
                             "argon2id 1025 65536", "argon2id 0 0", "argon2id 3 4294967295"}) {
        EXPECT_EQ(code_of(with(text, "argon2id 3 65536", cost)), ErrorCode::kUnsupported) << cost;
    }
}

TEST_F(PassphraseKeyTest, RefusesAnythingElseThanExactlyItsFiveLines) {
    const std::string text = sealed();
    for (const std::string& spoiled :
         {std::string(), text + "\n", text.substr(0, text.size() - 1), text.substr(0, 60),
          with(text, "argon2id", "argon2i"), with(text, " 3 ", " 03 "), with(text, " 3 ", " "),
          with(text, " 3 ", " -3 "), with(text, "65536", "4295032832"),
          with(text, line(text, 3), line(text, 3).substr(4)),
          with(text, line(text, 4), line(text, 4) + "AAAA"), with(text, "v1", "v2")}) {
        EXPECT_EQ(code_of(spoiled), ErrorCode::kDamaged) << spoiled;
    }
}

TEST_F(PassphraseKeyTest, IsNotMadeOfAWeakOrUnreadablePassphrase) {
    for (const std::string& weak :
         {std::string(), std::string("eleven char"),
          std::string("\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
                      "\xc3\xa4\xc3\xa4\xc3\xa4"),
          std::string("with a return\r"), std::string("no UTF-8 \xff\xff\xff\xff"),
          std::string(1025, 'x')}) {
        const auto refused = PassphraseKey::seal(master_, ledger_id_, as_bytes(weak),
                                                 machine_.random, PassphraseKey::kCostMin);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
        EXPECT_TRUE(weak.empty() || refused.error().message.find(weak) == std::string::npos);
    }
}

TEST_F(PassphraseKeyTest, IsReadFromAKeyFileByWhoeverKnowsThePassphrase) {
    const std::string text = sealed();
    KeyFiles made(*machine_.storage, {place_.path("keys")});
    ASSERT_TRUE(made.create(KeyFiles::Kind::kMaster, ledger_id_, as_bytes(text)));
    const auto read = [&](PassphraseSource* source) {
        return KeyFiles(*machine_.storage, {place_.path("keys"), {}, {}, source})
            .read(KeyFiles::Kind::kMaster, ledger_id_, machine_.random);
    };
    Answers third({"wrong at first", "wrong again", std::string(kPassphrase)});
    const auto master = read(&third);
    ASSERT_TRUE(master) << master.error().message;
    EXPECT_TRUE(crypto::equal_in_constant_time(master->view(), master_.view()));
    EXPECT_EQ(third.asked_for, made.path(KeyFiles::Kind::kMaster, ledger_id_));

    Answers once({"wrong for good"}, 1);
    const auto wrong = read(&once);
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, ErrorCode::kPermission);
    EXPECT_EQ(wrong.error().message.find("wrong for good"), std::string::npos);
    EXPECT_EQ(once.asked, 1U);

    const auto nobody = read(nullptr);
    ASSERT_FALSE(nobody);
    EXPECT_EQ(nobody.error().code, ErrorCode::kNotFound);
    EXPECT_NE(nobody.error().message.find("--passphrase-fd"), std::string::npos);
}

}  // namespace
}  // namespace counterfoil::keys
