// SPDX-License-Identifier: Apache-2.0
#include "cli/bench/append_jobs.h"

#include <fmt/format.h>

#include "ledger/base/quantity_text.h"

namespace counterfoil::cli::bench {
namespace {

std::string work_id(const LoadPlan& plan) {
    return fmt::format("batch{}.{}.{}", plan.batch, plan.record_bytes,
                       format::sync_policy_name(plan.sync));
}

std::string work_title(const LoadPlan& plan) {
    const std::string sync = plan.sync == format::SyncPolicy::kNone
                                 ? "no sync"
                                 : fmt::format("sync each {}", format::sync_policy_name(plan.sync));
    return fmt::format("{} of {} B, {}", counted(plan.batch, "record"), plan.record_bytes, sync);
}

// As fast as it can, with one sync a batch, which is all that plain C has.
LoadPlan plain_plan(const LoadPlan& plan) {
    LoadPlan plain = plan;
    plain.rate.reset();
    if (plain.sync == format::SyncPolicy::kGroup) plain.sync = format::SyncPolicy::kBatch;
    return plain;
}

std::string load_id(const LoadPlan& plan) {
    return fmt::format("append.clients{}.{}", plan.clients, work_id(plan));
}

}  // namespace

std::string plain_id(const LoadPlan& plan) {
    return "plain." + work_id(plain_plan(plan));
}

Job load_job(const Machine& machine, Scratch& scratch, const LoadPlan& plan,
             const std::string& yardstick) {
    return {load_id(plan), fmt::format("{}, {}", counted(plan.clients, "client"), work_title(plan)),
            Kind::kAppend, "records/s",
            yardstick,     [&machine, &scratch, plan] { return run_load(machine, scratch, plan); }};
}

Job plain_job(Scratch& scratch, const LoadPlan& plan) {
    const LoadPlan plain = plain_plan(plan);
    return {plain_id(plan),
            "plain C: " + work_title(plain),
            Kind::kYardstick,
            "records/s",
            "",
            [&scratch, plain] { return run_baseline(scratch, plain); }};
}

}  // namespace counterfoil::cli::bench
