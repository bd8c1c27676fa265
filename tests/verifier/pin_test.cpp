// SPDX-License-Identifier: Apache-2.0
#include "tests/verifier/judged.h"
#include "verifier/trust_store.h"

namespace counterfoil::test {
namespace {

using verifier::Pin;
using verifier::TrustStore;

TEST(Pin, IsReadAsItWasWritten) {
    const Pin pin = pin_of(forge_ledger(1));
    const std::string text = verifier::pin_text(pin);
    const auto read = verifier::parse_pin(text);
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(*read, pin);
}

TEST(Pin, InAnyOtherFormIsRefused) {
    const std::string text = verifier::pin_text(pin_of(forge_ledger(1)));
    const std::size_t vkey = text.find('\n') + 1;
    const std::vector<std::string> bad = {"",
                                          "\n",
                                          "counterfoil-pin v1\n",
                                          text.substr(0, text.size() - 1),
                                          text + "\n",
                                          text + "more\n",
                                          " " + text,
                                          "counterfoil-pin v2" + text.substr(vkey - 1),
                                          text.substr(0, vkey) + "x" + text.substr(vkey),
                                          text.substr(0, text.size() - 3) + "\n",
                                          text.substr(0, text.size() - 2) + "g\n"};
    for (const std::string& each : bad) EXPECT_FALSE(verifier::parse_pin(each).ok()) << each;
}

TEST(TrustStore, RemembersALedgerAndNeverAnotherUnderItsId) {
    const TemporaryDirectory directory;
    const auto storage = platform::posix_storage();
    TrustStore store(*storage, directory.path("config/trust"));
    LedgerId id{};
    id.fill(5);
    auto found = store.find(id);
    ASSERT_TRUE(found.ok());
    EXPECT_FALSE(found->has_value());

    const Pin pin = pin_of(forge_ledger(1));
    ASSERT_TRUE(store.remember(id, pin).ok());
    ASSERT_TRUE(store.remember(id, pin).ok());
    found = store.find(id);
    ASSERT_TRUE(found.ok() && found->has_value());
    EXPECT_EQ(**found, pin);

    ForgeOptions other;
    other.seed = 2;
    const Status second = store.remember(id, pin_of(forge_ledger(1, other)));
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().code, ErrorCode::kExists);
}

TEST(TrustStore, SaysWhenAPinIsDamaged) {
    const TemporaryDirectory directory;
    const auto storage = platform::posix_storage();
    TrustStore store(*storage, directory.path());
    const LedgerId id{};
    ASSERT_TRUE(platform::write_new_file(*storage, store.path_of(id), as_bytes("junk\n")).ok());
    const auto found = store.find(id);
    ASSERT_FALSE(found.ok());
    EXPECT_EQ(found.error().code, ErrorCode::kDamaged);
}

TEST(ClaimedLedgerId, IsAHintFromLedgerJson) {
    const Forge forge = forge_ledger(1);
    const TemporaryDirectory directory;
    forge.write(directory.path("ledger"));
    const auto storage = platform::posix_storage();
    const auto id = verifier::claimed_ledger_id(*storage, directory.path("ledger"));
    ASSERT_TRUE(id.ok()) << id.error().message;
    EXPECT_EQ((*id)[0], 0xa1);
    EXPECT_FALSE(verifier::claimed_ledger_id(*storage, directory.path()).ok());
}

}  // namespace
}  // namespace counterfoil::test
