// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "ledger/platform/storage.h"
#include "tests/support/temporary_directory.h"

namespace counterfoil::platform {
namespace {

// What a mapping gives from `offset`, `size` bytes at most.
std::string text_at(const Mapping& mapping, std::uint64_t offset, std::size_t size) {
    Bytes bytes(size);
    const Result<std::size_t> count = mapping.read_at(offset, bytes);
    if (!count) return count.error().message;
    return std::string(as_text(ByteView(bytes).first(*count)));
}

class MappingOfAFile : public testing::TestWithParam<AccessPattern> {
  protected:
    test::TemporaryDirectory directory_;
    std::unique_ptr<Storage> storage_ = posix_storage();
    std::string path_ = directory_.path("mapped");
};

INSTANTIATE_TEST_SUITE_P(Patterns, MappingOfAFile,
                         testing::Values(AccessPattern::kSequential, AccessPattern::kRandom));

TEST_P(MappingOfAFile, ShowsItsBytesWhateverItsLength) {
    for (const std::size_t size : {1u, 4095u, 4096u, 4097u, 100'000u}) {
        Bytes content(size);
        for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<std::uint8_t>(i * 7);
        const std::string path = directory_.path(std::to_string(size));
        ASSERT_TRUE(write_new_file(*storage_, path, content).ok());
        const auto mapping = storage_->map(path, GetParam());
        ASSERT_TRUE(mapping.ok()) << mapping.error().message;
        EXPECT_EQ((*mapping)->size(), size);
        Bytes bytes(size + 10);
        const Result<std::size_t> count = (*mapping)->read_at(0, bytes);
        ASSERT_TRUE(count.ok()) << count.error().message;
        EXPECT_EQ(*count, size) << "less than asked only at the end";
        bytes.resize(size);
        EXPECT_EQ(bytes, content);
    }
}

TEST_P(MappingOfAFile, IsReadAllTheSameBehindAnyAdvice) {
    const Bytes content(10'000, 7);
    ASSERT_TRUE(write_new_file(*storage_, path_, content).ok());
    const auto mapping = storage_->map(path_, GetParam());
    ASSERT_TRUE(mapping.ok());
    for (const std::uint64_t offset : {0u, 1u, 4095u, 9'999u, 10'000u, 1'000'000u}) {
        for (const std::uint64_t length :
             {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{5000}, ~std::uint64_t{0}}) {
            (*mapping)->will_read(offset, length);
        }
    }
    Bytes bytes(content.size());
    ASSERT_TRUE((*mapping)->read_at(0, bytes).ok());
    EXPECT_EQ(bytes, content);
}

TEST_P(MappingOfAFile, IsEmptyForAnEmptyFile) {
    ASSERT_TRUE(write_new_file(*storage_, path_, {}).ok());
    const auto mapping = storage_->map(path_, GetParam());
    ASSERT_TRUE(mapping.ok()) << mapping.error().message;
    EXPECT_EQ((*mapping)->size(), 0u);
    EXPECT_EQ(text_at(**mapping, 0, 5), "");
}

TEST_P(MappingOfAFile, SeesWhatIsWrittenToTheFileLater) {
    ASSERT_TRUE(write_new_file(*storage_, path_, Bytes(8192)).ok());
    const auto mapping = storage_->map(path_, GetParam());
    ASSERT_TRUE(mapping.ok());
    auto file = storage_->open(path_, OpenMode::kReadWrite);
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE((*file)->write_at(5000, as_bytes("later")).ok());
    EXPECT_EQ(text_at(**mapping, 5000, 5), "later");
}

TEST_P(MappingOfAFile, OutlivesTheName) {
    ASSERT_TRUE(write_new_file(*storage_, path_, as_bytes("still here")).ok());
    const auto mapping = storage_->map(path_, GetParam());
    ASSERT_TRUE(mapping.ok());
    ASSERT_TRUE(storage_->remove_file(path_).ok());
    EXPECT_EQ(text_at(**mapping, 0, 100), "still here");
    EXPECT_EQ(text_at(**mapping, 6, 4), "here");
    EXPECT_EQ(text_at(**mapping, 10, 4), "");
    EXPECT_EQ(text_at(**mapping, ~0ULL, 4), "");
}

TEST_P(MappingOfAFile, RefusesWhatIsNoRegularFile) {
    ASSERT_TRUE(write_new_file(*storage_, path_, as_bytes("x")).ok());
    ASSERT_EQ(::symlink(path_.c_str(), directory_.path("link").c_str()), 0);
    ASSERT_EQ(::mkfifo(directory_.path("fifo").c_str(), 0600), 0);
    for (const std::string& path : {directory_.path("link"), directory_.path("fifo"),
                                    directory_.path(), std::string("/dev/zero")}) {
        const auto mapping = storage_->map(path, GetParam());
        ASSERT_FALSE(mapping.ok()) << path;
        EXPECT_EQ(mapping.error().code, ErrorCode::kInvalidArgument) << mapping.error().message;
    }
    const auto missing = storage_->map(directory_.path("missing"), GetParam());
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
}

TEST_P(MappingOfAFile, SaysThatTheFileBecameShorter) {
    constexpr std::size_t kSize = 64 << 10;
    ASSERT_TRUE(write_new_file(*storage_, path_, Bytes(kSize, 'a')).ok());
    const auto mapping = storage_->map(path_, GetParam());
    ASSERT_TRUE(mapping.ok());
    ASSERT_EQ(::truncate(path_.c_str(), 8192), 0);
    Bytes all(kSize);
    const std::uint64_t gone[] = {8192, kSize - 1, 8190, 0};
    for (const std::uint64_t offset : gone) {
        const auto read = (*mapping)->read_at(offset, all);
        ASSERT_FALSE(read.ok()) << offset;
        EXPECT_EQ(read.error().code, ErrorCode::kIo);
        EXPECT_NE(read.error().message.find(path_), std::string::npos) << read.error().message;
        EXPECT_NE(read.error().message.find("became shorter while it was being read"),
                  std::string::npos)
            << read.error().message;
    }
    EXPECT_EQ(text_at(**mapping, 8190, 2), "aa") << "what is left can be read";
    ASSERT_EQ(::truncate(path_.c_str(), kSize), 0);
    EXPECT_EQ(text_at(**mapping, 8191, 2), std::string("a\0", 2)) << "and so can what came back";
}

// Each thread goes back to its own copy, however the faults of all fall together.
TEST_P(MappingOfAFile, SaysSoToEveryThread) {
    constexpr std::size_t kPage = 4096;
    constexpr std::uint64_t kThreads = 4;
    constexpr std::uint64_t kRounds = 200;
    ASSERT_TRUE(write_new_file(*storage_, path_, Bytes(16 * kPage, 'a')).ok());
    const auto mapping = storage_->map(path_, GetParam());
    ASSERT_TRUE(mapping.ok());
    ASSERT_EQ(::truncate(path_.c_str(), 8 * kPage), 0);
    std::atomic<std::uint64_t> right = 0;
    std::vector<std::thread> threads;
    for (std::uint64_t number = 0; number < kThreads; ++number) {
        threads.emplace_back([&, number] {
            Bytes into(4 * kPage);
            for (std::uint64_t i = 0; i < kRounds; ++i) {
                const auto there = (*mapping)->read_at(kPage, into);
                const auto gone = (*mapping)->read_at((6 + (i + number) % 8) * kPage, into);
                if (there.ok() && *there == into.size() && !gone.ok()) ++right;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(right.load(), kThreads * kRounds);
}

// Touches a page that a file does not have, as no code of ours does.
void touch_a_missing_page(const std::string& path) {
    auto storage = posix_storage();
    require(write_new_file(*storage, path, Bytes(8192)).ok(), "a file can be written");
    const auto mapping = storage->map(path, AccessPattern::kRandom);
    require(mapping.ok(), "a file can be mapped");
    require(::truncate(path.c_str(), 4096) == 0, "a file can be cut");
    Bytes into(8192);
    require(!(*mapping)->read_at(0, into).ok(), "the guard works before");
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    void* pages = ::mmap(nullptr, 8192, PROT_READ, MAP_SHARED, descriptor, 0);
    require(pages != MAP_FAILED, "a file can be mapped without a guard");
    static_cast<void>(static_cast<volatile const char*>(pages)[5000]);
}

void say_and_leave(int) {
    constexpr char kSaid[] = "the earlier handler";
    static_cast<void>(!::write(STDERR_FILENO, kSaid, sizeof kSaid));
    ::_exit(42);
}

// In a process of its own each, where no handler is installed yet.
class MappingDeathTest : public testing::Test {
  protected:
    MappingDeathTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
    test::TemporaryDirectory directory_;
    std::string path_ = directory_.path("mapped");
};

TEST_F(MappingDeathTest, AFaultOutsideACopyStillEndsTheProgram) {
    const auto by_default = [&] {
        ::signal(SIGBUS, SIG_DFL);
        touch_a_missing_page(path_);
    };
    EXPECT_EXIT(by_default(), testing::KilledBySignal(SIGBUS), "");
    const auto ignored = [&] {
        ::signal(SIGBUS, SIG_IGN);
        touch_a_missing_page(path_);
    };
    EXPECT_EXIT(ignored(), testing::KilledBySignal(SIGBUS), "");
}

TEST_F(MappingDeathTest, AFaultOutsideACopyReachesTheEarlierHandler) {
    const auto handled = [&] {
        ::signal(SIGBUS, say_and_leave);
        touch_a_missing_page(path_);
    };
    EXPECT_EXIT(handled(), testing::ExitedWithCode(42), "the earlier handler");
}

TEST_F(MappingDeathTest, ASignalThatIsSentStillEndsTheProgram) {
    const auto sent = [&] {
        ::signal(SIGBUS, SIG_DFL);
        const auto storage = posix_storage();
        require(write_new_file(*storage, path_, Bytes(1)).ok(), "a file can be written");
        require(storage->map(path_, AccessPattern::kRandom).ok(), "a file can be mapped");
        ::kill(::getpid(), SIGBUS);
    };
    EXPECT_EXIT(sent(), testing::KilledBySignal(SIGBUS), "");
}

}  // namespace
}  // namespace counterfoil::platform
