// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/tile_tree.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "ledger/format/directory.h"
#include "ledger/merkle/tiles.h"
#include "ledger/notes/tile_path.h"
#include "ledger/platform/forwarding_storage.h"
#include "ledger/publish/proofs.h"
#include "tests/support/faulty_storage.h"
#include "tests/support/forge.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::publish {
namespace {

namespace fs = std::filesystem;
using test::FaultyStorage;
using test::TemporaryDirectory;
using test::TestLedger;

// By path relative to the tree.
std::map<std::string, Bytes> files_of(const std::string& directory) {
    std::map<std::string, Bytes> files;
    const auto storage = platform::posix_storage();
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
        if (!entry.is_regular_file()) continue;
        const std::string path = fs::relative(entry.path(), directory).string();
        if (path == "lock") continue;
        files[path] =
            TestLedger::made(platform::read_file(*storage, entry.path().string(), 1U << 30U));
    }
    return files;
}

// A ledger that grows, and trees of it.
class TileTreeTest : public testing::Test {
  protected:
    TileTreeTest() : ledger_(without_syncs()), writer_(ledger_.open()) { storage_.syncs = false; }
    static store::CreateOptions without_syncs() {
        store::CreateOptions options;
        options.sync_policy = format::SyncPolicy::kNone;
        return options;
    }

    // Events up to exactly this size, and a checkpoint of it.
    void grow_to(std::uint64_t size) {
        if (writer_->size() < size && !started_) add(1);
        started_ = true;
        ASSERT_GE(size, writer_->size());
        // A roll adds a record of its own, hardly with the very last one.
        if (size > writer_->size() + 1000) add(size - writer_->size() - 100);
        while (writer_->size() < size) add(size - writer_->size() > 200 ? 100 : 1);
        ASSERT_EQ(writer_->size(), size);
        publish();
    }
    void add(std::uint64_t count) {
        const std::vector<store::Event> events(count, test::event("s", "an event"));
        require(writer_->append(events).ok(), "events are taken");
    }
    void publish() { require(writer_->publish_checkpoint().ok(), "a checkpoint is published"); }

    [[nodiscard]] reader::LedgerReader reader() {
        return TestLedger::made(
            reader::LedgerReader::open(*ledger_.machine.storage, ledger_.directory()));
    }
    [[nodiscard]] Result<WrittenTiles> write(const std::string& directory) {
        reader::LedgerReader opened = reader();
        return write_tile_tree(opened, storage_, directory, options_);
    }
    [[nodiscard]] verifier::Report judge(const std::string& directory) {
        verifier::VerifyOptions options;
        options.pin = ledger_.pin();
        return verifier::verify_tiles(*ledger_.machine.storage, ledger_.machine.clock, directory,
                                      options);
    }
    void expect_verified(const std::string& directory, const std::string& when = "") {
        const verifier::Report report = judge(directory);
        EXPECT_EQ(report.verdict, verifier::Verdict::kVerified)
            << when << ' ' << test::findings_of(report);
    }

    TestLedger ledger_;
    std::unique_ptr<store::LedgerWriter> writer_;
    bool started_ = false;
    TemporaryDirectory place_;
    std::string tree_ = place_.path("tree");
    FaultyStorage storage_;
    TileTreeOptions options_;
};

// All that a tree made at once has is in one that grew, byte for byte; what that one has beside
// are partial tiles of earlier sizes.
void expect_same(const std::string& grown, const std::string& at_once) {
    const auto expected = files_of(at_once);
    const auto found = files_of(grown);
    for (const auto& [path, content] : expected) {
        ASSERT_TRUE(found.contains(path)) << path;
        EXPECT_EQ(found.at(path), content) << path;
    }
    for (const auto& [path, content] : found) {
        if (expected.contains(path)) continue;
        const auto tile = notes::parse_tile_path(path);
        ASSERT_TRUE(tile && tile->width < 256) << path;
        const std::string directory = path.substr(0, path.rfind('/') + 1);
        const auto newer = std::find_if(expected.begin(), expected.end(), [&](const auto& each) {
            return each.first.starts_with(directory);
        });
        ASSERT_NE(newer, expected.end()) << path << " is of a tile that is full";
        EXPECT_TRUE(std::equal(content.begin(), content.end(), newer->second.begin())) << path;
    }
}

