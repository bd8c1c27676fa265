// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/write_window.h"

namespace counterfoil::store {

void WriteWindow::set(State state) {
    {
        const std::lock_guard lock(mutex_);
        state_ = state;
    }
    changed_.notify_all();
}

bool WriteWindow::is(State state) {
    const std::lock_guard lock(mutex_);
    return state_ == state;
}

void WriteWindow::close() {
    std::unique_lock lock(mutex_);
    if (state_ != State::kOpen) return;
    state_ = State::kMaking;
    changed_.wait(lock, [this] { return !inside_; });
}

bool WriteWindow::enter() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return state_ != State::kMaking; });
    inside_ = state_ == State::kOpen;
    return inside_;
}

void WriteWindow::leave() {
    {
        const std::lock_guard lock(mutex_);
        inside_ = false;
    }
    changed_.notify_all();
}

}  // namespace counterfoil::store
