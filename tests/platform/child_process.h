// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace counterfoil::test {

// How a forked child ended: by exit code, or by a signal (then exit_code is -1).
struct ChildEnd {
    int exit_code = -1;
    int signal = 0;
    friend bool operator==(const ChildEnd&, const ChildEnd&) = default;
};

// Runs `body` in a forked child, which leaves with the code that it returns. Signal handling in the
// child is the system's default, however the tests were started.
class ChildProcess {
  public:
    explicit ChildProcess(const std::function<int()>& body);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    void send(int signal) const;
    [[nodiscard]] ChildEnd wait();

  private:
    int id_ = -1;
};

// A pipe whose ends close with it, or before.
class Pipe {
  public:
    Pipe();
    ~Pipe();
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    [[nodiscard]] int reading_end() const { return ends_[0]; }
    [[nodiscard]] int writing_end() const { return ends_[1]; }
    void close_reading_end();
    void close_writing_end();

  private:
    int ends_[2] = {-1, -1};
};

}  // namespace counterfoil::test
