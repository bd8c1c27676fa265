// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "verifier/frame_facts.h"
#include "verifier/report.h"

namespace counterfoil::verifier {

// What an EventList holds.
struct EventTally {
    std::vector<Event> events;
    std::map<std::string, std::uint64_t> listed;  // How many there were, by kind.
    std::uint64_t left_out = 0;
    bool notable = false;
    bool destroyed = false;
    std::uint64_t recoveries = 0;
    std::uint64_t time_steps_back = 0;
    std::uint64_t first_time_step_back = 0;
    std::set<BootId> boots;
    BootId last_boot{};
};

// Collects the events of a report, in order and bounded.
class EventList {
  public:
    EventList() = default;
    // Goes on from what another one held.
    explicit EventList(EventTally tally) : tally_(std::move(tally)) {}

    void add(Event event);
    // What a frame's records say.
    void note(const FrameFacts& facts);
    // The events that are told once, whatever their number.
    void finish();

    [[nodiscard]] bool any_notable() const { return tally_.notable; }
    [[nodiscard]] bool any_destroyed() const { return tally_.destroyed; }
    [[nodiscard]] std::uint64_t recoveries() const { return tally_.recoveries; }
    [[nodiscard]] const EventTally& tally() const { return tally_; }
    [[nodiscard]] std::vector<Event> take() { return std::move(tally_.events); }

  private:
    void note_boot(const FrameFacts::Open& open);

    EventTally tally_;
};

}  // namespace counterfoil::verifier
