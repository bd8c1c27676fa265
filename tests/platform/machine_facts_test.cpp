// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/machine_facts.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "ledger/platform/descriptor.h"
#include "ledger/platform/storage.h"
#include "tests/support/temporary_directory.h"

namespace counterfoil::platform {
namespace {

TEST(MachineFacts, NameTheMachine) {
    const MachineFacts facts = machine_facts();
    EXPECT_FALSE(facts.processor.empty());
    EXPECT_GE(facts.processors, 1U);
    EXPECT_GT(facts.memory_bytes, std::uint64_t{1} << 20U);
    EXPECT_EQ(facts.kernel.substr(0, 6), "Linux ");
}

TEST(MachineFacts, TellFileSystemsApart) {
    EXPECT_EQ(file_system_of("/proc"), "proc");
    EXPECT_EQ(file_system_of("/nothing is here"), "unknown");
}

TEST(MachineFacts, CountTheMemoryOfThisProcess) {
    const std::uint64_t before = anonymous_memory_bytes();
    ASSERT_GT(before, 0U);
    const std::vector<char> more(64U << 20U, 'x');
    EXPECT_GT(anonymous_memory_bytes(), before + (60U << 20U));
    EXPECT_EQ(more.back(), 'x');
}

// The first page is asked after, since the kernel reads ahead only of what is read.
bool is_cached(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    void* mapped = ::mmap(nullptr, 4096, PROT_READ, MAP_SHARED, file.number(), 0);
    EXPECT_NE(mapped, MAP_FAILED);
    unsigned char resident = 0;
    EXPECT_EQ(::mincore(mapped, 4096, &resident), 0);
    ::munmap(mapped, 4096);
    return (resident & 1U) != 0;
}

TEST(MachineFacts, AFileIsForgottenWithItsContent) {
    // Beside the tests on the disk: a file system in memory has nowhere to forget to.
    const test::TemporaryDirectory place(COUNTERFOIL_BINARY_DIR);
    const std::string path = place.path() + "/file";
    const auto storage = posix_storage();
    const Bytes content(1U << 20U, 'x');
    ASSERT_TRUE(write_new_file(*storage, path, content).ok());
    ASSERT_TRUE(is_cached(path));
    ASSERT_TRUE(forget_cached(path).ok());
    EXPECT_FALSE(is_cached(path));
    const Result<Bytes> again = read_file(*storage, path, content.size());
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(*again, content);
    EXPECT_EQ(forget_cached(place.path() + "/nothing").error().code, ErrorCode::kNotFound);
}

TEST(MachineFacts, WaitsBecomePunctual) {
    wake_punctually();
    EXPECT_EQ(::prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0), 1);
}

}  // namespace
}  // namespace counterfoil::platform
