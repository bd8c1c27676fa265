// SPDX-License-Identifier: Apache-2.0
// The golden bundles of format v1: of records 3 to 8 of the golden ledger, disclosed, of its
// checkpoint and of a range, its tile tree, and proofs; never made again once they are released.
// COUNTERFOIL_WRITE_GOLDEN_BUNDLE=1 writes those that are not there, which is right only for a
// format that nobody has yet.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>

#include "ledger/keys/unlocked_keys.h"
#include "ledger/publish/bundle_writer.h"
#include "ledger/publish/checkpoint_evidence.h"
#include "ledger/publish/proofs.h"
#include "ledger/publish/range_writer.h"
#include "ledger/publish/tile_tree.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::publish {
namespace {

namespace fs = std::filesystem;
using test::TemporaryDirectory;
using test::TestLedger;

fs::path golden() {
    return fs::path(COUNTERFOIL_SOURCE_DIR) / "tests" / "golden" / "v1";
}

class GoldenKeys : public DisclosureSource {
  public:
    explicit GoldenKeys(keys::UnlockedKeys& keys) : keys_(keys) {}
    Result<std::optional<crypto::Secret256>> record_key(const format::Entry& entry) override {
        return std::optional<crypto::Secret256>(TestLedger::made(keys_.record_key(entry)));
    }
    Result<std::optional<DisclosedName>> stream_name(std::uint32_t stream_id) override {
        return std::optional<DisclosedName>(
            {*keys_.keyring().streams().name(stream_id),
             TestLedger::made(keys_.keyring().streams().name_key(stream_id))});
    }

