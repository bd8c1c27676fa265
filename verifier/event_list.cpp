// SPDX-License-Identifier: Apache-2.0
#include "verifier/event_list.h"

#include <fmt/format.h>

namespace counterfoil::verifier {
namespace {

constexpr std::size_t kEventsMax = 1000;  // Of each kind.
constexpr std::size_t kBootsMax = 100'000;

// What a recovery record says, for people.
std::string recovery_text(const format::RecoveryBody& body) {
    const bool same_boot = body.crashed_boot_id == body.boot_id;
    const auto flag = [&](std::uint16_t bit, const char* text) {
        return (body.flags & bit) != 0 ? text : "";
    };
    return fmt::format(
        "the writer recovered from an unclean end (row {}, {} torn {}; {}{}{}{})",
        std::uint16_t{body.row}, std::uint32_t{body.tail_count},
        body.tail_count == 1 ? "tail" : "tails",
        same_boot ? "a process ended, on the same boot of the machine"
                  : "the machine was started anew in between",
        flag(format::kRecoveryPoisoned, "; after a failed write or sync"),
        flag(format::kRecoveryDirectReads, "; read from the disk itself"),
        flag(format::kRecoveryAbandonedCommit, "; a commit that was signed but torn was given up"));
}

}  // namespace

void EventList::add(Event event) {
    tally_.notable = tally_.notable || event.notable;
    // A ledger has a rotation every hour: what is frequent must not hide what is rare.
    if (tally_.listed[event.kind]++ < kEventsMax) {
        tally_.events.push_back(std::move(event));
    } else {
        ++tally_.left_out;
    }
}

void EventList::note(const FrameFacts& facts) {
    if (facts.open) note_boot(*facts.open);
    if (facts.recovery) {
        const format::RecoveryBody& body = facts.recovery->body.fixed;
        ++tally_.recoveries;
        add({"recovery", facts.recovery->sequence, recovery_text(body), true});
    }
    for (const FrameFacts::Erasure& each : facts.erasures) {
        add({"erasure", each.sequence,
             fmt::format("the keys of {} {} were destroyed: the bodies of {} records can no longer "
                         "be read by anybody",
                         each.key_count, each.key_count == 1 ? "subject" : "subjects",
                         each.record_count),
             false});
    }
    for (const FrameFacts::Hold& each : facts.holds) {
        add({"hold", each.sequence,
             fmt::format(
                 "a legal hold on {} {}", each.on_the_ledger ? "the whole ledger" : "one subject",
                 each.adds ? "begins: until it is released nothing of it is erased" : "ends"),
             false});
    }
    for (const FrameFacts::Destroyed& each : facts.destroyed) {
        std::uint64_t records = 0;
        for (const format::SequenceRange& range : each.ranges) records += range.end - range.first;
        tally_.destroyed = true;
        add({"destroyed", each.sequence,
             fmt::format("bodies of events in {} records were destroyed; their entries remain",
                         records),
             false});
    }
    if (facts.epoch) {
        add({"rotation", facts.epoch->record,
             fmt::format("epoch {} begins with a new signing key", facts.epoch->epoch), false});
    }
    if (facts.time_steps_back > 0) {
        if (tally_.time_steps_back == 0) tally_.first_time_step_back = *facts.first_time_step_back;
        tally_.time_steps_back += facts.time_steps_back;
    }
}

void EventList::note_boot(const FrameFacts::Open& open) {
    const BootId boot = open.body.boot_id;
    const bool returned = boot != tally_.last_boot && tally_.boots.count(boot) != 0;
    if (returned) {
        add({"boot-returned", open.sequence,
             "the ledger was opened on one boot of a machine, then on another, then on the first "
             "again: two machines took turns, or a machine was put back to an older state",
             true});
    }
    tally_.last_boot = boot;
    if (tally_.boots.size() < kBootsMax) tally_.boots.insert(boot);
}

void EventList::finish() {
    if (tally_.time_steps_back > 0) {
        add({"time-went-back", tally_.first_time_step_back,
             fmt::format("the clock went back {} times, first at this record; order is proven by "
                         "the chain, not by the clock",
                         tally_.time_steps_back),
             true});
    }
    if (tally_.left_out > 0) {
        tally_.events.push_back({"more-events", std::nullopt,
                                 fmt::format("{} more events are not listed", tally_.left_out),
                                 false});
    }
}

}  // namespace counterfoil::verifier
