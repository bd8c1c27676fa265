// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ledger/notes/note.h"
#include "ledger/notes/policy.h"
#include "verifier/event_list.h"
#include "verifier/findings.h"
#include "verifier/report.h"

namespace counterfoil::verifier {

// Judges the cosignatures of checkpoints by a policy: docs/FORMAT.md, "Cosignatures".
class WitnessJudge {
  public:
    // References must outlive this object. `now_ns`: what the judge's clock says.
    WitnessJudge(const notes::Policy& policy, std::uint64_t now_ns, FindingList& findings,
                 EventList& events);

    // The cosignatures of a checkpoint of `size` records; the newest comes first. True when they
    // are enough, or one is wrong: then nothing older needs to be looked at.
    [[nodiscard]] bool note(const notes::Note& note, std::uint64_t size, const Place& place);
    // Behind the last note.
    void finish();

    // Adds what was proven, and what was not, to a report that has its verdict.
    void tell(Report& report) const;

  private:
    const notes::Policy& policy_;
    const std::uint64_t latest_;  // Seconds; what is later is not believed.
    FindingList& findings_;
    EventList& events_;
    std::vector<bool> known_;  // Of the policy's witnesses, those in witnesses_.
    std::vector<Witnessed> witnesses_;
    std::optional<std::uint64_t> quorum_size_;
    bool failed_ = false;
};

}  // namespace counterfoil::verifier
