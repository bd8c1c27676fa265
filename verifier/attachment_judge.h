// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/platform/storage.h"
#include "verifier/checkpoint_judge.h"
#include "verifier/event_list.h"
#include "verifier/findings.h"
#include "verifier/inventory.h"
#include "verifier/report.h"
#include "verifier/verify.h"
#include "verifier/witness_judge.h"

namespace counterfoil::verifier {

// Judges what others gave beside a ledger's published checkpoints: cosigned notes and time stamps.
// The newest of each only, so that the work is bounded; at most some megabytes are kept for it.
class AttachmentJudge {
  public:
    // References must outlive this object. `now_ns`: what the judge's clock says.
    AttachmentJudge(platform::Storage& storage, const std::string& directory,
                    const Inventory& inventory, const VerifyOptions& options, std::uint64_t now_ns,
                    FindingList& findings, EventList& events);

    // The notes that will be needed, ascending.
    [[nodiscard]] std::vector<std::uint64_t> wanted() const;
    // `kept`: of these, the notes that were taken.
    void run(const std::vector<KeptNote>& kept);

    // Adds what was proven, and what was not, to a report that has its verdict.
    void tell(Report& report) const;

  private:
    void judge_cosigned(const std::vector<KeptNote>& kept);
    void judge_time_stamps(const std::vector<KeptNote>& kept);
    [[nodiscard]] std::optional<Bytes> read(const Place& place, std::uint64_t size_max);
    [[nodiscard]] bool cancelled() const;

    platform::Storage& storage_;
    const std::string& directory_;
    const VerifyOptions& options_;
    FindingList& findings_;
    EventList& events_;
    std::vector<std::uint64_t> cosigned_;  // Newest first, as are those below.
    std::vector<std::uint64_t> stamped_;
    std::optional<WitnessJudge> witness_judge_;
    std::vector<Stamped> time_stamps_;
    std::uint64_t time_stamps_left_out_ = 0;  // Older than those looked at.
};

}  // namespace counterfoil::verifier
