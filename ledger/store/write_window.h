// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>

namespace counterfoil::store {

// When a second thread may make a frame beside the one that appends: while that writes and syncs
// the last frame of a call, since nothing else of the writer's changes then.
//
//   append:  begin ── making ── open ── write, sync ── close ── end
//   beside:              enter: waits ──┘ makes ── leave ┘ waits for it
class WriteWindow {
  public:
    // Of the appending thread. Outside begin() and end(), open() and close() do nothing.
    void begin() { set(State::kMaking); }
    void open() {
        if (is(State::kMaking)) set(State::kOpen);
    }
    // Waits for whoever is inside.
    void close();
    void end() { set(State::kNone); }

    // Of the other one: waits for the window of a call that is under way. False: there is none.
    [[nodiscard]] bool enter();
    void leave();

  private:
    enum class State { kNone, kMaking, kOpen };

    void set(State state);
    [[nodiscard]] bool is(State state);

    std::mutex mutex_;
    std::condition_variable changed_;
    State state_ = State::kNone;
    bool inside_ = false;
};

}  // namespace counterfoil::store
