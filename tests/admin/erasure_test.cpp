// SPDX-License-Identifier: Apache-2.0
#include "ledger/admin/erasure.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "tests/admin/administered.h"

namespace counterfoil::admin {
namespace {

namespace fs = std::filesystem;
using test::Administered;

TEST(Erasure, MakesWhatIsAboutOneSubjectUnreadableAndLeavesAllElse) {
    Administered ledger;
    const std::uint64_t of_ada = ledger.log({"ada"}, "ada logs in");
    const std::uint64_t of_bob = ledger.log({"bob"}, "bob logs in");
    const std::uint64_t of_nobody = ledger.log({}, "the machine starts");
    const std::uint64_t of_both = ledger.log({"ada", "bob"}, "ada pays bob");

    const auto erased = ledger.erase("ada");
    ASSERT_TRUE(erased) << erased.error().message;
    ASSERT_TRUE(erased->sequence);
    EXPECT_EQ(erased->record_count, 2U);
    EXPECT_EQ(ledger.readable(of_ada), std::nullopt);
    EXPECT_EQ(ledger.readable(of_both), std::nullopt);
    EXPECT_EQ(ledger.readable(of_bob), "bob logs in");
    EXPECT_EQ(ledger.readable(of_nobody), "the machine starts");
    // Who did it, to whom and why stands sealed beside it.
    EXPECT_EQ(ledger.readable(*erased->sequence + 1),
              R"({"act":"erase","subject":"ada","reason":"ticket 812",)"
              R"("actor":"ada (uid 1000) on host"})");

    const verifier::Report report = ledger.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << test::findings_of(report);
    ASSERT_FALSE(report.events.empty());
    EXPECT_EQ(report.events.front().kind, "erasure");
    EXPECT_EQ(report.events.front().sequence, erased->sequence);
}

TEST(Erasure, SaysWhichRecordErasedAnEvent) {
    Administered ledger;
    const std::uint64_t alone = ledger.log({"ada"}, "x");
    const std::uint64_t together = ledger.log({"ada", "bob"}, "y");
    const auto erased = ledger.erase("ada");
    ASSERT_TRUE(erased);
    auto reader =
        Administered::made(reader::LedgerReader::open(*ledger.machine.storage, ledger.directory()));
    auto keys = ledger.unlocked();
    for (const std::uint64_t sequence : {alone, together}) {
        const auto entry = Administered::made(reader.entry(sequence));
        EXPECT_EQ(Administered::made(keys->keyring().subjects().erased_by(entry.key_id)),
                  erased->sequence);
    }
}

TEST(Erasure, IsHarmlessWhenRepeated) {
    Administered ledger;
    ledger.log({"ada"}, "x");
    ASSERT_TRUE(ledger.erase("ada"));
    const std::uint64_t size = ledger.size();
    const auto again = ledger.erase("ada");
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->sequence, std::nullopt);
    EXPECT_EQ(ledger.erase("nobody knows them")->sequence, std::nullopt);
    // Opening and closing writes an open record at most once it has something to say.
    EXPECT_EQ(ledger.size(), size);
}

TEST(Erasure, LeavesThePlaceForANewKey) {
    Administered ledger;
    const std::uint64_t before = ledger.log({"ada"}, "before");
    ASSERT_TRUE(ledger.erase("ada"));
    const std::uint64_t after = ledger.log({"ada"}, "after");
    EXPECT_EQ(ledger.readable(before), std::nullopt);
    EXPECT_EQ(ledger.readable(after), "after");
    // And that one can be erased again, by a record that names the one before.
    const auto second = ledger.erase("ada");
    ASSERT_TRUE(second);
    EXPECT_EQ(second->record_count, 1U);
    EXPECT_EQ(ledger.readable(after), std::nullopt);
    EXPECT_EQ(ledger.verify().verdict, verifier::Verdict::kVerified);
}

TEST(Erasure, IsRefusedWithoutEncryptionOrReason) {
    store::CreateOptions options;
    options.encrypted = false;
    Administered clear(options);
    clear.log({"ada"}, "x");
    EXPECT_EQ(clear.erase("ada").error().code, ErrorCode::kInvalidArgument);

    Administered ledger;
    ledger.log({"ada"}, "x");
    auto writer = ledger.open();
    for (const std::string& reason : {std::string(), std::string("a\nb"), std::string(4097, 'x')}) {
        const auto erased = erase_subject(ledger.machine.platform(), *writer, ledger.directory(),
                                          "ada", {"ada", reason}, CountProgress());
        ASSERT_FALSE(erased);
        EXPECT_EQ(erased.error().code, ErrorCode::kInvalidArgument);
    }
}

TEST(Erasure, DoesNothingWhenItIsInterruptedWhileItCounts) {
    Administered ledger;
    const std::uint64_t sequence = ledger.log({"ada"}, "x");
    auto writer = ledger.open();
    const auto erased =
        erase_subject(ledger.machine.platform(), *writer, ledger.directory(), "ada", test::kWhy,
                      [](std::uint64_t, std::uint64_t) { return true; });
    ASSERT_FALSE(erased);
    EXPECT_EQ(erased.error().code, ErrorCode::kInterrupted);
    ledger.closed(*writer);
    EXPECT_EQ(ledger.readable(sequence), "x");
}

// What a crash between two steps of an erasure leaves, and a keyring from a backup: the ledger has
// the erasure record, the keyring has the key.
TEST(Erasure, IsDoneAgainForAKeyringThatHasNotHeardOfIt) {
    Administered ledger;
    const std::uint64_t of_ada = ledger.log({"ada"}, "ada");
    const std::uint64_t of_both = ledger.log({"ada", "bob"}, "both");
    const std::uint64_t of_bob = ledger.log({"bob"}, "bob");
    const std::string keyring = ledger.directory() + "/keyring.db";
    const std::string backup = keyring + ".backup";
    fs::copy_file(keyring, backup);
    ASSERT_TRUE(ledger.erase("ada"));
    fs::copy_file(backup, keyring, fs::copy_options::overwrite_existing);
    fs::remove(backup);

    // For whoever only reads, at once.
    EXPECT_EQ(ledger.readable(of_ada), std::nullopt);
    EXPECT_EQ(ledger.readable(of_both), std::nullopt);
    EXPECT_EQ(ledger.readable(of_bob), "bob");
    // For good, when it is opened for writing.
    ledger.closed(*ledger.open());
    auto keys = ledger.unlocked();
    EXPECT_EQ(Administered::made(keys->keyring().subjects().find("ada")), std::nullopt);
    EXPECT_NE(Administered::made(keys->keyring().subjects().find("bob")), std::nullopt);
    EXPECT_EQ(ledger.readable(of_ada), std::nullopt);
    EXPECT_EQ(ledger.readable(of_bob), "bob");
}

// The backup order has the keyring last, so it may know of more than the segments do.
TEST(Erasure, KeepsInnocentRecordsReadableWithAKeyringThatIsNewerThanTheLedger) {
    Administered ledger;
    const std::uint64_t first = ledger.log({"ada", "bob"}, "first");
    const std::string old = ledger.directory() + ".old";
    fs::copy(ledger.directory(), old, fs::copy_options::recursive);
    const std::uint64_t second = ledger.log({"bob", "carol"}, "second");
    {
        auto writer = ledger.open();
        ASSERT_TRUE(writer->rotate_data_key("records"));
        ASSERT_TRUE(add_hold(ledger.machine.platform(), *writer, "bob", test::kWhy));
        ledger.closed(*writer);
    }
    const std::string newer = ledger.directory() + ".newer";
    fs::copy_file(ledger.directory() + "/keyring.db", old + "/keyring.db",
                  fs::copy_options::overwrite_existing);
    fs::rename(ledger.directory(), newer);
    fs::rename(old, ledger.directory());

    EXPECT_EQ(ledger.readable(first), "first");
    const std::uint64_t again = ledger.log({"bob", "carol"}, "again");
    const std::uint64_t plain = ledger.log({}, "about nobody");
    EXPECT_LE(again, second + 2);
    EXPECT_EQ(ledger.readable(again), "again");
    EXPECT_EQ(ledger.readable(plain), "about nobody");
    EXPECT_EQ(ledger.readable(first), "first");
    // The hold is no record of this ledger, so it does not stand.
    EXPECT_TRUE(ledger.unlocked()->keyring().holds().all().empty());
    EXPECT_EQ(ledger.verify().verdict, verifier::Verdict::kVerified);

    // And when the newer ledger is found after all, this keyring still opens what is in it.
    fs::copy_file(ledger.directory() + "/keyring.db", newer + "/keyring.db",
                  fs::copy_options::overwrite_existing);
    fs::remove_all(ledger.directory());
    fs::rename(newer, ledger.directory());
    EXPECT_EQ(ledger.readable(second), "second");
}

// A keyring from before a new data key does not have it, and must not go back to the old one.
TEST(Erasure, AStreamWhoseKeyIsLostTakesNothingUntilItHasANewOne) {
    Administered ledger;
    const std::uint64_t first = ledger.log({}, "first");
    const std::string keyring = ledger.directory() + "/keyring.db";
    fs::copy_file(keyring, keyring + ".backup");
    {
        auto writer = ledger.open();
        ASSERT_TRUE(writer->rotate_data_key("records"));
        ledger.closed(*writer);
    }
    fs::rename(keyring + ".backup", keyring);
    for (int round = 0; round < 2; ++round) {  // The second finds it noted in the keyring.
        auto writer = ledger.open();
        const store::Event one = Administered::about({}, "x");
        const auto refused = writer->append({&one, 1});
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::kNotFound);
        ledger.closed(*writer);
    }
    {
        auto writer = ledger.open();
        const auto key = writer->rotate_data_key("records");
        ASSERT_TRUE(key) << key.error().message;
        EXPECT_EQ(key->generation, 2U);
        ledger.closed(*writer);
    }
    const std::uint64_t after = ledger.log({}, "after");
    EXPECT_EQ(ledger.readable(after), "after");
    EXPECT_EQ(ledger.readable(first), "first");
}

