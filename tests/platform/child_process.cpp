// SPDX-License-Identifier: Apache-2.0
#include "tests/platform/child_process.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace counterfoil::test {
namespace {

void check(bool condition, const char* what) {
    if (condition) return;
    std::perror(what);
    std::abort();
}

void close_once(int& descriptor) {
    if (descriptor >= 0) ::close(descriptor);
    descriptor = -1;
}

}  // namespace

ChildProcess::ChildProcess(const std::function<int()>& body) : id_(::fork()) {
    check(id_ >= 0, "fork");
    if (id_ != 0) return;
    for (const int number : {SIGINT, SIGTERM, SIGPIPE, SIGXFSZ}) ::signal(number, SIG_DFL);
    ::alarm(60);  // A child that hangs must not hang the tests.
    ::_exit(body());
}

ChildProcess::~ChildProcess() {
    if (id_ < 0) return;
    ::kill(id_, SIGKILL);
    (void)wait();
}

void ChildProcess::send(int signal) const {
    check(::kill(id_, signal) == 0, "kill");
}

ChildEnd ChildProcess::wait() {
    int status = 0;
    while (::waitpid(id_, &status, 0) < 0) check(errno == EINTR, "waitpid");
    id_ = -1;
    if (WIFEXITED(status)) return {WEXITSTATUS(status), 0};
    return {-1, WTERMSIG(status)};
}

Pipe::Pipe() {
    check(::pipe(ends_) == 0, "pipe");
}

Pipe::~Pipe() {
    close_reading_end();
    close_writing_end();
}

void Pipe::close_reading_end() {
    close_once(ends_[0]);
}
void Pipe::close_writing_end() {
    close_once(ends_[1]);
}

}  // namespace counterfoil::test
