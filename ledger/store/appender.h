// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/metrics/queue_level.h"
#include "ledger/store/event_batch.h"
#include "ledger/store/writer.h"

namespace counterfoil::store {

inline constexpr std::uint64_t kExpectedRateMax = 1'000'000'000;

// How many callers share a commit, and how many may wait for one.
struct AppenderOptions {
    // How long the first event of a commit may wait for company; 0: not at all.
    std::chrono::nanoseconds group_delay = std::chrono::microseconds(500);
    // A commit of so many events, or so many bytes as they take on disk, goes at once. That is more
    // than a frame holds: the writer makes one frame while it writes another.
    std::size_t batch_events_max = 16384;
    std::size_t batch_bytes_max = 4 * format::kWindowDefault;

    // The queue holds ceil(expected_rate x latency_max) events, from being taken to being answered.
    // Little's law, L = lambda W (J. D. C. Little, "A Proof for the Queuing Formula: L = lambda W",
    // Operations Research 9 (1961) 383-387): where events come at the rate lambda and stay for W on
    // average, L are there on average. So a shorter queue would refuse events at the expected rate
    // although each is answered in time; and in a longer one the last event would wait for longer
    // than latency_max, which only hides that the disk is too slow.
    std::uint64_t expected_rate = 100'000;  // Events/s, to kExpectedRateMax.
    std::chrono::nanoseconds latency_max = std::chrono::milliseconds(100);  // To one hour.
    // And at most so many bytes. Who brings more at once than the queue holds, of either, waits
    // until it is empty.
    std::size_t queue_bytes_max = 64U << 20U;
    // How long a caller may wait for a place in the queue before it is refused.
    std::chrono::nanoseconds wait_max = std::chrono::seconds(10);
};

// ceil(rate x latency), and at least 1; aborts outside the ranges above.
[[nodiscard]] std::size_t littles_capacity(std::uint64_t rate_per_second,
                                           std::chrono::nanoseconds latency);

// Two threads around the writer, so that many callers can append: those who wait at the same time
// share a frame, a write and a sync; and while one thread writes and syncs, the other makes the
// frame of those who wait next.
//
// When it commits: at once, when events came together while the last commit was under way, since
// these share already and waiting would only add to what they have waited. Otherwise the first
// event waits for others until group_delay is over, batch_events_max or batch_bytes_max is reached,
// as many are there as shared the last commit (all who were around are back), or somebody waits in
// drain() or for a place in the queue. A commit costs a sync and a signature, however many events
// share it: waiting for about as long as that takes about doubles the time of an answer at worst,
// and saves that cost for each event that comes meanwhile.
//
// Nothing is dropped. Who finds the queue full waits in line for wait_max and is then refused with
// kBusy; kInterrupted after stop(). A writer that failed refuses all who wait, and all who come,
// with its error. What is refused is not in the ledger, unless the error is the writer's: then it
// may be, and the next opening of the ledger knows.
//
// Safe for all threads, but for its end.
class Appender {
  public:
    // Called on the appender's thread, so it delays all: it must be quick, and must not call the
    // appender. What it is given is valid during the call.
    using OnAnswer = std::function<void(const Result<Receipt>&)>;

    // `writer` must outlive this object and belongs to its thread until stop() returns.
    Appender(LedgerWriter& writer, AppenderOptions options);
    ~Appender();  // As stop().
    Appender(const Appender&) = delete;
    Appender& operator=(const Appender&) = delete;

    // Returns when the event is in the ledger, with the durability that the receipt says, or is
    // refused. `event.content` must stay valid until then.
    [[nodiscard]] Result<Receipt> append(const Event& event);
    // The same for several, which stand behind one another in the ledger: one lock, one wake-up and
    // no copy of their contents, however many they are. As LedgerWriter::append: adds a receipt for
    // each that is in the ledger, for all of them or, with the error, for the first ones.
    [[nodiscard]] Status append(std::span<const Event> events, std::vector<Receipt>& receipts);

    // For one caller who keeps many events in flight: returns when the event is queued, with
    // copies of all that it needs. Once it is in the ledger, with the durability that the receipt
    // says, or is refused, `on_answer` is called, in the order in which the events were submitted.
    // An error: it was not queued, and on_answer will not be called.
    //
    // Once one was answered with a refusal, all that were submitted behind it are refused too,
    // until drain() returns: what is in the ledger are always the first ones, without a gap.
    // Several threads that submit count as one caller in this.
    [[nodiscard]] Status submit(const Event& event, OnAnswer on_answer);
    // Waits until all that was submitted is answered.
    void drain();

    // Does work that needs the writer itself, on the appender's thread, between two commits: all
    // that was answered before is in the ledger then. Returns what `work` returns; kInterrupted
    // after stop(), or the writer's error once it failed: the work was not done then. `work` must
    // not call the appender.
    [[nodiscard]] Status between_commits(const std::function<Status(LedgerWriter&)>& work);

