// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/appender.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

namespace counterfoil::store {
namespace {

// HEAD must not lag longer behind the last commit (docs/FORMAT.md).
constexpr std::chrono::milliseconds kIdleAfter(500);
// Somewhat more than what a record takes beside its content and attributes.
constexpr std::size_t kRecordOverhead = 288;
constexpr std::size_t kSparesMax = 16;
constexpr std::uint64_t kNsPerSecond = 1'000'000'000;

std::size_t bytes_of(const Event& event) {
    const format::EventAttributes& attributes = event.attributes;
    std::size_t bytes = kRecordOverhead + event.content.size() + attributes.content_type.size() +
                        attributes.idempotency_id.size() + attributes.event_type.size();
    for (const std::string& subject : attributes.subjects) bytes += subject.size();
    return bytes;
}

double seconds(std::chrono::nanoseconds duration) {
    return std::chrono::duration<double>(duration).count();
}

}  // namespace

std::size_t littles_capacity(std::uint64_t rate_per_second, std::chrono::nanoseconds latency) {
    require(rate_per_second <= kExpectedRateMax, "a rate of events is at most 10^9 a second");
    require(latency.count() >= 0 && latency <= std::chrono::hours(1),
            "a latency is at most an hour");
    // In whole numbers, and in two parts that do not overflow, so that the product is exact.
    const auto ns = static_cast<std::uint64_t>(latency.count());
    const std::uint64_t whole = rate_per_second * (ns / kNsPerSecond);
    const std::uint64_t rest = rate_per_second * (ns % kNsPerSecond);
    return std::max<std::uint64_t>(1, whole + (rest + kNsPerSecond - 1) / kNsPerSecond);
}

Appender::Appender(LedgerWriter& writer, AppenderOptions options)
    : writer_(writer),
      options_(options),
      capacity_(littles_capacity(options.expected_rate, options.latency_max)),
      thread_([this] { run(); }),
      ahead_thread_([this] { run_ahead(); }) {}

Appender::~Appender() {
    stop();
}

Result<Receipt> Appender::append(const Event& event) {
    // One event that does not fit must not take its neighbours down with it.
    if (Status fits = writer_.check(event); !fits) return fits.error();
    Receipt receipt;
    Ticket ticket;
    ticket.place = &receipt;
    Status answer = wait_for_answer(std::span(&event, 1), {1, bytes_of(event)}, ticket);
    if (!answer) return answer.error();
    return receipt;
}

Status Appender::append(std::span<const Event> events, std::vector<Receipt>& receipts) {
    if (events.empty()) return {};
    Load load{events.size(), 0};
    for (const Event& event : events) {
        if (Status fits = writer_.check(event); !fits) return fits;
        load.bytes += bytes_of(event);
    }
    const std::size_t before = receipts.size();
    receipts.resize(before + events.size());
    Ticket ticket;
    ticket.place = receipts.data() + before;
    Status answer = wait_for_answer(events, load, ticket);
    receipts.resize(before + ticket.receipts);
    return answer;
}

Status Appender::wait_for_answer(std::span<const Event> events, Load load, Ticket& ticket) {
    Lock lock(mutex_);
    if (Status placed = wait_for_place(lock, load, false); !placed) return placed;
    const std::size_t turn = enqueue(events, load, {&ticket, nullptr, events.size()});
    answered_[turn].wait(lock, [&] { return ticket.answered; });
    return ticket.refusal;
}

Status Appender::submit(const Event& event, OnAnswer on_answer) {
    if (Status fits = writer_.check(event); !fits) return fits;
    const Load load{1, bytes_of(event)};
    Lock lock(mutex_);
    if (Status placed = wait_for_place(lock, load, true); !placed) return placed;
    enqueue(std::span(&event, 1), load, {nullptr, std::move(on_answer), 1});
    return {};
}

void Appender::drain() {
    Lock lock(mutex_);
    ++draining_;
    queued_.notify_one();
    drained_.wait(lock, [this] { return submitted_ == 0; });
    --draining_;
    refused_.reset();
}

Status Appender::between_commits(const std::function<Status(LedgerWriter&)>& work) {
    Errand errand{work};
    Lock lock(mutex_);
    if (Status refused = refusal(false); !refused) return refused;
    errands_.push_back(&errand);
    queued_.notify_one();
    errand.wake.wait(lock, [&] { return errand.done; });
    return errand.answer;
}

void Appender::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        for (Waiter* waiter : waiters_) waiter->wake.notify_one();
    }
    queued_.notify_one();
    if (thread_.joinable()) thread_.join();
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    ahead_.notify_one();
    if (ahead_thread_.joinable()) ahead_thread_.join();
}

std::size_t Appender::queue_depth() const {
    const std::lock_guard lock(mutex_);
    return depth_;
}

std::size_t Appender::queue_depth_peak() const {
    const std::lock_guard lock(mutex_);
    return depth_peak_;
}

