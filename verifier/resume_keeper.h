// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/platform/storage.h"
#include "verifier/checkpoint_judge.h"
#include "verifier/event_list.h"
#include "verifier/genesis_reader.h"
#include "verifier/ledger_walk.h"
#include "verifier/lineage.h"
#include "verifier/resume_point.h"
#include "verifier/walk_start.h"

namespace counterfoil::verifier {

// Finds how far an earlier verification came that was interrupted, and keeps how far this one does.
class ResumeKeeper {
  public:
    struct Resumed {
        WalkStart start;
        ResumePoint point;
    };

    // `file` empty: nothing is found, nothing is kept. `watched`: the size whose root the lineage
    // has. `now_ns`: what the clock said when judging began. References must outlive this object.
    ResumeKeeper(platform::Storage& storage, const std::string& directory, const std::string& file,
                 const LedgerFacts& facts, std::optional<std::uint64_t> watched,
                 std::uint64_t now_ns)
        : storage_(storage),
          directory_(directory),
          path_(file),
          facts_(facts),
          watched_(watched),
          now_ns_(now_ns) {}

    // Nothing when there is none, or one of another ledger or memory, or a file that was judged has
    // changed since: then `refused` says why. `last`: the last segment to go on with.
    [[nodiscard]] std::optional<Resumed> find(std::uint64_t last, std::string& refused);

    // What was found is of no use after all.
    void forget();

    // Before segment `number` is read.
    void entering(std::uint64_t number, const LedgerWalk& walk, const CheckpointJudge& checkpoints,
                  const EventList& events, const Lineage& lineage);
    // Writes how far it came; false when that is nowhere, or it cannot be written.
    [[nodiscard]] bool save();

  private:
    platform::Storage& storage_;
    const std::string& directory_;
    const std::string& path_;
    const LedgerFacts& facts_;
    const std::optional<std::uint64_t> watched_;
    const std::uint64_t now_ns_;
    std::vector<SeenFile> seen_;
    bool found_ = false;
    // Every segment so far was looked at before it was read, and had long stood as it was.
    bool complete_ = true;
    // Only how many there were of what grows at its end: it is taken from `lineage` when saved.
    std::optional<ResumePoint> point_;
    std::size_t epoch_proofs_ = 0;
    const Lineage* lineage_ = nullptr;
};

}  // namespace counterfoil::verifier
