// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/simulated/simulated_disk.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/crash/simulated/crash_image.h"

namespace counterfoil::crash {
namespace {

using platform::OpenMode;

class SimulatedDiskTest : public testing::Test {
  protected:
    ScratchDatabases databases_;
    SimulatedDisk disk_{SimulatedDisk::with_directories({"/data"}), databases_, 1};

    std::unique_ptr<platform::File> open(const std::string& path, OpenMode mode) {
        auto file = disk_.open(path, mode);
        require(file.ok(), file ? "" : file.error().message.c_str());
        return std::move(*file);
    }
    // A file of so many sectors, each of one letter, synced with its directory.
    std::unique_ptr<platform::File> synced_file(const std::string& path, std::size_t sectors) {
        auto file = open(path, OpenMode::kCreateNew);
        EXPECT_TRUE(file->write_at(0, letters('o', sectors)));
        EXPECT_TRUE(file->sync());
        EXPECT_TRUE(disk_.sync_directory("/data"));
        return file;
    }
    static Bytes letters(char letter, std::size_t sectors) {
        return Bytes(sectors * kSectorSize, static_cast<std::uint8_t>(letter));
    }
    // What each state that a power loss can leave holds at this path: the first letter of each
    // sector, or "-" when it is not there.
    std::set<std::string> after_power_losses(const std::string& path) {
        std::set<std::string> found;
        const std::vector<Unit> units = units_of(disk_.state());
        const Choices choices(units, {}, 7);
        EXPECT_TRUE(choices.exhaustive());
        for (std::uint64_t number = 0; number < choices.count(); ++number) {
            const DiskState image = after_power_loss(disk_.state(), units, choices.at(number));
            found.insert(described(image, path));
        }
        return found;
    }
    static std::string described(const DiskState& state, const std::string& path) {
        const auto inode = state.find(path);
        if (!inode) return "-";
        const Content& content = state.inode(*inode).visible;
        std::string text;
        for (std::uint64_t at = 0; at < content.size(); at += kSectorSize) {
            std::uint8_t letter = 0;
            static_cast<void>(content.read(at, {&letter, 1}));
            text += letter == 0 ? '.' : static_cast<char>(letter);
        }
        return text;
    }
};

using Texts = std::set<std::string>;

TEST_F(SimulatedDiskTest, SyncedSectorsCannotBeLost) {
    synced_file("/data/f", 2);
    EXPECT_EQ(after_power_losses("/data/f"), Texts({"oo"}));
}

TEST_F(SimulatedDiskTest, UnsyncedSectorsAreLostOneByOne) {
    auto file = synced_file("/data/f", 3);
    ASSERT_TRUE(file->write_at(0, letters('n', 2)));
    EXPECT_EQ(after_power_losses("/data/f"), Texts({"ooo", "noo", "ono", "nno"}));
}

TEST_F(SimulatedDiskTest, ASectorWrittenTwiceMayHoldAnyOfItsVersions) {
    auto file = synced_file("/data/f", 1);
    ASSERT_TRUE(file->write_at(0, letters('1', 1)));
    ASSERT_TRUE(file->write_at(0, letters('2', 1)));
    EXPECT_EQ(after_power_losses("/data/f"), Texts({"o", "1", "2"}));
}

TEST_F(SimulatedDiskTest, SectorsWhoseBytesStayAreNoChoice) {
    auto file = synced_file("/data/f", 3);
    Bytes bytes = letters('o', 3);
    bytes[600] = 'n';
    ASSERT_TRUE(file->write_at(0, bytes));
    EXPECT_EQ(units_of(disk_.state()).size(), 1U);
}

TEST_F(SimulatedDiskTest, AWindowOfNSectorsHasTwoToTheNImages) {
    for (std::size_t sectors = 1; sectors <= 10; ++sectors) {
        auto file = synced_file("/data/f" + std::to_string(sectors), sectors);
        ASSERT_TRUE(file->write_at(0, letters('n', sectors)));
        const std::vector<Unit> units = units_of(disk_.state());
        const Choices choices(units, {}, sectors);
        std::set<std::uint64_t> images;
        for (std::uint64_t number = 0; number < choices.count(); ++number) {
            images.insert(after_power_loss(disk_.state(), units, choices.at(number)).hash());
        }
        EXPECT_EQ(images.size(), 1U << sectors);
        ASSERT_TRUE(file->sync());
    }
}

TEST_F(SimulatedDiskTest, ALargeWindowIsSampled) {
    auto file = synced_file("/data/f", 20);
    ASSERT_TRUE(file->write_at(0, letters('n', 20)));
    const std::vector<Unit> units = units_of(disk_.state());
    const Choices choices(units, {4096, 50}, 1);
    EXPECT_FALSE(choices.exhaustive());
    std::set<std::string> found;
    for (std::uint64_t number = 0; number < choices.count(); ++number) {
        found.insert(
            described(after_power_loss(disk_.state(), units, choices.at(number)), "/data/f"));
    }
    EXPECT_TRUE(found.contains(std::string(20, 'o')));
    EXPECT_TRUE(found.contains(std::string(20, 'n')));
    EXPECT_TRUE(found.contains(std::string(7, 'n') + std::string(13, 'o')));
    EXPECT_TRUE(found.contains("n" + std::string(19, 'o')));
    EXPECT_TRUE(found.contains("o" + std::string(19, 'n')));
    EXPECT_GT(found.size(), 80U);
}

TEST_F(SimulatedDiskTest, ASizeIsLostOrKeptWithoutItsBytes) {
    auto file = synced_file("/data/f", 1);
    ASSERT_TRUE(file->write_at(kSectorSize, letters('n', 2)));
    EXPECT_EQ(after_power_losses("/data/f"), Texts({"o", "o..", "on.", "o.n", "onn"}));
}

TEST_F(SimulatedDiskTest, ANewFileIsLostUntilItsDirectoryIsSynced) {
    auto file = open("/data/f", OpenMode::kCreateNew);
    ASSERT_TRUE(file->write_at(0, letters('n', 1)));
    ASSERT_TRUE(file->sync());
    EXPECT_EQ(after_power_losses("/data/f"), Texts({"-", "n"}));
    ASSERT_TRUE(disk_.sync_directory("/data"));
    EXPECT_EQ(after_power_losses("/data/f"), Texts({"n"}));
}

TEST_F(SimulatedDiskTest, ARenameIsAtomicAndLostUntilItsDirectoryIsSynced) {
    synced_file("/data/f", 1);
    ASSERT_TRUE(disk_.rename_new("/data/f", "/data/g"));
    const std::vector<Unit> units = units_of(disk_.state());
    ASSERT_EQ(units.size(), 1U);
    const DiskState lost = after_power_loss(disk_.state(), units, {0});
    EXPECT_TRUE(lost.find("/data/f") && !lost.find("/data/g"));
    const DiskState kept = after_power_loss(disk_.state(), units, {1});
    EXPECT_TRUE(!kept.find("/data/f") && kept.find("/data/g"));
    ASSERT_TRUE(disk_.sync_directory("/data"));
    EXPECT_EQ(after_power_losses("/data/g"), Texts({"o"}));
}

TEST_F(SimulatedDiskTest, ARemovalAndADirectoryAreLostUntilTheirDirectoryIsSynced) {
    synced_file("/data/f", 1);
    ASSERT_TRUE(disk_.remove_file("/data/f"));
    EXPECT_EQ(after_power_losses("/data/f"), Texts({"-", "o"}));
    ASSERT_TRUE(disk_.make_directory("/data/d"));
    ASSERT_TRUE(open("/data/d/f", OpenMode::kCreateNew)->sync());
    ASSERT_TRUE(disk_.sync_directory("/data/d"));
    EXPECT_EQ(after_power_losses("/data/d/f"), Texts({"-", ""}));
    ASSERT_TRUE(disk_.sync_directory("/data"));
    EXPECT_EQ(after_power_losses("/data/d/f"), Texts({""}));
    EXPECT_EQ(after_power_losses("/data/f"), Texts({"-"}));
}

TEST_F(SimulatedDiskTest, RunIsGoneAfterAPowerLoss) {
    ASSERT_TRUE(disk_.make_directory("/run/d"));
    ASSERT_TRUE(disk_.sync_directory("/run"));
    EXPECT_EQ(after_power_losses("/run/d"), Texts({"-"}));
}

TEST_F(SimulatedDiskTest, AKilledProcessLeavesAPrefixOfItsLastWrite) {
    auto file = synced_file("/data/f", 3);
    ASSERT_TRUE(file->write_at(0, letters('n', 3)));
    const Operation write = disk_.journal().back();
    SimulatedDisk before(disk_.base(), databases_, 1);
    for (const std::uint64_t length : {0U, 1U, 512U, 700U, 1535U}) {
        DiskState state = disk_.base();
        for (std::size_t i = 0; i + 1 < disk_.journal().size(); ++i) {
            state.apply(disk_.journal()[i]);
        }
        state.apply_prefix(write, length);
        Bytes bytes(3 * kSectorSize);
        const auto inode = state.find("/data/f");
        ASSERT_TRUE(inode);
        EXPECT_EQ(state.inode(*inode).visible.read(0, bytes), bytes.size());
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            ASSERT_EQ(bytes[i], i < length ? 'n' : 'o') << length << " at " << i;
        }
    }
}

TEST_F(SimulatedDiskTest, AFailedSyncIsReportedOnceAndItsSectorsNeverBecomeDurable) {
    auto file = synced_file("/data/f", 2);
    ASSERT_TRUE(file->write_at(0, letters('n', 2)));
    disk_.fail({Fault::Class::kSync, disk_.asked(Fault::Class::kSync), Fault::Effect::kLoseAll});
    EXPECT_EQ(file->sync().error().code, ErrorCode::kIo);
    EXPECT_TRUE(file->sync());
    EXPECT_EQ(described(disk_.state(), "/data/f"), "nn");
    EXPECT_EQ(after_power_losses("/data/f"), Texts({"oo"}));
    // What is written again is dirty again.
    ASSERT_TRUE(file->write_at(0, letters('m', 1)));
    ASSERT_TRUE(file->sync());
    EXPECT_EQ(after_power_losses("/data/f"), Texts({"mo"}));

    std::uint8_t letter = 0;
    const Bytes second = letters('x', 1);
    ASSERT_TRUE(open("/data/f", OpenMode::kRead)->read_at(kSectorSize, {&letter, 1}));
    EXPECT_EQ(letter, 'n');
    ASSERT_TRUE(open("/data/f", OpenMode::kReadDevice)->read_at(kSectorSize, {&letter, 1}));
    EXPECT_EQ(letter, 'o');
    ASSERT_TRUE(open("/data/f", OpenMode::kRead)->read_at(kSectorSize, {&letter, 1}));
    EXPECT_EQ(letter, 'o');
}

TEST_F(SimulatedDiskTest, ATornWriteFailsAndLeavesAPart) {
    auto file = synced_file("/data/f", 8);
    disk_.fail({Fault::Class::kWrite, disk_.asked(Fault::Class::kWrite), Fault::Effect::kTorn});
    EXPECT_FALSE(file->write_at(0, letters('n', 8)));
    Bytes bytes(8 * kSectorSize);
    ASSERT_TRUE(file->read_at(0, bytes));
    EXPECT_EQ(bytes.front(), 'n');
    EXPECT_EQ(bytes.back(), 'o');
}

TEST_F(SimulatedDiskTest, ALockEndsWithItsOpenFile) {
    synced_file("/data/f", 1);
    auto first = open("/data/f", OpenMode::kReadWrite);
    auto second = open("/data/f", OpenMode::kReadWrite);
    EXPECT_TRUE(*first->try_lock());
    EXPECT_FALSE(*second->try_lock());
    EXPECT_TRUE(*second->is_locked_elsewhere());
    EXPECT_FALSE(*first->is_locked_elsewhere());
    first.reset();
    EXPECT_TRUE(*second->try_lock());
    SimulatedDisk next(disk_.state(), databases_, 1);
    auto other = next.open("/data/f", OpenMode::kReadWrite);
    ASSERT_TRUE(other);
    EXPECT_TRUE(*(*other)->try_lock());
}

TEST_F(SimulatedDiskTest, ACrashLeavesTheDatabaseOfItsMoment) {
    const auto rows = [](SimulatedDisk& disk) {
        auto database = disk.open_database("/data/db", platform::Database::Mode::kRead);
        require(database.ok(), "the database opens");
        auto select = database->prepare("SELECT COUNT(*) FROM t");
        require(select.ok() && select->step().ok(), "the database is read");
        return select->integer(0);
    };
    auto database = disk_.open_database("/data/db", platform::Database::Mode::kCreate);
    ASSERT_TRUE(database);
    ASSERT_TRUE(database->execute("CREATE TABLE t (n INTEGER)"));
    disk_.mark(1);
    const DiskState none = disk_.state();
    ASSERT_TRUE(database->execute("INSERT INTO t VALUES (1)"));
    disk_.mark(2);
    const DiskState one = disk_.state();
    ASSERT_TRUE(database->execute("INSERT INTO t VALUES (2)"));
    ASSERT_TRUE(disk_.sync_directory("/data"));
    const std::vector<Operation>& journal = disk_.journal();
    EXPECT_EQ(std::count_if(journal.begin(), journal.end(),
                            [](const Operation& operation) {
                                return operation.kind == Operation::Kind::kDatabase;
                            }),
              3);
    SimulatedDisk first(none, databases_, 1);
    SimulatedDisk second(one, databases_, 1);
    EXPECT_EQ(rows(first), 0U);
    EXPECT_EQ(rows(second), 1U);
    EXPECT_EQ(rows(disk_), 2U);
}

TEST_F(SimulatedDiskTest, WhatAnotherThreadWroteStandsAtASeededPlaceOfTheJournal) {
    const auto made = [&](std::uint64_t seed) {
        SimulatedDisk disk(SimulatedDisk::with_directories({"/data"}), databases_, seed);
        std::thread other([&] {
            auto file = disk.open("/data/spare", OpenMode::kCreateNew);
            require(file.ok() && (*file)->write_at(0, letters('s', 4)).ok(), "a spare is made");
        });
        for (int i = 0; i < 20; ++i) disk.mark(static_cast<std::uint64_t>(i));
        other.join();
        EXPECT_TRUE(disk.kind("/data/spare"));
        std::vector<std::string> journal;
        for (const Operation& operation : disk.journal()) journal.push_back(text_of(operation));
        return journal;
    };
    EXPECT_EQ(made(1), made(1));
    EXPECT_NE(made(1), made(2));
}

TEST_F(SimulatedDiskTest, TheJournalLeadsToTheStateThatProgramsSee) {
    auto file = synced_file("/data/f", 4);
    ASSERT_TRUE(file->write_at(100, letters('n', 2)));
    ASSERT_TRUE(disk_.make_directory("/data/d"));
    ASSERT_TRUE(disk_.rename_new("/data/f", "/data/g"));
    DiskState state = disk_.base();
    for (const Operation& operation : disk_.journal()) state.apply(operation);
    EXPECT_EQ(state.hash(), disk_.state().hash());
}

}  // namespace
}  // namespace counterfoil::crash