bool Appender::has_place(Load load) const {
    if (depth_ == 0) return true;
    return depth_ + load.events <= capacity_ &&
           depth_bytes_ + load.bytes <= options_.queue_bytes_max;
}

Status Appender::refusal(bool submitted) const {
    if (failed_) return *failed_;
    if (submitted && refused_) return *refused_;
    if (!stopping_) return {};
    return Error{ErrorCode::kInterrupted, "the ledger is being closed and takes nothing more"};
}

Status Appender::wait_for_place(Lock& lock, Load load, bool submitted) {
    if (Status refused = refusal(submitted); !refused) return refused;
    if (waiters_.empty() && has_place(load)) return {};
    // In line, so that a large event is not overtaken for ever by small ones.
    const Clock::time_point begin = Clock::now();
    Waiter self;
    waiters_.push_back(&self);
    queued_.notify_one();
    const bool ended = self.wake.wait_until(lock, begin + options_.wait_max, [&] {
        return !refusal(submitted) || (waiters_.front() == &self && has_place(load));
    });
    waiters_.erase(std::find(waiters_.begin(), waiters_.end(), &self));
    wake_next_waiter();
    if (Status refused = refusal(submitted); !refused) return refused;
    if (!ended) return busy(Clock::now() - begin);
    return {};
}

Error Appender::busy(Clock::duration waited) const {
    return {ErrorCode::kBusy,
            fmt::format("the ledger is busy: its queue was full for {:.3f} s; it holds {} events "
                        "(expected_rate {}/s x latency_max {} s) and {} bytes (queue_bytes_max); "
                        "try again, or raise these or wait_max",
                        seconds(waited), capacity_, options_.expected_rate,
                        seconds(options_.latency_max), options_.queue_bytes_max)};
}

void Appender::wake_next_waiter() {
    if (!waiters_.empty()) waiters_.front()->wake.notify_one();
}

Appender::Batch& Appender::batch_for(Load load) {
    if (!batches_.empty()) {
        Batch& last = *batches_.back();
        if (last.events.count() + load.events <= options_.batch_events_max &&
            last.bytes + load.bytes <= options_.batch_bytes_max) {
            return last;
        }
    }
    if (spares_.empty()) {
        batches_.push_back(std::make_unique<Batch>());
    } else {
        batches_.push_back(std::move(spares_.back()));
        spares_.pop_back();
    }
    batches_.back()->begin = Clock::now();
    batches_.back()->turn = turn_ = (turn_ + 1) % answered_.size();
    return *batches_.back();
}

std::size_t Appender::enqueue(std::span<const Event> events, Load load, Asker asker) {
    Batch& batch = batch_for(load);
    if (asker.ticket == nullptr) {
        batch.events.add(events.front());
        ++batch.submitted;
        ++submitted_;
    } else {
        for (const Event& event : events) batch.events.add_borrowed(event);
    }
    batch.askers.push_back(std::move(asker));
    batch.bytes += load.bytes;
    depth_bytes_ += load.bytes;
    depth_ += load.events;
    depth_peak_ = std::max(depth_peak_, depth_);
    if (batch.askers.size() == 1 || is_complete()) queued_.notify_one();
    if (may_prepare()) ahead_.notify_one();
    return batch.turn;
}

// Whether there is no reason to wait for more.
bool Appender::is_complete() const {
    if (stopping_ || failed_ || draining_ > 0 || !waiters_.empty() || !errands_.empty() ||
        batches_.size() > 1) {
        return true;
    }
    const Batch& first = *batches_.front();
    // One that was alone tells nothing of others.
    const bool all_are_back = company_ > 1 && first.askers.size() >= company_;
    return all_are_back || first.events.count() >= options_.batch_events_max ||
           first.bytes >= options_.batch_bytes_max;
}

void Appender::finish(std::unique_ptr<Batch> batch) {
    for (const Asker& asker : batch->askers) {
        if (asker.ticket != nullptr) asker.ticket->answered = true;
    }
    company_ = batch->askers.size();
    depth_ -= batch->events.count();
    depth_bytes_ -= batch->bytes;
    submitted_ -= batch->submitted;
    if (submitted_ == 0) drained_.notify_all();
    wake_next_waiter();
    if (spares_.size() == kSparesMax) return;
    // A vector that grew to hold a batch may be twice as large.
    batch->events.clear(2 * options_.batch_bytes_max);
    batch->askers.clear();
    batch->bytes = 0;
    batch->submitted = 0;
    spares_.push_back(std::move(batch));
}

