// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "ledger/platform/storage.h"
#include "tests/support/temporary_directory.h"

namespace counterfoil::platform {
namespace {

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
        const ByteView bytes = (*mapping)->bytes();
        EXPECT_EQ(Bytes(bytes.begin(), bytes.end()), content);
    }
}

TEST_P(MappingOfAFile, IsEmptyForAnEmptyFile) {
    ASSERT_TRUE(write_new_file(*storage_, path_, {}).ok());
    const auto mapping = storage_->map(path_, GetParam());
    ASSERT_TRUE(mapping.ok()) << mapping.error().message;
    EXPECT_TRUE((*mapping)->bytes().empty());
}

TEST_P(MappingOfAFile, SeesWhatIsWrittenToTheFileLater) {
    ASSERT_TRUE(write_new_file(*storage_, path_, Bytes(8192)).ok());
    const auto mapping = storage_->map(path_, GetParam());
    ASSERT_TRUE(mapping.ok());
    auto file = storage_->open(path_, OpenMode::kReadWrite);
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE((*file)->write_at(5000, as_bytes("later")).ok());
    EXPECT_EQ(as_text((*mapping)->bytes().subspan(5000, 5)), "later");
}

TEST_P(MappingOfAFile, OutlivesTheName) {
    ASSERT_TRUE(write_new_file(*storage_, path_, as_bytes("still here")).ok());
    const auto mapping = storage_->map(path_, GetParam());
    ASSERT_TRUE(mapping.ok());
    ASSERT_TRUE(storage_->remove_file(path_).ok());
    EXPECT_EQ(as_text((*mapping)->bytes()), "still here");
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

}  // namespace
}  // namespace counterfoil::platform