TEST_F(TileTreeTest, ThatGrewIsTheSameAsOneMadeAtOnce) {
    int number = 0;
    for (const std::uint64_t size : {6U, 7U, 255U, 256U, 257U, 511U, 700U, 1024U, 1300U}) {
        grow_to(size);
        const WrittenTiles written = TestLedger::made(write(tree_));
        EXPECT_TRUE(written.changed);
        EXPECT_EQ(written.checkpoint_size, size);
        const std::string at_once = place_.path("at-once-" + std::to_string(++number));
        EXPECT_EQ(TestLedger::made(write(at_once)).previous_size, 0U);
        expect_same(tree_, at_once);
        expect_verified(tree_);
        expect_verified(at_once);
    }
}

TEST_F(TileTreeTest, GrowsAcrossAFullTileOfTheNextLevel) {
    for (const std::uint64_t size : {65535U, 65536U, 65537U}) {
        grow_to(size);
        ASSERT_TRUE(write(tree_).ok());
        EXPECT_EQ(fs::exists(tree_ + "/tile/1/000"), size >= 65536);
        EXPECT_EQ(fs::exists(tree_ + "/tile/1/000.p"), size < 65536);
        EXPECT_EQ(fs::exists(tree_ + "/tile/2/000.p/1"), size >= 65536);
        EXPECT_EQ(fs::exists(tree_ + "/tile/0/256.p/1"), size > 65536);
        expect_verified(tree_);
    }
    const std::string at_once = place_.path("at-once");
    ASSERT_TRUE(write(at_once).ok());
    expect_same(tree_, at_once);
}

TEST_F(TileTreeTest, CostsWhatIsNewAndNothingWhenNothingIs) {
    grow_to(2000);
    const WrittenTiles first = TestLedger::made(write(tree_));
    EXPECT_EQ(first.bundles, 8U);
    EXPECT_EQ(first.tiles, 9U);
    const WrittenTiles again = TestLedger::made(write(tree_));
    EXPECT_FALSE(again.changed);
    EXPECT_EQ(again.bytes, 0U);
    EXPECT_EQ(again.previous_size, 2000U);
    grow_to(2010);
    std::uint64_t hashed = 0;
    options_.progress = [&](std::uint64_t, std::uint64_t total) {
        ++hashed;
        EXPECT_EQ(total, 10U);
    };
    const WrittenTiles more = TestLedger::made(write(tree_));
    EXPECT_EQ(hashed, 10U);
    EXPECT_EQ(more.bundles, 1U);
    EXPECT_EQ(more.tiles, 1U);
    EXPECT_EQ(more.previous_size, 2000U);
}

TEST_F(TileTreeTest, NeverChangesAFullTileAndRemovesThePartialOnesThatItReplaces) {
    grow_to(300);
    ASSERT_TRUE(write(tree_).ok());
    const auto before = files_of(tree_);
    grow_to(320);
    ASSERT_TRUE(write(tree_).ok());
    EXPECT_TRUE(fs::exists(tree_ + "/tile/0/001.p/44")) << "readers may have the older checkpoint";
    EXPECT_TRUE(fs::exists(tree_ + "/tile/entries/001.p/44"));
    grow_to(600);
    ASSERT_TRUE(write(tree_).ok());
    EXPECT_FALSE(fs::exists(tree_ + "/tile/0/001.p"));
    EXPECT_FALSE(fs::exists(tree_ + "/tile/entries/001.p"));
    const auto after = files_of(tree_);
    for (const auto& [path, content] : before) {
        const auto tile = notes::parse_tile_path(path);
        if (tile && tile->width == 256) {
            EXPECT_EQ(after.at(path), content) << path;
        }
    }
    EXPECT_TRUE(fs::exists(tree_ + "/tile/1/000.p/1")) << "the tile is still partial";
    EXPECT_TRUE(fs::exists(tree_ + "/tile/1/000.p/2"));
    expect_verified(tree_);
}