void Appender::run() {
    bool came_during_commit = false;
    for (;;) {
        Lock lock(mutex_);
        if (run_errand(lock)) continue;
        if (batches_.empty() && !next_) {
            wait_for_work(lock);
            if (!errands_.empty()) continue;
            if (batches_.empty()) return;
            came_during_commit = false;
        }
        if (!came_during_commit) wait_for_company(lock);
        std::unique_ptr<Batch> batch = next_batch(lock);
        committing_ = true;
        if (may_prepare()) ahead_.notify_one();
        const bool one_by_one = failed_ || refused_;
        const metrics::QueueLevel queue{depth_, depth_peak_, capacity_};
        lock.unlock();
        commit(*batch, one_by_one, queue);
        lock.lock();
        committing_ = false;
        const std::size_t turn = batch->turn;
        finish(std::move(batch));
        lock.unlock();
        answered_[turn].notify_all();
        came_during_commit = true;
    }
}

// Not in front of a batch that was prepared: nothing may come between that and its commit.
bool Appender::run_errand(Lock& lock) {
    if (errands_.empty() || next_) return false;
    Errand& errand = *errands_.front();
    errands_.pop_front();
    lock.unlock();
    const Status answer = errand.work(writer_);
    if (!answer) note_failure();
    lock.lock();
    errand.answer = answer;
    errand.done = true;
    errand.wake.notify_one();
    return true;
}

std::unique_ptr<Appender::Batch> Appender::next_batch(Lock& lock) {
    prepared_.wait(lock, [this] { return !preparing_; });
    if (next_) return std::move(next_);
    std::unique_ptr<Batch> batch = std::move(batches_.front());
    batches_.pop_front();
    return batch;
}

// Whether a batch is waiting that would gain nothing by waiting for more.
bool Appender::may_prepare() const {
    return committing_ && !next_ && errands_.empty() && !batches_.empty() && is_complete();
}

void Appender::run_ahead() {
    Lock lock(mutex_);
    for (;;) {
        ahead_.wait(lock, [this] { return ending_ || may_prepare(); });
        if (ending_) return;
        next_ = std::move(batches_.front());
        batches_.pop_front();
        preparing_ = true;
        Batch& batch = *next_;
        lock.unlock();
        writer_.prepare(batch.events.events());
        lock.lock();
        preparing_ = false;
        prepared_.notify_one();
    }
}

void Appender::wait_for_work(Lock& lock) {
    const auto has_work = [this] { return stopping_ || !batches_.empty() || !errands_.empty(); };
    if (queued_.wait_for(lock, kIdleAfter, has_work)) return;
    lock.unlock();
    if (!writer_.idle()) note_failure();
    lock.lock();
    queued_.wait(lock, has_work);
}

void Appender::wait_for_company(Lock& lock) {
    const Clock::time_point end = batches_.front()->begin + options_.group_delay;
    queued_.wait_until(lock, end, [this] { return is_complete(); });
}

void Appender::commit(Batch& batch, bool one_by_one, const metrics::QueueLevel& queue) {
    const std::span<const Event> events = batch.events.events();
    const std::chrono::nanoseconds waited = Clock::now() - batch.begin;
    writer_.note_wait(static_cast<std::uint64_t>(waited.count()), queue);
    std::size_t answered = 0;
    auto asker = batch.askers.begin();
    std::size_t of_asker = 0;
    const auto answer = [&](const Result<Receipt>& result) {
        if (asker->ticket == nullptr) {
            asker->on_answer(result);
        } else if (result) {
            asker->ticket->place[asker->ticket->receipts++] = *result;
        } else {
            asker->ticket->refusal = result.error();
        }
        ++answered;
        if (++of_asker < asker->events) return;
        ++asker;
        of_asker = 0;
    };
    if (!one_by_one) {
        receipts_.clear();
        const Status appended = writer_.append(events, receipts_);
        for (const Receipt& receipt : receipts_) answer(receipt);
        if (!appended) note_failure();
    }
    // What one event cannot have, such as a new stream beyond the limit, its neighbours can: those
    // behind the committed ones get an answer each. A writer that failed refuses them all.
    while (answered < events.size()) {
        const bool submitted = asker->ticket == nullptr;
        if (!submitted && !asker->ticket->refusal) {
            answer(asker->ticket->refusal.error());
        } else {
            answer(append_alone(events[answered], submitted));
        }
    }
}

Result<Receipt> Appender::append_alone(const Event& event, bool submitted) {
    {
        const std::lock_guard lock(mutex_);
        if (failed_) return *failed_;
        if (submitted && refused_) return *refused_;
    }
    receipts_.clear();
    const Status appended = writer_.append(std::span(&event, 1), receipts_);
    if (!appended) note_failure();
    // What has a receipt is in the ledger, whatever went wrong behind it.
    if (!receipts_.empty()) return receipts_.front();
    const std::lock_guard lock(mutex_);
    if (submitted) refused_ = appended.error();
    return appended.error();
}

// A writer that only refused one event goes on; one that failed says so to everything.
void Appender::note_failure() {
    if (writer_.idle()) return;
    // Its second answer says what to do about the first.
    const Status usable = writer_.idle();
    const std::lock_guard lock(mutex_);
    if (failed_ || usable) return;
    failed_ = usable.error();
    for (Waiter* waiter : waiters_) waiter->wake.notify_one();
}

}  // namespace counterfoil::store
