// SPDX-License-Identifier: Apache-2.0
// The golden ledger of format v1 in tests/golden/v1: made with a fixed clock, fixed randomness and
// test keys, and never made again once it is released. COUNTERFOIL_WRITE_GOLDEN=1 writes it, which
// is right only for a format that nobody has yet.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "ledger/store/writer.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::store {
namespace {

namespace fs = std::filesystem;
using test::event;
using test::TestLedger;

fs::path golden() {
    return fs::path(COUNTERFOIL_SOURCE_DIR) / "tests" / "golden" / "v1";
}

// Two segments, two streams, two checkpoints, an open tail that was recovered.
std::unique_ptr<TestLedger> same_again() {
    CreateOptions options;
    options.segment_size_limit = format::kSegmentSizeMin;
    options.origin = "golden.example/v1";
    auto ledger = std::make_unique<TestLedger>(options);
    WriterOptions writer_options = ledger->writer_options();
    writer_options.long_lived = true;
    {
        auto writer = ledger->open(writer_options);
        const Event events[] = {event("payments", "{\"amount\": 1}"), event("logins", "alice"),
                                event("payments", "{\"amount\": 2}")};
        require(writer->append(events).ok() && writer->close().ok(), "the golden ledger is made");
    }
    {
        auto writer = ledger->open(writer_options);
        const Event one = event("logins", "bob, just before the power went");
        require(writer->append({&one, 1}).ok(), "the golden ledger is made");
    }
    auto writer = ledger->open(writer_options);
    const Event one = event("logins", "carol, after recovery");
    require(writer->append({&one, 1}).ok() && writer->close().ok(), "the golden ledger is made");
    return ledger;
}

// SQLite's file is not ours to pin, and holds no evidence.
bool is_pinned(const fs::path& path) {
    return path.filename() != "keyring.db" && path.filename() != "lock";
}

TEST(GoldenLedger, IsMadeAgainByteForByte) {
    const auto ledger = same_again();
    if (std::getenv("COUNTERFOIL_WRITE_GOLDEN") != nullptr) {
        fs::remove_all(golden());
        fs::create_directories(golden());
        fs::copy(ledger->directory(), golden() / "ledger", fs::copy_options::recursive);
        fs::copy(ledger->key_directory(), golden() / "keys", fs::copy_options::recursive);
    }
    const auto disk = platform::posix_storage();
    std::size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(ledger->directory())) {
        if (!entry.is_regular_file() || !is_pinned(entry.path())) continue;
        const fs::path expected =
            golden() / "ledger" / fs::relative(entry.path(), ledger->directory());
        ASSERT_TRUE(fs::exists(expected)) << expected;
        EXPECT_EQ(TestLedger::made(platform::read_file(*disk, entry.path().string(), 1U << 20U)),
                  TestLedger::made(platform::read_file(*disk, expected.string(), 1U << 20U)))
            << entry.path();
        ++files;
    }
    EXPECT_GE(files, 7U);
}

TEST(GoldenLedger, VerifiesUnderItsPin) {
    const auto disk = platform::posix_storage();
    test::FixedClock clock;
    const auto ledger = same_again();
    verifier::VerifyOptions options;
    options.pin = ledger->pin();
    const auto report =
        verifier::verify_ledger(*disk, clock, (golden() / "ledger").string(), options);
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerifiedWithEvents) << test::findings_of(report);
    EXPECT_EQ(report.event_records, 5U);
}

TEST(GoldenLedger, OpensWithItsTestKey) {
    const auto disk = platform::posix_storage();
    test::FixedRandom random;
    auto reader =
        TestLedger::made(reader::LedgerReader::open(*disk, (golden() / "ledger").string()));
    // A copy, because SQLite may touch the directory of what it opens.
    test::TemporaryDirectory copy;
    fs::copy(golden() / "ledger", copy.path("ledger"), fs::copy_options::recursive);
    // Git keeps no access modes, and keys that others can read are refused.
    fs::copy(golden() / "keys", copy.path("keys"));
    for (const auto& file : fs::directory_iterator(copy.path("keys"))) {
        fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    }
    auto keys = TestLedger::made(keys::UnlockedKeys::open(
        *disk, random, {copy.path("ledger"), {copy.path("keys")}, reader.ledger_id(), true},
        keys::Keyring::Mode::kRead));
    std::string all;
    for (std::uint64_t sequence = 0; sequence < reader.size(); ++sequence) {
        const auto record = TestLedger::made(reader.record(sequence));
        if (record.entry.type != static_cast<std::uint8_t>(format::RecordType::kEvent)) continue;
        const Bytes plaintext = TestLedger::made(keys->opener().open(record.entry, record.body));
        all += std::string(as_text(format::decode_envelope(plaintext)->event)) + "\n";
    }
    EXPECT_EQ(all,
              "{\"amount\": 1}\nalice\n{\"amount\": 2}\nbob, just before the power went\n"
              "carol, after recovery\n");
}

}  // namespace
}  // namespace counterfoil::store
