// SPDX-License-Identifier: Apache-2.0
#include "cli/bench/load_run.h"

#include <algorithm>
#include <cerrno>
#include <thread>
#include <vector>

#include "cli/bench/baseline.h"
#include "cli/bench/bench_ledger.h"
#include "ledger/crypto/hash.h"
#include "ledger/platform/interrupt.h"
#include "ledger/platform/machine_facts.h"
#include "ledger/platform/posix_error.h"
#include "ledger/platform/process.h"
#include "ledger/store/appender.h"

namespace counterfoil::cli::bench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

// How long behind the end requests that were to be sent before it are still sent.
constexpr auto kCatchUpMax = std::chrono::seconds(60);
constexpr std::size_t kComputedBytes = 1024;

std::uint64_t since(Clock::time_point begin, Clock::time_point end) {
    return end <= begin ? 0 : static_cast<std::uint64_t>(nanoseconds(end - begin).count());
}

// What one client saw, in the time that counts.
struct Seen {
    metrics::Histogram latencies;
    metrics::Histogram send_lags;
    std::uint64_t requests = 0;  // That were answered.
    std::uint64_t unanswered = 0;
    Clock::time_point last_answer;
};

struct Times {
    Clock::time_point begin;  // Of what counts.
    Clock::time_point end;
};

Times times_of(const LoadPlan& plan, Clock::time_point now) {
    return {now + plan.warm_up, now + plan.warm_up + plan.duration};
}

// Sends as soon as it is answered.
Status closed_loop(const Times& times, const std::function<Status()>& send, Seen& seen) {
    for (Clock::time_point sent = Clock::now(); sent < times.end;) {
        if (platform::interrupted()) return platform::interrupted_error();
        if (Status answered = send(); !answered) return answered;
        const Clock::time_point now = Clock::now();
        if (sent >= times.begin) {
            seen.latencies.record(since(sent, now));
            ++seen.requests;
            seen.last_answer = now;
        }
        sent = now;
    }
    return {};
}

// Sends at its times, or as soon behind them as it can; what counts is the time at which it was to
// be sent.
Status open_loop(const Times& times, Clock::time_point first, nanoseconds interval,
                 const std::function<Status()>& send, Seen& seen) {
    platform::wake_punctually();
    for (Clock::time_point intended = first; intended < times.end; intended += interval) {
        const Clock::time_point free = Clock::now();
        const bool counts = intended >= times.begin;
        if (free > times.end + kCatchUpMax) {
            if (counts) seen.latencies.record(since(intended, free));
            if (counts) ++seen.unanswered;
            continue;
        }
        std::this_thread::sleep_until(intended);
        if (platform::interrupted()) return platform::interrupted_error();
        if (counts && free < intended) seen.send_lags.record(since(intended, Clock::now()));
        if (Status answered = send(); !answered) return answered;
        const Clock::time_point now = Clock::now();
        if (!counts) continue;
        seen.latencies.record(since(intended, now));
        ++seen.requests;
        seen.last_answer = now;
    }
    return {};
}

// Between two requests, whoever sends them, of a plan that has a rate.
double between_ns(const LoadPlan& plan) {
    return 1e9 * static_cast<double>(plan.batch) / *plan.rate;
}

nanoseconds whole(double ns) {
    return nanoseconds(static_cast<std::int64_t>(ns));
}

Status run_client(const LoadPlan& plan, const Times& times, std::size_t client,
                  const std::function<Status()>& send, Seen& seen) {
    if (!plan.rate) return closed_loop(times, send, seen);
    const nanoseconds interval = whole(between_ns(plan) * static_cast<double>(plan.clients));
    const nanoseconds phase = whole(between_ns(plan) * static_cast<double>(client));
    return open_loop(times, times.begin - plan.warm_up + phase, interval, send, seen);
}

Status run_alone(store::LedgerWriter& writer, const LoadPlan& plan, const Times& times,
                 const std::vector<store::Event>& events, Seen& seen) {
    std::vector<store::Receipt> receipts;
    const auto send = [&] {
        receipts.clear();
        return writer.append(events, receipts);
    };
    return run_client(plan, times, 0, send, seen);
}

Status run_shared(store::LedgerWriter& writer, const LoadPlan& plan, const Times& times,
                  const std::vector<store::Event>& events, std::vector<Seen>& seen,
                  Sample& sample) {
    store::AppenderOptions options;
    // Room for what all clients may have under way.
    options.expected_rate =
        std::max<std::uint64_t>(options.expected_rate, 20 * plan.clients * plan.batch);
    store::Appender appender(writer, options);
    std::vector<Status> ends(plan.clients);
    std::vector<std::thread> clients;
    for (std::size_t i = 0; i < plan.clients; ++i) {
        clients.emplace_back([&, i] {
            std::vector<store::Receipt> receipts;
            const auto send = [&] {
                receipts.clear();
                return appender.append(events, receipts);
            };
            ends[i] = run_client(plan, times, i, send, seen[i]);
        });
    }
    for (std::thread& client : clients) client.join();
    sample.details.emplace_back("queue_depth_peak", appender.queue_depth_peak());
    sample.details.emplace_back("queue_capacity", appender.queue_capacity());
    appender.stop();
    for (const Status& end : ends) {
        if (!end) return end;
    }
    return {};
}

