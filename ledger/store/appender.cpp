// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/appender.h"

#include <algorithm>
#include <chrono>
#include <span>

namespace counterfoil::store {
namespace {

// HEAD must not lag longer behind the last commit (docs/FORMAT.md).
constexpr std::chrono::milliseconds kIdleAfter(500);

}  // namespace

Appender::Appender(LedgerWriter& writer, AppenderOptions options)
    : writer_(writer), options_(options), thread_([this] { run(); }) {}

Appender::~Appender() {
    stop();
}

Result<Receipt> Appender::append(const Event& event) {
    // One event that does not fit must not take its neighbours down with it.
    if (Status fits = writer_.check(event); !fits) return fits.error();
    Ticket ticket{&event, std::nullopt};
    std::unique_lock lock(mutex_);
    answered_.wait(lock, [this] { return stopping_ || queue_.size() < options_.queue_events_max; });
    if (stopping_) {
        return Error{ErrorCode::kInterrupted, "the ledger is being closed and takes nothing more"};
    }
    queue_.push_back(&ticket);
    queued_.notify_one();
    answered_.wait(lock, [&] { return ticket.answer.has_value(); });
    return std::move(*ticket.answer);
}

void Appender::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    queued_.notify_all();
    answered_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Appender::run() {
    std::vector<Ticket*> tickets;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            const auto has_work = [this] { return stopping_ || !queue_.empty(); };
            if (!queued_.wait_for(lock, kIdleAfter, has_work)) {
                lock.unlock();
                // An error shows to the next caller, whose append it will refuse.
                static_cast<void>(writer_.idle());
                lock.lock();
                queued_.wait(lock, has_work);
            }
            if (queue_.empty()) return;
            const auto count =
                static_cast<std::ptrdiff_t>(std::min(queue_.size(), options_.batch_events_max));
            tickets.assign(queue_.begin(), queue_.begin() + count);
            queue_.erase(queue_.begin(), queue_.begin() + count);
        }
        commit(tickets);
        answered_.notify_all();
    }
}

void Appender::commit(const std::vector<Ticket*>& tickets) {
    std::vector<Event> events;
    events.reserve(tickets.size());
    for (const Ticket* ticket : tickets) events.push_back(*ticket->event);
    std::vector<Receipt> receipts;
    const Status appended = writer_.append(events, receipts);
    std::vector<Result<Receipt>> answers(receipts.begin(), receipts.end());
    // What one event cannot have, such as a new stream beyond the limit, its neighbours can: those
    // behind the committed ones get an answer each. A writer that failed refuses them all.
    for (std::size_t i = answers.size(); i < tickets.size(); ++i) {
        if (tickets.size() == 1) {
            answers.emplace_back(appended.error());
            break;
        }
        const Result<std::vector<Receipt>> one = writer_.append(std::span(&events[i], 1));
        if (one) {
            answers.emplace_back(one->front());
        } else {
            answers.emplace_back(one.error());
        }
    }
    // Callers look at their answers under the lock.
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < tickets.size(); ++i) tickets[i]->answer.emplace(answers[i]);
}

}  // namespace counterfoil::store
