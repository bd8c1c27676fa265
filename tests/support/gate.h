// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>

namespace counterfoil::test {

// Where a thread can be held until the test lets it go on: what happens at the same time then
// depends on no clock. Open at first.
class Gate {
  public:
    void close() { set(false); }
    void open() { set(true); }
    // For the thread that may be held.
    void pass() {
        std::unique_lock lock(mutex_);
        held_ = !open_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return open_; });
        held_ = false;
    }
    // For the test: until somebody is held.
    void wait_until_held() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return held_; });
    }

  private:
    void set(bool open) {
        const std::lock_guard lock(mutex_);
        open_ = open;
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = true;
    bool held_ = false;
};

}  // namespace counterfoil::test