// The rate is of what was sent within the time, up to its last answer.
void add_up(const LoadPlan& plan, const Times& times, const std::vector<Seen>& seen,
            Sample& sample) {
    metrics::Histogram lags;
    Clock::time_point last = times.end;
    std::uint64_t requests = 0;
    std::uint64_t unanswered = 0;
    for (const Seen& each : seen) {
        require(sample.latencies.merge(each.latencies).ok() && lags.merge(each.send_lags).ok(),
                "histograms of latencies have one layout");
        requests += each.requests;
        unanswered += each.unanswered;
        last = std::max(last, each.last_answer);
    }
    const double seconds = std::chrono::duration<double>(last - times.begin).count();
    sample.rate = static_cast<double>(requests * plan.batch) / seconds;
    if (!plan.rate) return;
    sample.details.emplace_back("send_lag_p99_ns", lags.value_at_percentile(99));
    sample.details.emplace_back("unanswered", unanswered);
}

// By one client who needs no ledger.
Result<Sample> run_one(const LoadPlan& plan, const std::function<Status()>& send) {
    Seen seen;
    const Times times = times_of(plan, Clock::now());
    if (Status done = run_client(plan, times, 0, send, seen); !done) return done.error();
    Sample sample;
    add_up(plan, times, {seen}, sample);
    return sample;
}

void hash_for_nothing(const Bytes& content) {
    // The compiler cannot see that nothing else comes of it.
    static_cast<void>(crypto::sha256(content));
}

nanoseconds time_of_one_hash(const Bytes& content) {
    std::vector<nanoseconds> times(1001);
    for (nanoseconds& each : times) {
        const Clock::time_point begin = Clock::now();
        hash_for_nothing(content);
        each = Clock::now() - begin;
    }
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    return std::max(*middle, nanoseconds(1));
}

}  // namespace

Result<Sample> run_load(const Machine& machine, Scratch& scratch, const LoadPlan& plan) {
    const auto ledger = BenchLedger::make(machine, scratch, plan.encrypted);
    if (!ledger) return ledger.error();
    const auto writer = (*ledger)->open(plan.sync);
    if (!writer) return writer.error();
    const Bytes content = event_content(plan.record_bytes);
    const std::vector<store::Event> events = events_of(content, plan.batch);
    std::vector<Seen> seen(plan.clients);
    Sample sample;
    const bool alone = plan.clients == 1 && plan.sync != format::SyncPolicy::kGroup;
    const Times times = times_of(plan, Clock::now());
    Status done = alone ? run_alone(**writer, plan, times, events, seen.front())
                        : run_shared(**writer, plan, times, events, seen, sample);
    if (done) done = (*writer)->close();
    if (!done) return done.error();
    add_up(plan, times, seen, sample);
    return sample;
}

Result<Sample> run_baseline(Scratch& scratch, const LoadPlan& plan) {
    const std::string path = scratch.fresh("plain");
    counterfoil_baseline* const log = counterfoil_baseline_open(path.c_str());
    if (log == nullptr) return platform::posix_error("make", path, errno);
    const Bytes content = event_content(plan.record_bytes);
    const bool each = plan.sync == format::SyncPolicy::kRecord;
    const std::size_t count = each ? 1 : plan.batch;
    const bool sync = plan.sync != format::SyncPolicy::kNone;
    const auto send = [&]() -> Status {
        for (std::size_t i = 0; i < (each ? plan.batch : 1); ++i) {
            const int done = counterfoil_baseline_append(log, content.data(), content.size(), count,
                                                         sync ? 1 : 0);
            if (done != 0) return platform::posix_error("write", path, errno);
        }
        return {};
    };
    Result<Sample> sample = run_one(plan, send);
    counterfoil_baseline_close(log);
    scratch.remove(path);
    return sample;
}

Result<Sample> run_computing(const LoadPlan& plan, double share) {
    require(plan.rate.has_value(), "computing for a share of the time needs a rate");
    const Bytes content = event_content(kComputedBytes);
    const nanoseconds work = whole(between_ns(plan) * share);
    const auto hashes = std::max<std::int64_t>(1, work / time_of_one_hash(content));
    return run_one(plan, [&]() -> Status {
        for (std::int64_t i = 0; i < hashes; ++i) hash_for_nothing(content);
        return {};
    });
}

}  // namespace counterfoil::cli::bench