TEST_F(TileTreeTest, MayBeReadByEverybody) {
    const mode_t before = ::umask(0077);
    grow_to(300);
    ASSERT_TRUE(write(tree_).ok());
    ::umask(before);
    struct stat about = {};
    ASSERT_EQ(::stat(tree_.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 07777, 0755U);
    for (const auto& entry : fs::recursive_directory_iterator(tree_)) {
        if (entry.path().filename() == "lock") continue;
        ASSERT_EQ(::stat(entry.path().c_str(), &about), 0);
        EXPECT_EQ(about.st_mode & 07777, entry.is_directory() ? 0755U : 0644U) << entry.path();
    }
}

TEST_F(TileTreeTest, TakesOverTheCosignaturesOfACheckpoint) {
    grow_to(20);
    ASSERT_TRUE(write(tree_).ok());
    const std::string note =
        TestLedger::made(platform::read_file(storage_, tree_ + "/checkpoint", 4096)).empty()
            ? ""
            : std::string(as_text(files_of(tree_)["checkpoint"]));
    const std::string cosigned = ledger_.directory() + "/checkpoints/" +
                                 format::cosigned_file_name(reader().head().checkpoint_count - 1);
    const std::string line = "\u2014 witness.example AQIDBAUGBwg=\n";
    std::ofstream(cosigned) << note << line;
    const WrittenTiles written = TestLedger::made(write(tree_));
    EXPECT_TRUE(written.changed);
    EXPECT_EQ(written.tiles + written.bundles, 0U);
    EXPECT_EQ(as_text(files_of(tree_)["checkpoint"]), note + line);
    expect_verified(tree_);
}

TEST_F(TileTreeTest, RefusesAndLeavesWhatIsNotItsOwn) {
    grow_to(300);
    ASSERT_TRUE(write(tree_).ok());
    const auto refused = [&](const std::string& what, const std::string& word) {
        const auto before = files_of(tree_);
        const auto result = write(tree_);
        ASSERT_FALSE(result.ok()) << what;
        EXPECT_EQ(result.error().code, ErrorCode::kExists) << what << result.error().message;
        EXPECT_NE(result.error().message.find(word), std::string::npos) << result.error().message;
        EXPECT_EQ(files_of(tree_), before) << what;
    };
    const std::string right = place_.path("right");
    const auto spoil = [&](const std::string& path, auto change) {
        fs::remove_all(right);
        fs::copy(tree_, right, fs::copy_options::recursive);
        change(tree_ + "/" + path);
    };
    const auto restore = [&] {
        fs::remove_all(tree_);
        fs::rename(right, tree_);
    };
    const auto flip = [](const std::string& path) {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(70);
        const char byte = static_cast<char>(file.get() ^ 1);
        file.seekp(70);
        file.put(byte);
    };
    grow_to(310);
    spoil("tile/0/001.p/44", flip);
    refused("a tile at the edge was changed", "not those of the checkpoint");
    restore();
    spoil("tile/0/001.p/44", [](const std::string& path) { fs::remove(path); });
    refused("a tile at the edge is missing", "not whole");
    restore();
    spoil("tile/0/001.p/44", [](const std::string& path) { fs::resize_file(path, 100); });
    refused("a tile at the edge is short", "not whole");
    restore();
    spoil("checkpoint", [](const std::string& path) { std::ofstream(path) << "mine\n"; });
    refused("no note", "no signed note");
    restore();

    // Another ledger's, one of the same name, and a newer one.
    TestLedger other;
    auto writer = other.open();
    ASSERT_TRUE(writer->append(std::vector(1, test::event("s", "other"))).ok());
    ASSERT_TRUE(writer->publish_checkpoint().ok());
    auto other_reader =
        TestLedger::made(reader::LedgerReader::open(*other.machine.storage, other.directory()));
    const auto another = write_tile_tree(other_reader, storage_, tree_, options_);
    ASSERT_FALSE(another.ok());
    EXPECT_NE(another.error().message.find("put back to an older copy"), std::string::npos);
    spoil("checkpoint", [&](const std::string& path) {
        std::ofstream(path) << TestLedger::made(newest_checkpoint(other_reader));
    });
    refused("another history under the same name", "another history");
    restore();
    const auto in_the_ledger = write(ledger_.directory());
    ASSERT_FALSE(in_the_ledger.ok());
    EXPECT_NE(in_the_ledger.error().message.find("is a ledger"), std::string::npos);
    ASSERT_TRUE(write(tree_).ok());
    expect_verified(tree_);
}

TEST_F(TileTreeTest, FollowsNoLinksInTheTree) {
    grow_to(300);
    fs::create_directory(tree_);
    fs::create_directory(place_.path("elsewhere"));
    fs::create_directory_symlink(place_.path("elsewhere"), tree_ + "/tile");
    const auto refused = write(tree_);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::kExists);
    EXPECT_TRUE(fs::is_empty(place_.path("elsewhere")));
    fs::remove(tree_ + "/tile");
    fs::create_directory(place_.path("site"));
    fs::create_directory_symlink(place_.path("site"), place_.path("link"));
    ASSERT_TRUE(write(place_.path("link") + "/").ok()) << "but the tree itself may be behind one";
    expect_verified(place_.path("site"));
}

