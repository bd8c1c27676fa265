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

// Collects the events of a report, in order and bounded.
class EventList {
  public:
    void add(Event event);
    // What a frame's records say.
    void note(const FrameFacts& facts);
    // The events that are told once, whatever their number.
    void finish();

    [[nodiscard]] bool any_notable() const { return notable_; }
    [[nodiscard]] bool any_destroyed() const { return destroyed_; }
    [[nodiscard]] std::uint64_t recoveries() const { return recoveries_; }
    [[nodiscard]] std::vector<Event> take() { return std::move(events_); }

  private:
    void note_boot(const FrameFacts::Open& open);

    std::vector<Event> events_;
    std::map<std::string, std::uint64_t> listed_;  // By kind.
    std::uint64_t left_out_ = 0;
    bool notable_ = false;
    bool destroyed_ = false;
    std::uint64_t recoveries_ = 0;
    std::uint64_t time_steps_back_ = 0;
    std::uint64_t first_time_step_back_ = 0;
    std::set<BootId> boots_;
    BootId last_boot_{};
};

}  // namespace counterfoil::verifier