// Whoever can write the disk but has no key must not be able to have keys destroyed.
TEST(Erasure, IsNotDoneOnTheWordOfARecordThatIsNotTheLedgers) {
    Administered ledger;
    ledger.log({"ada"}, "x");
    const std::uint64_t of_bob = ledger.log({"bob"}, "bob");
    const std::string keyring = ledger.directory() + "/keyring.db";
    fs::copy_file(keyring, keyring + ".backup");
    ASSERT_TRUE(ledger.erase("ada"));
    fs::rename(keyring + ".backup", keyring);
    auto reader =
        Administered::made(reader::LedgerReader::open(*ledger.machine.storage, ledger.directory()));
    auto keys = Administered::made(keys::UnlockedKeys::open(
        *ledger.machine.storage, ledger.machine.random,
        {ledger.directory(), {ledger.key_directory()}, ledger.created().ledger_id, true},
        keys::Keyring::Mode::kReadWrite));
    const Status refused = reader::follow_ledger(reader, *keys, Hash{});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kDamaged);
    EXPECT_NE(Administered::made(keys->keyring().subjects().find("ada")), std::nullopt);
    keys.reset();
    EXPECT_EQ(ledger.readable(of_bob), "bob");
}

TEST(Erasure, RefusesAnEventAboutMorePeopleThanAKeyRecordHolds) {
    store::CreateOptions options;
    options.segment_size_limit = format::kSegmentSizeMin;
    Administered ledger(options);
    std::vector<std::string> people;
    for (int i = 0; i < 2100; ++i) people.push_back(std::to_string(i));
    auto writer = ledger.open();
    const store::Event crowd = Administered::about(people, "x");
    const auto refused = writer->append({&crowd, 1});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kTooLarge);
    people.resize(1900);
    const store::Event fewer = Administered::about(people, "y");
    ASSERT_TRUE(writer->append({&fewer, 1}));
    ledger.closed(*writer);
    EXPECT_EQ(ledger.verify().verdict, verifier::Verdict::kVerified);
}