TEST_F(TileTreeTest, IsWrittenByOneAtATime) {
    grow_to(300);
    Result<WrittenTiles> second = Error{};
    options_.progress = [&](std::uint64_t done, std::uint64_t) {
        if (done != 100) return;
        reader::LedgerReader opened = reader();
        second = write_tile_tree(opened, storage_, tree_, {});
    };
    ASSERT_TRUE(write(tree_).ok());
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().code, ErrorCode::kBusy);
    expect_verified(tree_);
}

TEST_F(TileTreeTest, NeedsAPublishedCheckpoint) {
    test::Forge forge;
    forge.init();
    forge.close();
    forge.write(place_.path("unpublished"));
    auto opened =
        TestLedger::made(reader::LedgerReader::open(storage_, place_.path("unpublished")));
    const auto refused = write_tile_tree(opened, storage_, tree_, options_);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::kNotFound);
    EXPECT_FALSE(fs::exists(tree_));
}

// A disk that knows what a power failure would undo.
class WatchedStorage : public platform::ForwardingStorage {
  public:
    explicit WatchedStorage(platform::Storage& disk) : ForwardingStorage(disk) {}
    std::set<std::string> unsynced_files;
    std::set<std::string> unsynced_directories;
    std::vector<std::string> shown;  // What took its name, in order.

    Result<std::unique_ptr<platform::File>> open(const std::string& path,
                                                 platform::OpenMode mode) override {
        auto file = under().open(path, mode);
        if (!file || mode == platform::OpenMode::kRead) return file;
        return std::unique_ptr<platform::File>(new WatchedFile(*this, std::move(*file)));
    }
    Status make_public_directory(const std::string& path) override {
        unsynced_directories.insert(platform::parent(path));
        return under().make_public_directory(path);
    }
    Status rename_over(const std::string& source, const std::string& target) override {
        EXPECT_FALSE(unsynced_files.contains(source)) << target;
        if (target.ends_with("/checkpoint")) {
            EXPECT_TRUE(unsynced_directories.empty()) << *unsynced_directories.begin();
        }
        shown.push_back(target);
        unsynced_directories.insert(platform::parent(target));
        return under().rename_over(source, target);
    }
    Status remove_file(const std::string& path) override {
        if (under().kind(path)) {
            EXPECT_TRUE(!shown.empty() && unsynced_directories.empty())
                << path << " goes before the new checkpoint is durable";
        }
        return under().remove_file(path);
    }
    Status sync_directory(const std::string& path) override {
        unsynced_directories.erase(path);
        return {};
    }