    // Commits what is queued, refuses who waits for a place, and ends the thread.
    void stop();

    [[nodiscard]] std::size_t queue_capacity() const { return capacity_; }
    // Events that were taken and are not answered yet: now, and the most at any time.
    [[nodiscard]] std::size_t queue_depth() const;
    [[nodiscard]] std::size_t queue_depth_peak() const;

  private:
    using Clock = std::chrono::steady_clock;
    using Lock = std::unique_lock<std::mutex>;

    // Who waits in append. All but `answered` is the thread's until that is set.
    struct Ticket {
        Receipt* place = nullptr;  // Room for the receipts.
        std::size_t receipts = 0;  // Of the first so many events.
        Status refusal;            // Of the next one, and of all behind it.
        bool answered = false;
    };
    struct Asker {
        Ticket* ticket = nullptr;  // Nobody: it was submitted.
        OnAnswer on_answer;
        std::size_t events = 1;  // That are the asker's.
    };
    struct Batch {
        EventBatch events;
        std::vector<Asker> askers;  // In the order of their events.
        std::size_t bytes = 0;
        std::size_t submitted = 0;
        Clock::time_point begin;  // When its first event came.
        std::size_t turn = 0;     // Of answered_, for those who wait for it.
    };
    // What somebody wants to bring.
    struct Load {
        std::size_t events = 0;
        std::size_t bytes = 0;
    };
    // Who waits for a place, in line.
    struct Waiter {
        std::condition_variable wake;
    };
    // Who waits in between_commits.
    struct Errand {
        const std::function<Status(LedgerWriter&)>& work;
        Status answer = {};
        bool done = false;
        std::condition_variable wake = {};
    };

    // With the lock held.
    [[nodiscard]] bool has_place(Load load) const;
    [[nodiscard]] Status refusal(bool submitted) const;
    [[nodiscard]] Status wait_for_place(Lock& lock, Load load, bool submitted);
    [[nodiscard]] Status wait_for_answer(std::span<const Event> events, Load load, Ticket& ticket);
    // Returns the turn of its batch.
    std::size_t enqueue(std::span<const Event> events, Load load, Asker asker);
    [[nodiscard]] Batch& batch_for(Load load);
    [[nodiscard]] bool is_complete() const;
    void wake_next_waiter();
    void finish(std::unique_ptr<Batch> batch);
    [[nodiscard]] Error busy(Clock::duration waited) const;

    // Of the thread that commits.
    void run();
    [[nodiscard]] bool run_errand(Lock& lock);
    [[nodiscard]] std::unique_ptr<Batch> next_batch(Lock& lock);
    void wait_for_work(Lock& lock);
    void wait_for_company(Lock& lock);
    void commit(Batch& batch, bool one_by_one, const metrics::QueueLevel& queue);
    [[nodiscard]] Result<Receipt> append_alone(const Event& event, bool submitted);
    void note_failure();

    // Of the other one.
    void run_ahead();
    [[nodiscard]] bool may_prepare() const;

    LedgerWriter& writer_;
    const AppenderOptions options_;
    const std::size_t capacity_;
    std::vector<Receipt> receipts_;  // The thread's.

    mutable std::mutex mutex_;
    std::condition_variable queued_;    // For the thread: there is work, or no reason to wait.
    std::condition_variable ahead_;     // For the other one: there is a commit to get ahead of.
    std::condition_variable prepared_;  // For the thread: the other one is done with next_.
    // For those in append, batch after batch in turn: an answer wakes nobody else up.
    std::array<std::condition_variable, 8> answered_;
    std::condition_variable drained_;
    std::deque<std::unique_ptr<Batch>> batches_;  // All but the last are full.
    std::unique_ptr<Batch> next_;                 // In front of them: it was taken to be prepared,
    bool preparing_ = false;                      // and is in the other thread's hands.
    bool committing_ = false;
    std::vector<std::unique_ptr<Batch>> spares_;  // For their memory.
    std::deque<Waiter*> waiters_;
    std::deque<Errand*> errands_;
    std::size_t turn_ = 0;   // Of the last batch.
    std::size_t depth_ = 0;  // Events, including those that are being committed.
    std::size_t depth_peak_ = 0;
    std::size_t depth_bytes_ = 0;
    std::size_t submitted_ = 0;  // Of depth_.
    std::size_t company_ = 0;    // Askers of the last commit.
    std::size_t draining_ = 0;   // Callers in drain.
    bool stopping_ = false;
    std::optional<Error> failed_;   // The writer's end.
    std::optional<Error> refused_;  // For what is submitted, until drain.
    bool ending_ = false;           // For the other thread, behind stopping_.
    std::thread thread_;
    std::thread ahead_thread_;
};

}  // namespace counterfoil::store
