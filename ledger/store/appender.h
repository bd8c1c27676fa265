// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>

#include "ledger/base/result.h"
#include "ledger/store/writer.h"

namespace counterfoil::store {

struct AppenderOptions {
    std::size_t queue_events_max = 4096;  // A caller beyond that waits for room.
    std::size_t batch_events_max = 1000;
};

// A thread around the writer, so that many callers can append: those who wait at the same time
// share a frame and a sync. Nothing is dropped: a full queue makes the caller wait.
class Appender {
  public:
    // `writer` must outlive this object and belongs to its thread until stop() returns.
    Appender(LedgerWriter& writer, AppenderOptions options);
    ~Appender();  // As stop().

    // Returns when the event is in the ledger, with the durability that the receipt says, or is
    // refused. `event.content` must stay valid until then. Safe for all threads.
    [[nodiscard]] Result<Receipt> append(const Event& event);
    // Commits what is queued and ends the thread; later appends are refused.
    void stop();

  private:
    struct Ticket {
        const Event* event = nullptr;
        std::optional<Result<Receipt>> answer;
    };

    void run();
    void commit(const std::vector<Ticket*>& tickets);

    LedgerWriter& writer_;
    AppenderOptions options_;
    std::mutex mutex_;
    std::condition_variable queued_;    // For the thread: there is work, or the end.
    std::condition_variable answered_;  // For callers: an answer, or room.
    std::deque<Ticket*> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace counterfoil::store
