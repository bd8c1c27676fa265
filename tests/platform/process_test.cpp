// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

#include "ledger/platform/source.h"
#include "ledger/platform/storage.h"
#include "tests/platform/child_process.h"
#include "tests/support/temporary_directory.h"

namespace counterfoil::platform {
namespace {

using test::ChildEnd;
using test::ChildProcess;
using test::Pipe;

constexpr ChildEnd kAsClaimed = {0, 0};

bool tell(const Pipe& pipe) {
    return ::write(pipe.writing_end(), "!", 1) == 1;
}
void hear(const Pipe& pipe) {
    char told = 0;
    ASSERT_EQ(::read(pipe.reading_end(), &told, 1), 1) << "the child ended early";
}

class Interrupts : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Signals, Interrupts, testing::Values(SIGINT, SIGTERM));

TEST_P(Interrupts, OnlySetAFlagTheFirstTimeAndEndTheProgramTheSecond) {
    Pipe told;
    ChildProcess child([&] {
        catch_interrupts();
        if (interrupted() || !tell(told)) return 1;
        while (!interrupted()) ::usleep(1000);
        if (!tell(told)) return 2;
        for (;;) ::pause();
    });
    told.close_writing_end();
    hear(told);
    child.send(GetParam());
    hear(told);
    child.send(GetParam());
    EXPECT_EQ(child.wait(), (ChildEnd{-1, GetParam()}));
}

TEST_P(Interrupts, EndAReadThatWaits) {
    Pipe told;
    Pipe input;  // Stays open and empty: a read of it would wait for ever.
    ChildProcess child([&] {
        catch_interrupts();
        ::dup2(input.reading_end(), STDIN_FILENO);
        if (!tell(told)) return 1;
        const auto source = standard_input();
        Bytes bytes(100);
        const Result<std::size_t> got = source->read(bytes);
        return !got && got.error().code == ErrorCode::kInterrupted ? 0 : 2;
    });
    told.close_writing_end();
    hear(told);
    child.send(GetParam());
    EXPECT_EQ(child.wait(), kAsClaimed);
}

TEST_P(Interrupts, EndAReadThatWaitsInAnotherThread) {
    Pipe told;
    Pipe input;
    ChildProcess child([&] {
        catch_interrupts();
        ::dup2(input.reading_end(), STDIN_FILENO);
        int verdict = 1;
        sigset_t both;
        ::sigemptyset(&both);
        ::sigaddset(&both, SIGINT);
        ::sigaddset(&both, SIGTERM);
        std::thread reader([&] {
            // The signal cannot reach this thread, as if the kernel had chosen the other one.
            ::pthread_sigmask(SIG_BLOCK, &both, nullptr);
            if (!tell(told)) return;
            Bytes bytes(100);
            const Result<std::size_t> got = standard_input()->read(bytes);
            if (!got && got.error().code == ErrorCode::kInterrupted) verdict = 0;
        });
        reader.join();
        return verdict;
    });
    told.close_writing_end();
    hear(told);
    child.send(GetParam());
    EXPECT_EQ(child.wait(), kAsClaimed);
}

TEST_P(Interrupts, ThatCameBeforeTheReadEndItToo) {
    Pipe input;
    ChildProcess child([&] {
        catch_interrupts();
        ::dup2(input.reading_end(), STDIN_FILENO);
        ::raise(GetParam());
        Bytes bytes(100);
        const Result<std::size_t> got = standard_input()->read(bytes);
        return !got && got.error().code == ErrorCode::kInterrupted ? 0 : 1;
    });
    EXPECT_EQ(child.wait(), kAsClaimed);
}

TEST_P(Interrupts, EndTheWaitForTheWriterOfAFifo) {
    Pipe told;
    test::TemporaryDirectory directory;
    const std::string path = directory.path("fifo");
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    ChildProcess child([&] {
        catch_interrupts();
        if (!tell(told)) return 1;
        const auto source = open_source(path);
        return !source && source.error().code == ErrorCode::kInterrupted ? 0 : 2;
    });
    told.close_writing_end();
    hear(told);
    child.send(GetParam());
    EXPECT_EQ(child.wait(), kAsClaimed);
}

TEST(Output, IsWrittenWhollyThroughASlowPipe) {
    for (const bool non_blocking : {false, true}) {
        Pipe output;
        const Bytes content(1'000'000, 'o');  // Far more than a pipe holds.
        ChildProcess child([&] {
            ::dup2(output.writing_end(), STDOUT_FILENO);
            output.close_writing_end();
            if (non_blocking) ::fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK);
            return write_output(content).status.ok() ? 0 : 1;
        });
        output.close_writing_end();
        std::size_t received = 0;
        Bytes buffer(10'000);
        for (;;) {
            const ssize_t got = ::read(output.reading_end(), buffer.data(), buffer.size());
            if (got <= 0) break;
            received += static_cast<std::size_t>(got);
        }
        EXPECT_EQ(received, content.size());
        EXPECT_EQ(child.wait(), kAsClaimed);
    }
}

TEST(Output, ToAClosedPipeIsAnErrorThatIsToldApart) {
    Pipe output;
    output.close_reading_end();
    ChildProcess child([&] {
        take_write_errors_as_errors();
        ::dup2(output.writing_end(), STDOUT_FILENO);
        const OutputResult result = write_output(as_bytes("nobody reads this"));
        return !result.status && result.broken_pipe && result.status.error().code == ErrorCode::kIo
                   ? 0
                   : 1;
    });
    EXPECT_EQ(child.wait(), kAsClaimed);
}

TEST(Output, ToAFullDeviceSaysNoSpace) {
    ChildProcess child([&] {
        const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
        ::dup2(full, STDOUT_FILENO);
        const OutputResult result = write_output(as_bytes("x"));
        return !result.status && !result.broken_pipe &&
                       result.status.error().code == ErrorCode::kNoSpace
                   ? 0
                   : 1;
    });
    EXPECT_EQ(child.wait(), kAsClaimed);
}

TEST(Process, LeavesNoCoreFiles) {
    ChildProcess child([] {
        forbid_core_dumps();
        rlimit limit = {1, 1};
        if (::getrlimit(RLIMIT_CORE, &limit) != 0) return 1;
        return limit.rlim_cur == 0 && limit.rlim_max == 0 && ::prctl(PR_GET_DUMPABLE) == 0 ? 0 : 2;
    });
    EXPECT_EQ(child.wait(), kAsClaimed);
}

TEST(Process, StillMapsFilesWhenItForbidsCoreDumpsAndIsNotRoot) {
    test::TemporaryDirectory directory;
    const auto storage = posix_storage();
    ASSERT_TRUE(write_new_file(*storage, directory.path("file"), as_bytes("x")).ok());
    std::filesystem::permissions(directory.path(), std::filesystem::perms{0755});
    std::filesystem::permissions(directory.path("file"), std::filesystem::perms{0644});
    ChildProcess child([&] {
        if (::geteuid() == 0 && ::setuid(65534) != 0) return 2;
        forbid_core_dumps();
        const auto mapping = storage->map(directory.path("file"), AccessPattern::kRandom);
        return mapping && (*mapping)->size() == 1 ? 0 : 1;
    });
    EXPECT_EQ(child.wait(), kAsClaimed);
}

TEST(Process, KnowsItsEnvironment) {
    ::setenv("COUNTERFOIL_TEST_SET", "value", 1);
    ::setenv("COUNTERFOIL_TEST_EMPTY", "", 1);
    EXPECT_EQ(environment("COUNTERFOIL_TEST_SET"), "value");
    EXPECT_EQ(environment("COUNTERFOIL_TEST_EMPTY"), std::nullopt);
    EXPECT_EQ(environment("COUNTERFOIL_TEST_UNSET"), std::nullopt);
    EXPECT_FALSE(host_name().empty());
    EXPECT_GT(terminal_columns(), 0u);
}

TEST(Process, TellsAPipeFromATerminal) {
    Pipe output;
    ChildProcess child([&] {
        ::dup2(output.writing_end(), STDOUT_FILENO);
        ::dup2(output.writing_end(), STDERR_FILENO);
        ::unsetenv("COLUMNS");
        if (is_terminal(Stream::kOutput) || is_terminal(Stream::kTalk)) return 1;
        if (terminal_columns() != 80) return 2;
        ::setenv("COLUMNS", "132", 1);
        if (terminal_columns() != 132) return 3;
        ::setenv("COLUMNS", "12x", 1);
        return terminal_columns() == 80 ? 0 : 4;
    });
    EXPECT_EQ(child.wait(), kAsClaimed);
}

TEST(Process, MakesPathsAbsoluteWithoutLookingAtTheDisk) {
    const std::string here = std::filesystem::current_path().string();
    EXPECT_EQ(absolute_path("a"), join(here, "a"));
    EXPECT_EQ(absolute_path("./a/../b/"), join(here, "b"));
    EXPECT_EQ(absolute_path("."), here);
    EXPECT_EQ(absolute_path("/a//b/./c"), "/a/b/c");
    EXPECT_EQ(absolute_path("/a/.."), "/");
    EXPECT_EQ(absolute_path("/"), "/");
}

}  // namespace
}  // namespace counterfoil::platform