  private:
    class WatchedFile : public platform::ForwardingFile {
      public:
        WatchedFile(WatchedStorage& disk, std::unique_ptr<platform::File> file)
            : ForwardingFile(std::move(file)), disk_(disk) {}
        Status write_at(std::uint64_t offset, ByteView bytes) override {
            disk_.unsynced_files.insert(path());
            return under().write_at(offset, bytes);
        }
        Status sync() override {
            disk_.unsynced_files.erase(path());
            return {};
        }

      private:
        WatchedStorage& disk_;
    };
};

TEST_F(TileTreeTest, ShowsACheckpointWhenAllThatItNeedsIsDurable) {
    for (const std::uint64_t size : {250U, 530U}) {
        grow_to(size);
        WatchedStorage watched(storage_);
        reader::LedgerReader opened = reader();
        ASSERT_TRUE(write_tile_tree(opened, watched, tree_, options_).ok());
        ASSERT_GE(watched.shown.size(), 4U);
        EXPECT_EQ(watched.shown.back(), tree_ + "/checkpoint");
        EXPECT_EQ(watched.shown[watched.shown.size() - 2], tree_ + "/evidence.tar");
        EXPECT_TRUE(watched.unsynced_files.empty());
        EXPECT_TRUE(watched.unsynced_directories.empty());
    }
}

// What a reader sees at each moment is a whole tree, the old one or the new one.
TEST_F(TileTreeTest, IsWholeWhereverItStopsAndGoesOnFromThere) {
    grow_to(250);
    ASSERT_TRUE(write(tree_).ok());
    grow_to(530);
    const std::string start = place_.path("start");
    fs::copy(tree_, start, fs::copy_options::recursive);
    for (const bool cancelled : {false, true}) {
        for (int stop_at = 1;; ++stop_at) {
            fs::remove_all(tree_);
            fs::copy(start, tree_, fs::copy_options::recursive);
            int count = 0;
            if (cancelled) {
                options_.cancelled = [&] { return ++count >= stop_at; };
                stop_at += 9;
            } else {
                storage_.fault = [&](test::Operation, const std::string&) -> Status {
                    if (++count < stop_at) return {};
                    return Error{ErrorCode::kIo, "planted: input/output error"};
                };
            }
            const auto written = write(tree_);
            storage_.fault = [](test::Operation, const std::string&) { return Status(); };
            options_.cancelled = {};
            const verifier::Report report = judge(tree_);
            const std::string when =
                (cancelled ? "cancelled at " : "failed at ") + std::to_string(stop_at);
            EXPECT_TRUE(report.verdict == verifier::Verdict::kVerified ||
                        report.verdict == verifier::Verdict::kVerifiedWithEvents)
                << when << ' ' << test::findings_of(report);
            EXPECT_TRUE(report.tree_size == 250 || report.tree_size == 530) << when;
            if (written.ok()) {
                EXPECT_GT(stop_at, 20);
                break;
            }
            ASSERT_TRUE(write(tree_).ok()) << when;
            const verifier::Report after = judge(tree_);
            EXPECT_EQ(after.tree_size, 530U) << when;
            EXPECT_EQ(after.verdict, verifier::Verdict::kVerified)
                << when << ' ' << test::findings_of(after);
        }
    }
}

}  // namespace
}  // namespace counterfoil::publish
