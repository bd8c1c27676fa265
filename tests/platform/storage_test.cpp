// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/storage.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/platform/child_process.h"
#include "tests/support/temporary_directory.h"

namespace counterfoil::platform {
namespace {

using test::ChildEnd;
using test::ChildProcess;
using test::Pipe;
using testing::HasSubstr;

class PosixStorage : public testing::Test {
  protected:
    void write(const std::string& name, std::string_view content) {
        const Status status = write_new_file(*storage_, at(name), as_bytes(content));
        ASSERT_TRUE(status.ok()) << status.error().message;
    }
    std::string read(const std::string& name) {
        const Result<Bytes> content = read_file(*storage_, at(name), 1'000'000);
        return content ? std::string(as_text(*content)) : content.error().message;
    }
    std::string at(const std::string& name) const { return directory_.path(name); }
    std::unique_ptr<File> open(const std::string& name, OpenMode mode = OpenMode::kReadWrite) {
        auto file = storage_->open(at(name), mode);
        return file ? std::move(*file) : nullptr;
    }

    test::TemporaryDirectory directory_;
    std::unique_ptr<Storage> storage_ = posix_storage();
};

template <class T>
void expect_error(const Result<T>& result, ErrorCode code, const std::string& path) {
    ASSERT_FALSE(result.ok()) << path;
    EXPECT_EQ(result.error().code, code) << result.error().message;
    EXPECT_THAT(result.error().message, HasSubstr(path));
    EXPECT_THAT(result.error().message, testing::Not(testing::EndsWith(".")));
}

TEST_F(PosixStorage, ReadsBackWhatItWroteAtAnyOffset) {
    const auto file = open("file", OpenMode::kCreateNew);
    ASSERT_NE(file, nullptr);
    ASSERT_TRUE(file->write_at(10'000, as_bytes("far")).ok());
    ASSERT_TRUE(file->write_at(0, as_bytes("near")).ok());
    ASSERT_TRUE(file->sync().ok());
    EXPECT_EQ(file->size().value(), 10'003u);

    Bytes bytes(8);
    EXPECT_EQ(file->read_at(10'000, bytes).value(), 3u) << "the file ends here";
    EXPECT_EQ(as_text(ByteView(bytes).first(3)), "far");
    EXPECT_EQ(file->read_at(0, bytes).value(), 8u);
    EXPECT_EQ(as_text(ByteView(bytes).first(4)), "near");
    EXPECT_EQ(file->read_at(20'000, bytes).value(), 0u);
    EXPECT_EQ(file->read_at(0, {}).value(), 0u);
    EXPECT_EQ(file->path(), at("file"));
}

TEST_F(PosixStorage, RefusesOffsetsThatNoFileCanHave) {
    const auto file = open("file", OpenMode::kCreateNew);
    Bytes bytes(8);
    for (const std::uint64_t offset : {std::numeric_limits<std::uint64_t>::max(),
                                       std::uint64_t{1} << 63, (std::uint64_t{1} << 63) - 4}) {
        expect_error(file->read_at(offset, bytes), ErrorCode::kInvalidArgument, at("file"));
        expect_error(file->write_at(offset, bytes), ErrorCode::kInvalidArgument, at("file"));
    }
}

TEST_F(PosixStorage, CreatesFilesAndDirectoriesForTheirOwnerOnly) {
    const mode_t before = ::umask(0);
    write("file", "x");
    ASSERT_TRUE(storage_->make_directory(at("directory")).ok());
    ::umask(before);
    struct stat about = {};
    ASSERT_EQ(::stat(at("file").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 07777, 0600u);
    ASSERT_EQ(::stat(at("directory").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 07777, 0700u);
}

TEST_F(PosixStorage, LetsEverybodyReadWhatIsMadeForEverybody) {
    const mode_t before = ::umask(0077);
    const auto file = open("file", OpenMode::kCreatePublic);
    const Status made = storage_->make_public_directory(at("directory"));
    ::umask(before);
    ASSERT_NE(file, nullptr);
    ASSERT_TRUE(made.ok());
    EXPECT_TRUE(file->write_at(0, as_bytes("x")).ok());
    struct stat about = {};
    ASSERT_EQ(::stat(at("file").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 07777, 0644u);
    ASSERT_EQ(::stat(at("directory").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 07777, 0755u);
    expect_error(storage_->open(at("file"), OpenMode::kCreatePublic), ErrorCode::kExists,
                 at("file"));
    expect_error(storage_->make_public_directory(at("directory")), ErrorCode::kExists,
                 at("directory"));
    expect_error(storage_->make_public_directory(at("no/directory")), ErrorCode::kNotFound,
                 at("no/directory"));
}

TEST_F(PosixStorage, NeverCreatesOverWhatIsThere) {
    write("file", "first");
    ASSERT_EQ(::symlink("nowhere", at("dangling").c_str()), 0);
    expect_error(storage_->open(at("file"), OpenMode::kCreateNew), ErrorCode::kExists, at("file"));
    expect_error(storage_->open(at("dangling"), OpenMode::kCreateNew), ErrorCode::kExists,
                 at("dangling"));
    expect_error(write_new_file(*storage_, at("file"), as_bytes("second")), ErrorCode::kExists,
                 at("file"));
    EXPECT_EQ(read("file"), "first");
    ASSERT_TRUE(storage_->make_directory(at("directory")).ok());
    expect_error(storage_->make_directory(at("directory")), ErrorCode::kExists, at("directory"));
}

TEST_F(PosixStorage, SaysThatAMissingFileIsMissing) {
    expect_error(storage_->open(at("no"), OpenMode::kRead), ErrorCode::kNotFound, at("no"));
    expect_error(storage_->open(at("no"), OpenMode::kReadWrite), ErrorCode::kNotFound, at("no"));
    expect_error(storage_->open(at("no/file"), OpenMode::kCreateNew), ErrorCode::kNotFound,
                 at("no/file"));
    expect_error(storage_->kind(at("no")), ErrorCode::kNotFound, at("no"));
    expect_error(storage_->list(at("no")), ErrorCode::kNotFound, at("no"));
    expect_error(storage_->remove_file(at("no")), ErrorCode::kNotFound, at("no"));
    expect_error(storage_->remove_directory(at("no")), ErrorCode::kNotFound, at("no"));
    expect_error(storage_->sync_directory(at("no")), ErrorCode::kNotFound, at("no"));
    expect_error(storage_->rename_new(at("no"), at("new")), ErrorCode::kNotFound, at("no"));
    expect_error(storage_->rename_over(at("no"), at("new")), ErrorCode::kNotFound, at("no"));
    expect_error(storage_->make_directory(at("no/directory")), ErrorCode::kNotFound,
                 at("no/directory"));
}

TEST_F(PosixStorage, OpensRegularFilesOnlyAndNeverBlocks) {
    write("file", "x");
    ASSERT_EQ(::symlink(at("file").c_str(), at("link").c_str()), 0);
    ASSERT_EQ(::mkfifo(at("fifo").c_str(), 0600), 0);
    ASSERT_TRUE(storage_->make_directory(at("directory")).ok());
    const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, at("socket").c_str(), sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);

    for (const std::string& path : {at("link"), at("fifo"), at("directory"), at("socket"),
                                    std::string("/dev/null"), std::string("/dev/zero")}) {
        expect_error(storage_->open(path, OpenMode::kRead), ErrorCode::kInvalidArgument, path);
        expect_error(storage_->open(path, OpenMode::kReadWrite), ErrorCode::kInvalidArgument, path);
    }
    ::close(listener);
}

TEST_F(PosixStorage, RefusesAPathWithAZeroByte) {
    write("file", "x");
    const std::string path = at("file") + std::string("\0.tmp", 5);
    const std::string shown = at("file") + "\\x00.tmp";
    expect_error(storage_->open(path, OpenMode::kRead), ErrorCode::kInvalidArgument, shown);
    expect_error(storage_->kind(path), ErrorCode::kInvalidArgument, shown);
    expect_error(storage_->remove_file(path), ErrorCode::kInvalidArgument, shown);
    expect_error(storage_->rename_over(path, at("other")), ErrorCode::kInvalidArgument, shown);
    expect_error(storage_->rename_over(at("file"), path), ErrorCode::kInvalidArgument, shown);
    expect_error(storage_->map(path, AccessPattern::kRandom), ErrorCode::kInvalidArgument, shown);
}

TEST_F(PosixStorage, KeepsControlCharactersOfANameOutOfItsMessages) {
    const auto result = storage_->open(at("a\nVERIFIED\x1b[2J"), OpenMode::kRead);
    expect_error(result, ErrorCode::kNotFound, at("a\\x0aVERIFIED\\x1b[2J"));
}

TEST_F(PosixStorage, TellsKindsApartWithoutFollowingLinks) {
    write("file", "x");
    ASSERT_TRUE(storage_->make_directory(at("directory")).ok());
    ASSERT_EQ(::symlink("directory", at("link").c_str()), 0);
    ASSERT_EQ(::mkfifo(at("fifo").c_str(), 0600), 0);
    EXPECT_EQ(storage_->kind(at("file")).value(), EntryKind::kFile);
    EXPECT_EQ(storage_->kind(at("directory")).value(), EntryKind::kDirectory);
    EXPECT_EQ(storage_->kind(at("link")).value(), EntryKind::kOther);
    EXPECT_EQ(storage_->kind(at("fifo")).value(), EntryKind::kOther);
}

TEST_F(PosixStorage, ListsSortedByNameWithKinds) {
    for (const char* name : {"b", "a", "a.b", "B", "10", "9", ".hidden"}) write(name, "");
    ASSERT_TRUE(storage_->make_directory(at("c")).ok());
    ASSERT_EQ(::symlink("c", at("link").c_str()), 0);
    const auto entries = storage_->list(directory_.path());
    ASSERT_TRUE(entries.ok());
    std::vector<std::string> names;
    for (const DirectoryEntry& entry : *entries) {
        names.push_back(entry.name);
        const EntryKind expected = entry.name == "c"      ? EntryKind::kDirectory
                                   : entry.name == "link" ? EntryKind::kOther
                                                          : EntryKind::kFile;
        EXPECT_EQ(entry.kind, expected) << entry.name;
    }
    EXPECT_EQ(names,
              (std::vector<std::string>{".hidden", "10", "9", "B", "a", "a.b", "b", "c", "link"}));
    expect_error(storage_->list(at("b")), ErrorCode::kInvalidArgument, at("b"));
}

TEST_F(PosixStorage, RenamesToANewNameOnly) {
    write("source", "source");
    write("target", "target");
    expect_error(storage_->rename_new(at("source"), at("target")), ErrorCode::kExists,
                 at("target"));
    EXPECT_EQ(read("source"), "source");
    EXPECT_EQ(read("target"), "target");
    ASSERT_TRUE(storage_->rename_new(at("source"), at("free")).ok());
    EXPECT_EQ(read("free"), "source");
    expect_error(storage_->kind(at("source")), ErrorCode::kNotFound, at("source"));
}

TEST_F(PosixStorage, SaysOfANameThatIsTakenThatNothingWasOverwritten) {
    write("taken", "theirs");
    const std::string taken = at("taken");
    for (const Status& refused :
         {write_new_file(*storage_, taken, as_bytes("ours")),
          write_whole_file(*storage_, taken, as_bytes("ours")), storage_->make_directory(taken)}) {
        expect_error(refused, ErrorCode::kExists, taken + ": it exists already");
        EXPECT_THAT(refused.error().message, HasSubstr("nothing was overwritten; choose another"));
        // How it was to be done is nobody's concern.
        EXPECT_THAT(refused.error().message, testing::Not(HasSubstr(".tmp")));
    }
    EXPECT_EQ(read("taken"), "theirs");
    expect_error(storage_->kind(taken + ".tmp"), ErrorCode::kNotFound, taken + ".tmp");
}

TEST_F(PosixStorage, RenamesADirectoryToANewNameOnlyEvenWhenTheTargetIsEmpty) {
    ASSERT_TRUE(storage_->make_directory(at("source")).ok());
    ASSERT_TRUE(storage_->make_directory(at("target")).ok());
    expect_error(storage_->rename_new(at("source"), at("target")), ErrorCode::kExists,
                 at("target"));
}

TEST_F(PosixStorage, RenamesOverATarget) {
    write("source", "source");
    write("target", "target");
    const FileIdentity moved = open("source")->identity().value();
    ASSERT_TRUE(storage_->rename_over(at("source"), at("target")).ok());
    EXPECT_EQ(read("target"), "source");
    EXPECT_EQ(open("target")->identity().value(), moved) << "a rename keeps the identity";
    ASSERT_TRUE(storage_->sync_directory(directory_.path()).ok());
}

TEST_F(PosixStorage, SaysWhoMayUseAFile) {
    write("file", "x");
    const FileAccess own = open("file")->access().value();
    EXPECT_EQ(own.mode, 0600U);
    EXPECT_TRUE(own.owned_by_us);
    EXPECT_EQ(own.owned_by_root, ::geteuid() == 0);
    std::filesystem::permissions(at("file"), std::filesystem::perms{0644});
    EXPECT_EQ(open("file")->access().value().mode, 0644U);
    if (::geteuid() != 0) return;  // Nobody else can give a file away.
    ASSERT_EQ(::chown(at("file").c_str(), 65534, 65534), 0);
    const FileAccess given_away = open("file", OpenMode::kRead)->access().value();
    EXPECT_FALSE(given_away.owned_by_us);
    EXPECT_FALSE(given_away.owned_by_root);
}

TEST_F(PosixStorage, SeesAReplacementByTheIdentity) {
    write("file", "x");
    const auto old = open("file", OpenMode::kRead);
    write("new", "x");
    ASSERT_TRUE(storage_->rename_over(at("new"), at("file")).ok());
    EXPECT_FALSE(old->identity().value() == open("file")->identity().value());
    EXPECT_GT(open("file")->changed_ns().value(), 1'600'000'000'000'000'000U)
        << "it is 2020 or later";
}

TEST_F(PosixStorage, RemovesFilesAndEmptyDirectoriesOnly) {
    ASSERT_TRUE(storage_->make_directory(at("directory")).ok());
    write("directory/file", "x");
    EXPECT_FALSE(storage_->remove_directory(at("directory")).ok());
    EXPECT_FALSE(storage_->remove_file(at("directory")).ok());
    EXPECT_TRUE(storage_->remove_file(at("directory/file")).ok());
    EXPECT_TRUE(storage_->remove_directory(at("directory")).ok());
    expect_error(storage_->kind(at("directory")), ErrorCode::kNotFound, at("directory"));
}

TEST_F(PosixStorage, LocksAgainstASecondOpenFileOfTheSameProcess) {
    const auto first = open("lock", OpenMode::kCreateNew);
    const auto second = open("lock");
    EXPECT_FALSE(second->is_locked_elsewhere().value());
    EXPECT_TRUE(first->try_lock().value());
    EXPECT_TRUE(first->try_lock().value()) << "one's own lock is no obstacle";
    EXPECT_FALSE(second->try_lock().value());
    EXPECT_TRUE(second->is_locked_elsewhere().value());
    EXPECT_FALSE(first->is_locked_elsewhere().value()) << "one's own lock does not count";
    const auto reader = open("lock", OpenMode::kRead);
    EXPECT_TRUE(reader->is_locked_elsewhere().value());
    expect_error(reader->try_lock(), ErrorCode::kInvalidArgument, at("lock"));
}

TEST_F(PosixStorage, KeepsItsLockWhenAnotherOpenFileOfTheSameNameIsClosed) {
    const auto first = open("lock", OpenMode::kCreateNew);
    ASSERT_TRUE(first->try_lock().value());
    open("lock").reset();  // A POSIX record lock would be gone now.
    EXPECT_FALSE(open("lock")->try_lock().value());
}

TEST_F(PosixStorage, FreesItsLockByDestruction) {
    auto first = open("lock", OpenMode::kCreateNew);
    ASSERT_TRUE(first->try_lock().value());
    const auto second = open("lock");
    first.reset();
    EXPECT_FALSE(second->is_locked_elsewhere().value());
    EXPECT_TRUE(second->try_lock().value());
}

TEST_F(PosixStorage, LocksAgainstAnotherProcess) {
    const auto mine = open("lock", OpenMode::kCreateNew);
    ASSERT_TRUE(mine->try_lock().value());
    ChildProcess child([&] {
        const auto other = open("lock");
        if (other->try_lock().value()) return 1;
        return other->is_locked_elsewhere().value() ? 0 : 2;
    });
    EXPECT_EQ(child.wait(), (ChildEnd{0, 0}));
}

TEST_F(PosixStorage, IsFreeAgainWhenTheProcessThatHeldTheLockWasKilled) {
    const auto mine = open("lock", OpenMode::kCreateNew);
    Pipe told;
    ChildProcess child([&] {
        const auto other = open("lock");
        const char answer = other->try_lock().value() ? 'y' : 'n';
        if (::write(told.writing_end(), &answer, 1) != 1) return 1;
        for (;;) ::pause();
    });
    char answer = 0;
    ASSERT_EQ(::read(told.reading_end(), &answer, 1), 1);
    ASSERT_EQ(answer, 'y');
    EXPECT_FALSE(mine->try_lock().value());
    EXPECT_TRUE(mine->is_locked_elsewhere().value());
    child.send(SIGKILL);
    EXPECT_EQ(child.wait(), (ChildEnd{-1, SIGKILL}));
    EXPECT_TRUE(mine->try_lock().value());
}

// In the child a file may not grow past 10,000 bytes: the nearest thing to a full disk that needs
// no mount.
int with_small_files(const std::function<bool()>& claim) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit = {10'000, 10'000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 2;
    return claim() ? 0 : 1;
}

TEST_F(PosixStorage, SaysNoSpaceWhenAWriteFitsOnlyInPart) {
    ChildProcess child([&] {
        return with_small_files([&] {
            const auto file = open("file", OpenMode::kCreateNew);
            const Status status = file->write_at(9'000, Bytes(2'000));
            return !status.ok() && status.error().code == ErrorCode::kNoSpace &&
                   status.error().message.find(at("file")) != std::string::npos &&
                   file->size().value() == 10'000;
        });
    });
    EXPECT_EQ(child.wait(), (ChildEnd{0, 0}));
}

TEST_F(PosixStorage, LeavesNoTornFileWhenANewFileCannotBeWritten) {
    ChildProcess child([&] {
        return with_small_files([&] {
            const Status status = write_new_file(*storage_, at("file"), Bytes(20'000));
            return !status.ok() && status.error().code == ErrorCode::kNoSpace;
        });
    });
    EXPECT_EQ(child.wait(), (ChildEnd{0, 0}));
    expect_error(storage_->kind(at("file")), ErrorCode::kNotFound, at("file"));
}

TEST_F(PosixStorage, SaysPermissionWhenTheSystemDoes) {
    write("file", "x");
    ASSERT_EQ(::chmod(at("file").c_str(), 0), 0);
    ChildProcess child([&] {
        // Root may open everything, so the child gives that up if it has it.
        if (::geteuid() == 0 &&
            (::chmod(directory_.path().c_str(), 0755) != 0 || ::setuid(65534) != 0)) {
            return 2;
        }
        const auto file = storage_->open(at("file"), OpenMode::kRead);
        return !file && file.error().code == ErrorCode::kPermission ? 0 : 1;
    });
    EXPECT_EQ(child.wait(), (ChildEnd{0, 0}));
}

TEST_F(PosixStorage, ReplacesAFileAsAWhole) {
    const std::string path = directory_.path("replaced");
    const auto write = [](std::string_view text) {
        return [text](File& file) { return file.write_at(0, as_bytes(text)); };
    };
    ASSERT_TRUE(replace_file(*storage_, path, write("first")));
    ASSERT_TRUE(replace_file(*storage_, path, write("2")));
    EXPECT_EQ(as_text(*read_file(*storage_, path, 100)), "2");
    // What an earlier try left.
    ASSERT_TRUE(write_new_file(*storage_, path + ".tmp", as_bytes(std::string_view("torn"))));
    ASSERT_TRUE(replace_file(*storage_, path, write("third")));
    EXPECT_EQ(as_text(*read_file(*storage_, path, 100)), "third");
    const Status failed = replace_file(*storage_, path, [](File&) -> Status {
        return Error{ErrorCode::kNoSpace, "full"};
    });
    EXPECT_EQ(failed.error().code, ErrorCode::kNoSpace);
    EXPECT_EQ(as_text(*read_file(*storage_, path, 100)), "third");
    EXPECT_FALSE(storage_->kind(path + ".tmp"));
}

TEST_F(PosixStorage, ReplacesAFileOnlyOnceAtATime) {
    const std::string path = directory_.path("replaced");
    Status inner;
    const Status outer = replace_file(*storage_, path, [&](File& file) {
        inner = replace_file(*storage_, path, [](File& other) {
            return other.write_at(0, as_bytes(std::string_view("inner")));
        });
        return file.write_at(0, as_bytes(std::string_view("outer")));
    });
    EXPECT_TRUE(outer);
    EXPECT_EQ(inner.error().code, ErrorCode::kBusy);
    EXPECT_EQ(as_text(*read_file(*storage_, path, 100)), "outer");
}

TEST_F(PosixStorage, ReadsAWholeFileUpToTheLimitAndNoLongerOne) {
    write("file", std::string(5'000, 'x'));
    EXPECT_EQ(read_file(*storage_, at("file"), 5'000).value().size(), 5'000u);
    EXPECT_EQ(
        read_file(*storage_, at("file"), std::numeric_limits<std::uint64_t>::max()).value().size(),
        5'000u);
    expect_error(read_file(*storage_, at("file"), 4'999), ErrorCode::kTooLarge, at("file"));
    expect_error(read_file(*storage_, at("file"), 0), ErrorCode::kTooLarge, at("file"));
    write("empty", "");
    EXPECT_TRUE(read_file(*storage_, at("empty"), 0).value().empty());
}

TEST_F(PosixStorage, RefusesAHugeSparseFileWithoutReadingIt) {
    const auto file = open("sparse", OpenMode::kCreateNew);
    ASSERT_TRUE(file->write_at(std::uint64_t{1} << 40, as_bytes("x")).ok());
    expect_error(read_file(*storage_, at("sparse"), 1'000'000), ErrorCode::kTooLarge, at("sparse"));
}

TEST_F(PosixStorage, ReadsAFileThatClaimsToBeEmpty) {
    const Result<Bytes> content = read_file(*storage_, "/proc/self/maps", 10'000'000);
    ASSERT_TRUE(content.ok());
    EXPECT_GT(content->size(), 100u);
}

// A file of which every reading finds more, as a log that is being written.
class GrowingFile final : public File {
  public:
    explicit GrowingFile(std::uint64_t end) : end_(end) {}
    Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) const override {
        const std::uint64_t left = offset < end_ ? end_ - offset : 0;
        const std::size_t got = std::min<std::uint64_t>(into.size(), left);
        std::fill_n(into.begin(), got, std::uint8_t{'g'});
        return got;
    }
    Result<std::uint64_t> size() const override { return std::uint64_t{10}; }
    Status write_at(std::uint64_t, ByteView) override { return {}; }
    Status sync() override { return {}; }
    Result<FileIdentity> identity() const override { return FileIdentity{}; }
    Result<std::uint64_t> changed_ns() const override { return std::uint64_t{0}; }
    Result<FileAccess> access() const override { return FileAccess{}; }
    Result<bool> try_lock() override { return false; }
    Result<bool> is_locked_elsewhere() const override { return false; }
    const std::string& path() const override { return path_; }

  private:
    std::uint64_t end_;
    std::string path_ = "growing";
};

TEST_F(PosixStorage, ReadsTheDeviceAtAnyOffsetAndLengthAsItReadsAFile) {
    std::string content(300'001, ' ');
    for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * 7 % 251);
    write("file", content);
    const auto device = reading_the_device(*storage_);
    const auto file = device->open(at("file"), OpenMode::kRead);
    if (!file) {  // Memory file systems of older kernels: said, and nothing read from elsewhere.
        expect_error(file, ErrorCode::kUnsupported, "file");
        return;
    }
    EXPECT_EQ((*file)->size().value(), content.size());
    for (const std::size_t offset : {0U, 1U, 511U, 4095U, 4096U, 262'143U, 300'000U, 300'001U}) {
        for (const std::size_t length : {0U, 1U, 4096U, 262'145U, 400'000U}) {
            Bytes into(length);
            const auto got = (*file)->read_at(offset, into);
            ASSERT_TRUE(got) << got.error().message;
            const std::string expected = content.substr(offset, length);
            ASSERT_EQ(*got, expected.size()) << offset << ", " << length;
            ASSERT_TRUE(as_text(ByteView(into).first(*got)) == expected) << offset;
        }
    }
    expect_error((*file)->write_at(0, Bytes(1)), ErrorCode::kInvalidArgument, "file");
    expect_error((*file)->sync(), ErrorCode::kInvalidArgument, "file");
}

// posix_storage, but what it opens is a GrowingFile.
class GrowingStorage final : public Storage {
  public:
    explicit GrowingStorage(std::uint64_t end) : end_(end) {}
    Result<std::unique_ptr<File>> open(const std::string&, OpenMode) override {
        return std::unique_ptr<File>(std::make_unique<GrowingFile>(end_));
    }
    Result<std::unique_ptr<Mapping>> map(const std::string&, AccessPattern) override {
        return Error{};
    }
    Result<EntryKind> kind(const std::string&) override { return EntryKind::kFile; }
    Result<std::vector<DirectoryEntry>> list(const std::string&) override { return Error{}; }
    Status make_directory(const std::string&) override { return {}; }
    Status make_public_directory(const std::string&) override { return {}; }
    Status rename_new(const std::string&, const std::string&) override { return {}; }
    Status rename_over(const std::string&, const std::string&) override { return {}; }
    Status remove_file(const std::string&) override { return {}; }
    Status remove_directory(const std::string&) override { return {}; }
    Status sync_directory(const std::string&) override { return {}; }
    Result<Database> open_database(const std::string&, Database::Mode) override { return Error{}; }

  private:
    std::uint64_t end_;
};

TEST(ReadFile, KeepsToItsLimitWhenTheFileGrowsMeanwhile) {
    GrowingStorage endless(std::numeric_limits<std::uint64_t>::max());
    expect_error(read_file(endless, "growing", 200'000), ErrorCode::kTooLarge, "growing");
    expect_error(read_file(endless, "growing", 10), ErrorCode::kTooLarge, "growing");
    GrowingStorage grown(150'000);
    EXPECT_EQ(read_file(grown, "growing", 200'000).value().size(), 150'000u);
    EXPECT_EQ(read_file(grown, "growing", 150'000).value().size(), 150'000u);
    expect_error(read_file(grown, "growing", 149'999), ErrorCode::kTooLarge, "growing");
}

TEST_F(PosixStorage, MakesMissingDirectoriesAndAcceptsPresentOnes) {
    for (int round = 0; round < 2; ++round) {
        const Status status = make_directories(*storage_, at("a/b/c"));
        ASSERT_TRUE(status.ok()) << status.error().message;
    }
    EXPECT_TRUE(make_directories(*storage_, at("a/d/")).ok());
    EXPECT_TRUE(make_directories(*storage_, "/").ok());
    EXPECT_TRUE(make_directories(*storage_, ".").ok());
    EXPECT_EQ(storage_->kind(at("a/b/c")).value(), EntryKind::kDirectory);
    ASSERT_EQ(::symlink("a", at("link").c_str()), 0);
    EXPECT_TRUE(make_directories(*storage_, at("link/b")).ok());
    EXPECT_TRUE(make_directories(*storage_, at("link")).ok());
}

TEST_F(PosixStorage, MakesNoDirectoryWhereSomethingElseIs) {
    write("file", "x");
    ASSERT_EQ(::symlink("nowhere", at("dangling").c_str()), 0);
    expect_error(make_directories(*storage_, at("file")), ErrorCode::kExists, at("file"));
    expect_error(make_directories(*storage_, at("dangling")), ErrorCode::kExists, at("dangling"));
    EXPECT_FALSE(make_directories(*storage_, at("file/below")).ok());
    EXPECT_FALSE(make_directories(*storage_, "").ok());
}

TEST(StoragePaths, JoinWithExactlyOneSlash) {
    EXPECT_EQ(join("a", "b"), "a/b");
    EXPECT_EQ(join("a/", "b"), "a/b");
    EXPECT_EQ(join("/", "b"), "/b");
    EXPECT_EQ(join("", "b"), "b");
}

TEST(StoragePaths, ParentIsWhatIsLeftOfTheLastName) {
    const std::pair<const char*, const char*> cases[] = {
        {"/a/b/c", "/a/b"}, {"c", "."},       {"/a", "/"},   {"/", "/"},
        {"", "."},          {"a/b/", "a"},    {"a//b", "a"}, {"//a", "/"},
        {"./a", "."},       {"a/b/c", "a/b"}, {"///", "/"},  {"/a/b//", "/a"}};
    for (const auto& [path, expected] : cases) EXPECT_EQ(parent(path), expected) << path;
}

}  // namespace
}  // namespace counterfoil::platform
