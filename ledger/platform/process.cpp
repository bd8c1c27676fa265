// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/process.h"

#include <malloc.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "ledger/platform/descriptor.h"
#include "ledger/platform/interrupt.h"
#include "ledger/platform/posix_error.h"

namespace counterfoil::platform {
namespace {

constexpr unsigned kColumnsUnknown = 80;

// A signal handler reaches nothing but globals.
std::atomic<bool> interrupt_flag = false;
std::atomic<int> interrupt_event = -1;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free,
              "a signal handler must not wait for a lock");

void on_interrupt(int number) {
    if (interrupt_flag.exchange(true)) {
        // The second one: whatever we were doing is taking too long. The signal is blocked while
        // its handler runs, so this ends the program as the handler returns.
        ::signal(number, SIG_DFL);
        ::raise(number);
        return;
    }
    const int saved = errno;
    const std::uint64_t one = 1;
    // It cannot fail in a way that matters: the flag is set, and a blocked call ends with EINTR.
    [[maybe_unused]] const ssize_t put = ::write(interrupt_event.load(), &one, sizeof one);
    errno = saved;
}

int descriptor_of(Stream stream) {
    switch (stream) {
        case Stream::kInput:
            return STDIN_FILENO;
        case Stream::kOutput:
            return STDOUT_FILENO;
        case Stream::kTalk:
            return STDERR_FILENO;
    }
    require(false, "stream is one of the three");
    return -1;
}

}  // namespace

bool is_terminal(Stream stream) {
    return ::isatty(descriptor_of(stream)) == 1;
}

unsigned terminal_columns() {
    for (const Stream stream : {Stream::kOutput, Stream::kTalk}) {
        winsize size = {};
        if (::ioctl(descriptor_of(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
            return size.ws_col;
        }
    }
    if (const std::optional<std::string> stated = environment("COLUMNS")) {
        unsigned columns = 0;
        const char* end = stated->data() + stated->size();
        const auto parsed = std::from_chars(stated->data(), end, columns);
        if (parsed.ec == std::errc() && parsed.ptr == end && columns > 0) return columns;
    }
    return kColumnsUnknown;
}

bool input_is_ready() {
    pollfd ready = {STDIN_FILENO, POLLIN, 0};
    return uninterrupted([&] { return ::poll(&ready, 1, 0); }) != 0;
}

std::optional<std::string> environment(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0') return std::nullopt;
    return value;
}

std::string acting_user() {
    const ::uid_t uid = ::getuid();
    std::array<char, 4096> memory{};
    ::passwd entry{};
    ::passwd* found = nullptr;
    const int failed = ::getpwuid_r(uid, &entry, memory.data(), memory.size(), &found);
    const std::string number = "uid " + std::to_string(uid);
    return failed == 0 && found != nullptr ? std::string(found->pw_name) + " (" + number + ")"
                                           : number;
}

bool is_superuser() {
    return ::geteuid() == 0;
}

std::string host_name() {
    std::array<char, 256> name = {};
    // The last byte stays zero, because a name that does not fit comes without an end.
    if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
    return name.data();
}

std::string absolute_path(const std::string& path) {
    std::error_code failure;
    const std::filesystem::path absolute = std::filesystem::absolute(path, failure);
    // Without a current directory (it was removed), what was asked for says more than nothing.
    if (failure) return path;
    std::string normal = absolute.lexically_normal().string();
    while (normal.size() > 1 && normal.back() == '/') normal.pop_back();
    return normal;
}

void catch_interrupts() {
    if (interrupt_event.load() < 0) {
        interrupt_event.store(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    }
    struct sigaction action = {};
    action.sa_handler = on_interrupt;
    ::sigemptyset(&action.sa_mask);
    action.sa_flags = 0;  // Without SA_RESTART: calls that block end, and the flag is seen.
    for (const int number : {SIGINT, SIGTERM}) {
        require(::sigaction(number, &action, nullptr) == 0, "a handler can be set");
    }
}

bool interrupted() {
    return interrupt_flag.load();
}

int interrupt_descriptor() {
    return interrupt_event.load();
}

Error interrupted_error() {
    return {ErrorCode::kInterrupted, "interrupted"};
}

void take_write_errors_as_errors() {
    require(::signal(SIGPIPE, SIG_IGN) != SIG_ERR, "SIGPIPE can be ignored");
    require(::signal(SIGXFSZ, SIG_IGN) != SIG_ERR, "SIGXFSZ can be ignored");
}

OutputResult write_output(ByteView bytes) {
    while (!bytes.empty()) {
        const ssize_t put =
            uninterrupted([&] { return ::write(STDOUT_FILENO, bytes.data(), bytes.size()); });
        if (put >= 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(put));
            continue;
        }
        if (errno == EAGAIN) {
            // Somebody who shares this output made it non-blocking.
            pollfd wait = {STDOUT_FILENO, POLLOUT, 0};
            (void)uninterrupted([&] { return ::poll(&wait, 1, -1); });
            continue;
        }
        const bool broken_pipe = errno == EPIPE;
        return {posix_error("write to", "standard output", errno), broken_pipe};
    }
    return {};
}

void return_large_memory() {
#ifdef __GLIBC__
    ::mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

void forbid_core_dumps() {
    const rlimit none = {0, 0};
    require(::setrlimit(RLIMIT_CORE, &none) == 0, "the limit of core files can be lowered");
    // A core pattern that is a pipe disregards the limit, but not this. It also keeps other
    // processes of the same user from attaching and reading our memory.
    require(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0, "a process may forbid its core dumps");
}

}  // namespace counterfoil::platform