  private:
    keys::UnlockedKeys& keys_;
};

verifier::Pin pin_of(const reader::LedgerReader& reader) {
    return {{reader.genesis().origin, notes::kTypeEd25519, reader.genesis().fixed.identity_key},
            reader.genesis_leaf()};
}

verifier::Report judged(test::FixedMachine& machine, const reader::LedgerReader& reader,
                        const std::string& path) {
    verifier::VerifyOptions how;
    how.pin = pin_of(reader);
    return verifier::verify_bundle(*machine.storage, machine.clock, path, how);
}

TEST(GoldenBundle, IsMadeAgainByteForByteAndIsVerified) {
    // Git keeps no access modes, and a key file must be its owner's only.
    const TemporaryDirectory place;
    fs::copy(golden(), place.path("v1"), fs::copy_options::recursive);
    for (const auto& file : fs::directory_iterator(place.path("v1/keys"))) {
        fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    }
    test::FixedMachine machine;
    auto reader =
        TestLedger::made(reader::LedgerReader::open(*machine.storage, place.path("v1/ledger")));
    const auto keys = TestLedger::made(keys::UnlockedKeys::open(
        *machine.storage, machine.random,
        {place.path("v1/ledger"), {place.path("v1/keys")}, reader.ledger_id(), reader.encrypted()},
        keys::Keyring::Mode::kRead));
    GoldenKeys disclosure(*keys);
    BundleOptions options;
    options.first = 3;
    options.count = 6;
    options.disclosure = &disclosure;
    const std::string path = place.path("evidence.tar");
    const auto written = write_bundle(reader, *machine.storage, path, options);
    ASSERT_TRUE(written.ok()) << written.error().message;
    EXPECT_EQ(written->disclosed_records, 3U);
    EXPECT_EQ(written->streams, 2U);

    const fs::path pinned = golden() / "evidence.tar";
    if (std::getenv("COUNTERFOIL_WRITE_GOLDEN_BUNDLE") != nullptr) {
        fs::copy(path, pinned, fs::copy_options::skip_existing);
    }
    const auto expected = platform::read_file(*machine.storage, pinned.string(), 1U << 20U);
    ASSERT_TRUE(expected.ok());
    EXPECT_EQ(TestLedger::made(platform::read_file(*machine.storage, path, 1U << 20U)), *expected);

    const verifier::Report report = judged(machine, reader, pinned.string());
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << verifier::report_text(report);
    ASSERT_EQ(report.disclosed.size(), 3U);
    EXPECT_EQ(report.disclosed[0].stream, "payments");
    EXPECT_EQ(as_text(report.disclosed[0].content), "{\"amount\": 1}");
}

// A bundle that needs no key: made again, and compared with the one that is pinned.
verifier::Report made_again(const char* name,
                            const std::function<Status(reader::LedgerReader&, platform::Storage&,
                                                       const std::string&)>& write) {
    test::FixedMachine machine;
    const TemporaryDirectory place;
    auto reader = TestLedger::made(
        reader::LedgerReader::open(*machine.storage, (golden() / "ledger").string()));
    const std::string path = place.path(name);
    const Status written = write(reader, *machine.storage, path);
    EXPECT_TRUE(written.ok()) << (written ? "" : written.error().message);
    const fs::path pinned = golden() / name;
    if (std::getenv("COUNTERFOIL_WRITE_GOLDEN_BUNDLE") != nullptr) {
        fs::copy(path, pinned, fs::copy_options::skip_existing);
    }
    EXPECT_EQ(TestLedger::made(platform::read_file(*machine.storage, path, 1U << 20U)),
              TestLedger::made(platform::read_file(*machine.storage, pinned.string(), 1U << 20U)));
    return judged(machine, reader, pinned.string());
}

template <class T>
Status status_of(const Result<T>& result) {
    return result ? Status() : Status(result.error());
}

TEST(GoldenBundle, OfACheckpointIsMadeAgainByteForByteAndIsVerified) {
    const verifier::Report report =
        made_again("checkpoint.tar", [](auto& reader, auto& storage, const std::string& path) {
            return status_of(write_checkpoint_evidence(reader, storage, path));
        });
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << verifier::report_text(report);
    EXPECT_EQ(report.evidence, verifier::Evidence::kCheckpoint);
}

TEST(GoldenBundle, OfARangeIsMadeAgainByteForByteAndIsVerified) {
    const verifier::Report report =
        made_again("range.tar", [](auto& reader, auto& storage, const std::string& path) {
            RangeOptions options;
            options.first = 3;
            options.end = 8;
            return status_of(write_range(reader, storage, path, options));
        });
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << verifier::report_text(report);
    EXPECT_EQ(report.evidence, verifier::Evidence::kRange);
    EXPECT_EQ(report.range->end, 8U);
}

// The text that `write` makes of the golden ledger, compared with the one that is pinned.
void expect_text(const char* name, const Result<std::string>& text) {
    ASSERT_TRUE(text.ok()) << text.error().message;
    const auto storage = platform::posix_storage();
    const std::string pinned = (golden() / name).string();
    if (std::getenv("COUNTERFOIL_WRITE_GOLDEN_BUNDLE") != nullptr && !fs::exists(pinned)) {
        ASSERT_TRUE(platform::write_new_file(*storage, pinned, as_bytes(*text)).ok());
    }
    EXPECT_EQ(*text, as_text(TestLedger::made(platform::read_file(*storage, pinned, 1U << 20U))));
}

TEST(GoldenProof, IsMadeAgainByteForByteAndIsVerified) {
    test::FixedMachine machine;
    auto reader = TestLedger::made(
        reader::LedgerReader::open(*machine.storage, (golden() / "ledger").string()));
    expect_text("record-3.tlog-proof", inclusion_proof_file(reader, 3));
    const TemporaryDirectory place;
    const format::Entry entry = TestLedger::made(reader.entry(3));
    ASSERT_TRUE(
        platform::write_new_file(*machine.storage, place.path("entry"), format::bytes_of(entry))
            .ok());
    verifier::ProofOptions options;
    options.pin = pin_of(reader);
    options.evidence_path = (golden() / "checkpoint.tar").string();
    options.entry_path = place.path("entry");
    const verifier::Report report = verifier::verify_proof(
        *machine.storage, machine.clock, (golden() / "record-3.tlog-proof").string(), options);
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << verifier::report_text(report);
}

TEST(GoldenProof, OfConsistencyIsMadeAgainByteForByteAndIsVerified) {
    test::FixedMachine machine;
    const std::string directory = (golden() / "ledger").string();
    auto reader = TestLedger::made(reader::LedgerReader::open(*machine.storage, directory));
    expect_text("consistency-9-15", consistency_proof_text(reader, 9, 15));
    verifier::ProofOptions options;
    options.pin = pin_of(reader);
    options.evidence_path = (golden() / "checkpoint.tar").string();
    const std::string notes = directory + "/checkpoints/";
    const verifier::Report report = verifier::verify_consistency_proof(
        *machine.storage, machine.clock,
        {(golden() / "consistency-9-15").string(), notes + "00000000000000000000.note",
         notes + "00000000000000000001.note"},
        options);
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << verifier::report_text(report);
}

TEST(GoldenTiles, AreMadeAgainByteForByteAndAreVerified) {
    test::FixedMachine machine;
    auto reader = TestLedger::made(
        reader::LedgerReader::open(*machine.storage, (golden() / "ledger").string()));
    const TemporaryDirectory place;
    ASSERT_TRUE(write_tile_tree(reader, *machine.storage, place.path("tiles"), {}).ok());
    const fs::path pinned = golden() / "tiles";
    std::size_t files = 0;
    for (const auto& file : fs::recursive_directory_iterator(place.path("tiles"))) {
        if (!file.is_regular_file() || file.path().filename() == "lock") continue;
        const fs::path expected = pinned / fs::relative(file.path(), place.path("tiles"));
        if (std::getenv("COUNTERFOIL_WRITE_GOLDEN_BUNDLE") != nullptr) {
            fs::create_directories(expected.parent_path());
            fs::copy(file, expected, fs::copy_options::skip_existing);
        }
        EXPECT_EQ(
            TestLedger::made(
                platform::read_file(*machine.storage, file.path().string(), 1U << 20U)),
            TestLedger::made(platform::read_file(*machine.storage, expected.string(), 1U << 20U)))
            << expected;
        ++files;
    }
    EXPECT_EQ(files, 4U);
    verifier::VerifyOptions options;
    options.pin = pin_of(reader);
    const verifier::Report report =
        verifier::verify_tiles(*machine.storage, machine.clock, pinned.string(), options);
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << verifier::report_text(report);
}

}  // namespace
}  // namespace counterfoil::publish
