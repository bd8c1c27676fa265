// SPDX-License-Identifier: Apache-2.0
#include "cli/bench/targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "cli/bench/append_jobs.h"
#include "cli/bench/ledger_jobs.h"
#include "cli/bench/results_text.h"
#include "cli/bench/timed_loop.h"
#include "ledger/crypto/crc32c.h"
#include "ledger/metrics/latency_text.h"

namespace counterfoil::cli::bench {
namespace {

using format::SyncPolicy;

constexpr std::size_t kMiB = std::size_t{1} << 20U;

// How many clients wait where it says "several" and "many".
constexpr std::size_t kSeveral = 8;
constexpr std::size_t kMany = 64;

LoadPlan plan_of(std::size_t clients, std::size_t batch, std::size_t bytes, SyncPolicy sync,
                 std::chrono::nanoseconds duration) {
    LoadPlan plan;
    plan.clients = clients;
    plan.batch = batch;
    plan.record_bytes = bytes;
    plan.sync = sync;
    plan.warm_up = duration / 4;
    plan.duration = duration;
    return plan;
}

// How fast a job was, for the one behind it.
using Reached = std::shared_ptr<double>;

Job told(Job job, const Reached& rate) {
    job.run = [run = std::move(job.run), rate] {
        Result<Sample> sample = run();
        if (sample) *rate = sample->rate;
        return sample;
    };
    return job;
}

LoadPlan at_half(LoadPlan plan, const Reached& peak) {
    plan.rate = std::max(*peak / 2, 1.0);
    return plan;
}

// By one client: at full speed, and in an open loop at half of what that was, plain C and ours. And
// the machine alone at our half, computing half of the time: what pauses then is neither's.
std::vector<Job> with_half_load(const Machine& machine, Scratch& scratch, const LoadPlan& plan) {
    const auto plain_peak = std::make_shared<double>(0);
    const auto peak = std::make_shared<double>(0);
    const auto half = [](const char* id, const char* title, Kind kind, auto run) {
        return Job{id, title, kind, "records/s", "", run};
    };
    return {
        told(plain_job(scratch, plan), plain_peak),
        half("plain.half", "plain C at half of that rate, open loop", Kind::kYardstick,
             [&scratch, plan, plain_peak] {
                 return run_baseline(scratch, at_half(plan, plain_peak));
             }),
        told(load_job(machine, scratch, plan, plain_id(plan)), peak),
        half("append.half", "the same at half of that rate, open loop", Kind::kAppend,
             [&machine, &scratch, plan, peak] {
                 return run_load(machine, scratch, at_half(plan, peak));
             }),
        half("computing.half", "nothing but computing, half of the time, at that rate",
             Kind::kYardstick, [plan, peak] { return run_computing(at_half(plan, peak), 0.5); })};
}

enum class Must { kRatioAtLeast, kRateAtLeast, kP99AtMost, kP99RatioAtMost };

struct Goal {
    const char* id;
    Must must;
    double figure;
    const char* unit;  // Of a rate.
    // Rows whose p99, told beside it, says whose fault it is.
    std::array<const char*, 2> beside = {};
};

constexpr Goal kGoals[] = {
    {"append.clients1.batch100.256.batch", Must::kRatioAtLeast, 1.0, ""},
    {"append.clients1.batch100.1024.batch", Must::kRatioAtLeast, 1.0, ""},
    {"append.clients8.batch100.1024.group", Must::kRatioAtLeast, 2.0, ""},
    {"append.clients64.batch100.256.group", Must::kRateAtLeast, 500e3, "records/s"},
    {"append.clients64.batch100.1024.group", Must::kRateAtLeast, 300e3, "records/s"},
    {"append.clients1.batch1.1024.record", Must::kRatioAtLeast, 1.2, ""},
    {"append.clients1.batch100.256.none", Must::kRateAtLeast, 700e3, "records/s"},
    {"append.half", Must::kP99AtMost, 1e6, "", {"plain.half", "computing.half"}},
    {"verify.frames1000", Must::kRatioAtLeast, 1.3, ""},
    {"verify.frames100", Must::kRatioAtLeast, 1.0, ""},
    {"scrub", Must::kRateAtLeast, 5e9, "bytes/s"},
    {"read.warm", Must::kP99AtMost, 10e3, ""},
    {"read.cold", Must::kP99RatioAtMost, 2.0, ""},
    {"open", Must::kP99AtMost, 100e6, ""},
};

Target judge(const Results& results, const Row& row, const Goal& goal) {
    Target target{row.id, "", "", false};
    const bool of_p99 = goal.must == Must::kP99AtMost || goal.must == Must::kP99RatioAtMost;
    const bool of_ratio = goal.must == Must::kRatioAtLeast || goal.must == Must::kP99RatioAtMost;
    const std::vector<double> figures =
        of_ratio ? ratios_of(results, row)
                 : figures_of(row, of_p99 ? Measure::kP99 : Measure::kRate);
    if (figures.empty()) {
        target.measured = "nothing was measured";
        return target;
    }
    const double median = spread_of(figures).median;
    target.met = of_p99 ? median <= goal.figure : median >= goal.figure;
    const auto text = [&](double figure) {
        if (of_ratio) return fmt::format("{:.2f} x", figure);
        return of_p99 ? metrics::latency_text(figure) : rate_text(figure, goal.unit);
    };
    target.must = fmt::format("{} {}{}", of_p99 ? "p99 <=" : ">=", text(goal.figure),
                              of_ratio ? " " + row.yardstick : "");
    target.measured = text(median);
    for (const char* id : goal.beside) {
        const Row* other = id == nullptr ? nullptr : results.find(id);
        if (other == nullptr || !other->has_latencies()) continue;
        target.measured += fmt::format("; {} {}", id, text(spread_of(other->p99s_ns).median));
    }
    return target;
}

}  // namespace

std::vector<Job> target_jobs(const Machine& machine, Scratch& scratch,
                             std::chrono::nanoseconds duration, std::uint64_t records) {
    std::vector<Job> jobs;
    const auto add = [&](std::vector<Job> more) {
        std::move(more.begin(), more.end(), std::back_inserter(jobs));
    };
    const auto beside_plain = [&](const LoadPlan& plan) {
        add({plain_job(scratch, plan), load_job(machine, scratch, plan, plain_id(plan))});
    };
    const LoadPlan small = plan_of(1, 100, 256, SyncPolicy::kBatch, duration);
    add(with_half_load(machine, scratch, small));
    const LoadPlan large = plan_of(1, 100, 1024, SyncPolicy::kBatch, duration);
    beside_plain(large);
    add({load_job(machine, scratch, plan_of(kSeveral, 100, 1024, SyncPolicy::kGroup, duration),
                  plain_id(large))});
    for (const std::size_t bytes : {256, 1024}) {
        add({load_job(machine, scratch, plan_of(kMany, 100, bytes, SyncPolicy::kGroup, duration),
                      "")});
    }
    beside_plain(plan_of(1, 1, 1024, SyncPolicy::kRecord, duration));
    beside_plain(plan_of(1, 100, 256, SyncPolicy::kNone, duration));
    for (const std::size_t frame : {100, 1000}) {
        const auto ledger = std::make_shared<FilledLedger>(machine, scratch, records, 1024, frame);
        add(verify_jobs(ledger, fmt::format("verify.frames{}", frame),
                        fmt::format("full verification, frames of {}, two threads", frame), 2));
        if (frame != 100) continue;
        add(read_jobs(ledger, duration));
        add({open_job(ledger)});
    }
    add({{"scrub", "CRC-32C of 1 MiB, one thread", Kind::kMicro, "bytes/s", "", [duration] {
              const Bytes bytes = event_content(kMiB);
              std::uint32_t checksum = 0;
              return timed_loop(duration, kMiB,
                                [&] { checksum = crypto::crc32c(bytes, checksum); });
          }}});
    return jobs;
}

void judge_targets(Results& results) {
    for (const Goal& goal : kGoals) {
        if (const Row* row = results.find(goal.id)) {
            results.targets.push_back(judge(results, *row, goal));
        }
    }
}

}  // namespace counterfoil::cli::bench
