// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <termios.h>

#include <iterator>
#include <optional>

#include <fmt/format.h>

#include "ledger/platform/interrupt.h"
#include "ledger/platform/posix_error.h"
#include "ledger/platform/process.h"

namespace counterfoil::platform {
namespace {

constexpr const char* kPath = "/dev/tty";

// While this lives, signals that would end or stop the program wait, and can be seen waiting; then
// they take effect, as whoever set their handlers wants.
class HeldSignals {
  public:
    HeldSignals() {
        sigset_t signals;
        ::sigemptyset(&signals);
        for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP}) {
            ::sigaddset(&signals, number);
        }
        require(::pthread_sigmask(SIG_BLOCK, &signals, &before_) == 0, "signals can be held");
        waiting_ = Descriptor(::signalfd(-1, &signals, SFD_CLOEXEC));
        require(waiting_.valid(), "signals that wait can be seen");
    }
    ~HeldSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    HeldSignals(const HeldSignals&) = delete;
    HeldSignals& operator=(const HeldSignals&) = delete;

    // Readable when one waits. Never read, so that it is still there when this ends.
    [[nodiscard]] int waiting() const { return waiting_.number(); }

  private:
    sigset_t before_ = {};
    Descriptor waiting_;
};

// While this lives, the terminal gives whole lines, and shows them while they are typed or does
// not.
class TypedLines {
  public:
    TypedLines(int descriptor, bool shown) : descriptor_(descriptor) {
        if (::tcgetattr(descriptor_, &before_) != 0) return;
        termios mode = before_;
        mode.c_lflag |= ICANON | ISIG;
        if (shown) {
            mode.c_lflag |= ECHO;
        } else {
            mode.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL);
        }
        // Without what was typed before the question, which was shown and is no answer.
        works_ = uninterrupted([&] { return ::tcsetattr(descriptor_, TCSAFLUSH, &mode); }) == 0;
    }
    ~TypedLines() {
        if (!works_) return;
        (void)uninterrupted([&] { return ::tcsetattr(descriptor_, TCSAFLUSH, &before_); });
    }
    TypedLines(const TypedLines&) = delete;
    TypedLines& operator=(const TypedLines&) = delete;

    [[nodiscard]] bool works() const { return works_; }

  private:
    int descriptor_;
    termios before_ = {};
    bool works_ = false;
};

Error too_long(const std::string& from, std::size_t size_max) {
    return {ErrorCode::kTooLarge,
            fmt::format("{}: the first line is longer than {} bytes", from, size_max)};
}

// A line of a terminal, or nothing when a signal came first.
Result<std::optional<std::size_t>> read_typed_line(int descriptor, int signals,
                                                   MutableByteView into) {
    for (;;) {
        pollfd waits[] = {{descriptor, POLLIN, 0}, {signals, POLLIN, 0}};
        if (uninterrupted([&] { return ::poll(waits, std::size(waits), -1); }) < 0) {
            return posix_error("wait for", kPath, errno);
        }
        if (waits[1].revents != 0) return std::optional<std::size_t>();
        const ssize_t got =
            uninterrupted([&] { return ::read(descriptor, into.data(), into.size()); });
        if (got < 0 && errno == EAGAIN) continue;
        if (got < 0) return posix_error("read", kPath, errno);
        const auto count = static_cast<std::size_t>(got);
        if (count > 0 && into[count - 1] == '\n') return std::optional(count - 1);
        // A terminal gives whole lines, but for one that ends with Ctrl-D.
        if (count == into.size()) return too_long(kPath, into.size() - 1);
        return std::optional(count);
    }
}

}  // namespace

Result<std::size_t> read_first_line(int descriptor, MutableByteView into) {
    const std::string name = fmt::format("file descriptor {}", descriptor);
    if (::fcntl(descriptor, F_GETFD) < 0) {
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("{}: is not open; open it for the program, as `3< FILE` does in a "
                                 "shell",
                                 name)};
    }
    std::uint8_t next = 0;
    for (std::size_t size = 0;;) {
        // One byte at a time: a pipe does not take back what was read too far.
        const Result<std::size_t> got = read_descriptor(descriptor, name, {&next, 1});
        if (!got) return got.error();
        if (*got == 0 || next == '\n') return size;
        if (size == into.size()) return too_long(name, into.size());
        into[size++] = next;
    }
}

Result<Terminal> Terminal::open() {
    Descriptor descriptor(
        uninterrupted([] { return ::open(kPath, O_RDWR | O_NOCTTY | O_CLOEXEC); }));
    if (descriptor.valid()) return Terminal(std::move(descriptor));
    return Error{ErrorCode::kNotFound, "there is no terminal to ask on"};
}

Status Terminal::say(const std::string& text) {
    const ssize_t put =
        uninterrupted([&] { return ::write(descriptor_.number(), text.data(), text.size()); });
    if (put < 0) return posix_error("write to", kPath, errno);
    return {};
}

Result<std::size_t> Terminal::ask(const std::string& prompt, MutableByteView into) {
    return ask(prompt, into, true);
}

Result<std::size_t> Terminal::ask_secret(const std::string& prompt, MutableByteView into) {
    return ask(prompt, into, false);
}

Result<std::size_t> Terminal::ask(const std::string& prompt, MutableByteView into, bool shown) {
    for (;;) {
        {
            // In this order: the terminal is as before when the signals take effect.
            const HeldSignals signals;
            const TypedLines lines(descriptor_.number(), shown);
            if (!lines.works()) {
                return posix_error(shown ? "ask on" : "hide what is typed on", kPath, errno);
            }
            if (const Status said = say(prompt); !said) return said.error();
            const auto line = read_typed_line(descriptor_.number(), signals.waiting(), into);
            if (!shown) (void)say("\n");
            if (!line) return line.error();
            if (*line) return **line;
        }
        // The signal has been heard. Whoever stopped the program and goes on is asked again.
        if (interrupted()) return interrupted_error();
    }
}

}  // namespace counterfoil::platform
