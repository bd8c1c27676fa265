// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <thread>

namespace counterfoil::platform {

// A thread that does one task at a time for its owner. The owner never waits for it to wake up: a
// task that it has not begun can be taken back, and is then the owner's to do. Handing over costs a
// system call at most, and allocates nothing once the thread is there.
//
// All functions are for one thread, the owner's.
class Worker {
  public:
    Worker() = default;
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    // Offers `task`, which must live until take_back() returns; the first offer starts the thread.
    // Where the system gives none, nobody takes the offer.
    void offer(std::function<void()>& task);
    // True: the task was not begun, and will not be. False: it is done.
    [[nodiscard]] bool take_back();

  private:
    enum State : int { kIdle, kOffered, kTaken, kEnding };

    void run();

    std::atomic<int> state_ = kIdle;
    std::function<void()>* task_ = nullptr;
    std::thread thread_;
    bool refused_ = false;  // The system gave no thread.
};

}  // namespace counterfoil::platform
