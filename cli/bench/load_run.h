// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "cli/bench/results.h"
#include "cli/bench/scratch.h"
#include "cli/places.h"
#include "ledger/base/result.h"
#include "ledger/format/segment.h"

namespace counterfoil::cli::bench {

// Who appends what, and how fast. A request is a batch of records that a client sends together; it
// is answered when all of them are in the ledger with the durability of the policy. A client has
// one request under way at a time.
struct LoadPlan {
    std::size_t clients = 1;
    std::size_t batch = 100;  // Records in a request.
    std::size_t record_bytes = 256;
    format::SyncPolicy sync = format::SyncPolicy::kBatch;
    // Records/s of all clients together, evenly spaced, whether or not the ledger keeps up;
    // nothing: a client sends as soon as it is answered (a closed loop, which measures throughput;
    // its latencies leave out what clients did not ask while they waited).
    std::optional<double> rate;
    std::chrono::nanoseconds warm_up = std::chrono::seconds(2);  // Not counted.
    std::chrono::nanoseconds duration = std::chrono::seconds(10);
    bool encrypted = true;
};

// Appends to a new ledger by this plan. One client without the policy `group` calls the writer
// itself; otherwise clients share it through store::Appender. The sample's rate is records/s that
// were answered. With a rate, a request's latency counts from the moment at which it was to be
// sent, so that a stall is in the latency of all requests that it kept waiting, sent or not (G.
// Tene, "How NOT to Measure Latency": coordinated omission). Details: "send_lag_p99_ns", how late a
// client that was free sent, which is the load generator's own fault; "unanswered", requests that
// were still open a minute after the end, with the latency that they had by then;
// "queue_depth_peak" and "queue_capacity".
[[nodiscard]] Result<Sample> run_load(const Machine& machine, Scratch& scratch,
                                      const LoadPlan& plan);

// The yardstick under the same plan, by one client: tests/bench/baseline.c. Synced unless the
// policy is `none`; under `record`, each record is a batch of its own.
[[nodiscard]] Result<Sample> run_baseline(Scratch& scratch, const LoadPlan& plan);

// What the machine itself adds to latencies: by one client, at the plan's rate, requests that do
// nothing but hash the same KiB for `share` (0 to 1) of the time between two, without a file and
// without the kernel. A pause in these is of no program: a virtual processor that was not given
// time (G. Tene's jHiccup has the idea). How long a hash mostly takes is measured first. The plan
// has a rate.
[[nodiscard]] Result<Sample> run_computing(const LoadPlan& plan, double share);

}  // namespace counterfoil::cli::bench
