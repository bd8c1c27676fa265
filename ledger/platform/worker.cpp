// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/worker.h"

#include <system_error>

namespace counterfoil::platform {

Worker::~Worker() {
    if (!thread_.joinable()) return;
    state_.store(kEnding, std::memory_order_release);
    state_.notify_all();
    thread_.join();
}

void Worker::offer(std::function<void()>& task) {
    if (refused_) return;
    task_ = &task;
    state_.store(kOffered, std::memory_order_release);
    if (thread_.joinable()) {
        state_.notify_all();
        return;
    }
    try {
        thread_ = std::thread([this] { run(); });
    } catch (const std::system_error&) {
        refused_ = true;
    }
}

bool Worker::take_back() {
    int state = kOffered;
    if (refused_ || state_.compare_exchange_strong(state, kIdle, std::memory_order_acq_rel)) {
        return true;
    }
    while (state == kTaken) {
        state_.wait(kTaken, std::memory_order_acquire);
        state = state_.load(std::memory_order_acquire);
    }
    return false;
}

void Worker::run() {
    for (;;) {
        int state = kOffered;
        if (state_.compare_exchange_strong(state, kTaken, std::memory_order_acq_rel)) {
            (*task_)();
            state_.store(kIdle, std::memory_order_release);
            state_.notify_all();
        } else if (state == kEnding) {
            return;
        } else {
            state_.wait(state, std::memory_order_acquire);
        }
    }
}

}  // namespace counterfoil::platform