TEST(Erasure, ACopyThatIsWrittenToUsesNoNonceAgain) {
    Administered ledger;
    ledger.log({"ada"}, "x");
    const std::string copy = ledger.directory() + ".copy";
    fs::copy(ledger.directory(), copy, fs::copy_options::recursive);
    std::set<std::pair<std::uint64_t, std::string>> used;
    std::size_t sealed = 0;
    for (const std::string& directory : {ledger.directory(), copy}) {
        const auto random = platform::system_random();
        const platform::Platform machine{*ledger.machine.storage, ledger.machine.clock, *random};
        auto options = ledger.writer_options();
        options.directory = directory;
        auto writer = Administered::made(store::LedgerWriter::open(machine, options));
        const store::Event events[] = {Administered::about({"ada"}, "y"),
                                       Administered::about({}, "z"),
                                       Administered::about({"ada", "bob"}, "w")};
        ASSERT_TRUE(writer->append(events));
        ASSERT_TRUE(writer->close());
        auto reader =
            Administered::made(reader::LedgerReader::open(*ledger.machine.storage, directory));
        for (std::uint64_t i = 0; i < reader.size(); ++i) {
            const auto entry = Administered::made(reader.entry(i));
            if (!format::is_event(entry) || (directory == copy && i < 6)) continue;
            used.emplace(entry.key_id, std::string(as_text(entry.nonce)));
            ++sealed;
        }
    }
    EXPECT_EQ(used.size(), sealed);
    EXPECT_GE(sealed, 7U);
}

}  // namespace
}  // namespace counterfoil::admin
