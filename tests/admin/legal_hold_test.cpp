// SPDX-License-Identifier: Apache-2.0
#include "ledger/admin/legal_hold.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/admin/administered.h"

namespace counterfoil::admin {
namespace {

using test::Administered;

class LegalHold : public testing::Test {
  protected:
    Result<keys::Hold> hold(const std::string& subject) {
        auto writer = ledger_.open();
        auto held = add_hold(ledger_.machine.platform(), *writer, subject, test::kWhy);
        ledger_.closed(*writer);
        return held;
    }
    Result<keys::Hold> release(const keys::HoldId& id) {
        auto writer = ledger_.open();
        auto released = release_hold(*writer, id, test::kWhy);
        ledger_.closed(*writer);
        return released;
    }
    [[nodiscard]] ErrorCode refusal(const std::string& subject) {
        const auto erased = ledger_.erase(subject);
        return erased ? ErrorCode::kInvalidArgument : erased.error().code;
    }

    Administered ledger_;
};

TEST_F(LegalHold, RefusesErasureUntilEachHoldIsReleased) {
    const std::uint64_t sequence = ledger_.log({"ada"}, "x");
    const auto first = hold("ada");
    const auto second = hold("ada");
    ASSERT_TRUE(first && second);
    EXPECT_NE(first->id, second->id);
    EXPECT_EQ(refusal("ada"), ErrorCode::kPermission);
    ASSERT_TRUE(release(first->id));
    EXPECT_EQ(refusal("ada"), ErrorCode::kPermission);
    EXPECT_EQ(ledger_.readable(sequence), "x");
    ASSERT_TRUE(release(second->id));
    EXPECT_TRUE(ledger_.erase("ada"));
    EXPECT_EQ(ledger_.readable(sequence), std::nullopt);
    const auto report = ledger_.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << test::findings_of(report);
}

TEST_F(LegalHold, OnTheWholeLedgerHoldsEverybody) {
    ledger_.log({"ada"}, "x");
    const auto all = hold("");
    ASSERT_TRUE(all);
    EXPECT_EQ(all->key_id, 0U);
    EXPECT_EQ(refusal("ada"), ErrorCode::kPermission);
    ASSERT_TRUE(release(all->id));
    EXPECT_TRUE(ledger_.erase("ada"));
}

TEST_F(LegalHold, OnOneSubjectKeepsTheRecordsThatOthersShareWithThem) {
    ledger_.log({"ada", "bob"}, "both");
    ledger_.log({"carol"}, "carol");
    ASSERT_TRUE(hold("bob"));
    EXPECT_EQ(refusal("ada"), ErrorCode::kPermission);
    EXPECT_TRUE(ledger_.erase("carol"));
}

TEST_F(LegalHold, CanComeBeforeTheFirstRecordAboutSomebody) {
    ASSERT_TRUE(hold("ada"));
    const std::uint64_t sequence = ledger_.log({"ada"}, "x");
    EXPECT_EQ(refusal("ada"), ErrorCode::kPermission);
    EXPECT_EQ(ledger_.readable(sequence), "x");
}

TEST_F(LegalHold, IsKnownAgainToAKeyringFromBeforeIt) {
    namespace fs = std::filesystem;
    ledger_.log({"ada"}, "x");
    const std::string keyring = ledger_.directory() + "/keyring.db";
    fs::copy_file(keyring, keyring + ".backup");
    const auto set = hold("ada");
    ASSERT_TRUE(set);
    fs::rename(keyring + ".backup", keyring);
    EXPECT_EQ(refusal("ada"), ErrorCode::kPermission);
    ASSERT_TRUE(release(set->id));
    EXPECT_TRUE(ledger_.erase("ada"));
}

// The hold names a key that this keyring never had: it may be on anybody.
TEST_F(LegalHold, HoldsEverybodyWhenTheKeyringHasForgottenWhomItIsOn) {
    namespace fs = std::filesystem;
    ledger_.log({"carol"}, "x");
    const std::string keyring = ledger_.directory() + "/keyring.db";
    fs::copy_file(keyring, keyring + ".backup");
    const auto set = hold("ada");
    ASSERT_TRUE(set);
    fs::rename(keyring + ".backup", keyring);
    ledger_.log({"ada"}, "sealed under another key now");
    EXPECT_EQ(refusal("ada"), ErrorCode::kPermission);
    EXPECT_EQ(refusal("carol"), ErrorCode::kPermission);
    ASSERT_TRUE(release(set->id));
    EXPECT_TRUE(ledger_.erase("ada"));
}

TEST_F(LegalHold, IsReleasedOnce) {
    const auto set = hold("");
    ASSERT_TRUE(set);
    ASSERT_TRUE(release(set->id));
    const auto again = release(set->id);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::kNotFound);
    EXPECT_EQ(release(keys::HoldId{1}).error().code, ErrorCode::kNotFound);
}

TEST_F(LegalHold, RefusesWhatIsNoSubject) {
    EXPECT_EQ(hold(std::string(256, 'x')).error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(hold("a\x1b").error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace counterfoil::admin
