// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/platform/storage.h"
#include "verifier/attachment_judge.h"
#include "verifier/checkpoint_judge.h"
#include "verifier/event_list.h"
#include "verifier/findings.h"
#include "verifier/genesis_reader.h"
#include "verifier/head_reader.h"
#include "verifier/inventory.h"
#include "verifier/ledger_walk.h"
#include "verifier/loss_judge.h"
#include "verifier/report.h"
#include "verifier/resume_keeper.h"
#include "verifier/verify.h"

namespace counterfoil::verifier {

// One judgement of a ledger directory, against the HEAD that it shows at the start.
class LedgerJudge {
  public:
    // `now_ns`: what the clock says. `refused_slot`: the generation of a HEAD slot whose signature
    // was found bad before.
    LedgerJudge(platform::Storage& storage, const std::string& directory,
                const VerifyOptions& options, std::uint64_t now_ns,
                std::optional<std::uint64_t> refused_slot);

    void run();

    // A slot that looked good until the epochs were known; judging must begin anew without it.
    [[nodiscard]] std::optional<std::uint64_t> slot_to_refuse() const { return slot_to_refuse_; }
    // HEAD is not the one that this judgement began with: a writer is at work.
    [[nodiscard]] bool head_moved() const;
    [[nodiscard]] bool flawless() const;
    [[nodiscard]] Report report();
    // What proves to others what was seen. Once, behind run.
    [[nodiscard]] LedgerProof proof();

  private:
    [[nodiscard]] bool open_ledger();
    void judge_head();
    [[nodiscard]] std::optional<WalkTarget> choose_target();
    void choose_start(const WalkTarget& target);
    void miss_segments(std::uint64_t end);
    void resume(const WalkTarget& target);
    void walk(const WalkTarget& target);
    [[nodiscard]] bool may_have_lost(std::uint64_t size) const;
    void judge_since();
    void judge_memory();
    void judge_slots();
    void judge_end(const WalkTarget& target);
    void judge_files();
    // What stands before start_ was not judged by this run, nor by one that it goes on from.
    [[nodiscard]] bool partial() const { return start_ && !resumed_; }
    [[nodiscard]] Verdict verdict() const;
    [[nodiscard]] std::vector<std::string> not_proven() const;
    [[nodiscard]] bool writer_alive() const;
    [[nodiscard]] std::uint64_t bytes_total() const;

    platform::Storage& storage_;
    const std::string& directory_;
    const VerifyOptions& options_;
    const std::uint64_t now_ns_;
    const std::optional<std::uint64_t> refused_slot_;

    FindingList findings_;
    EventList events_;
    Inventory inventory_;
    std::optional<LedgerFacts> facts_;
    HeadRead head_;
    std::optional<std::uint64_t> first_generation_;  // Of HEAD as it was read first.
    std::optional<LossRead> loss_;
    Identity identity_ = Identity::kUnpinned;
    WalkOptions walk_options_;
    std::unique_ptr<ResumeKeeper> resume_;
    std::optional<WalkStart> start_;      // Nothing: with genesis.
    std::optional<ResumePoint> resumed_;  // start_ is where an earlier run came to.
    CheckpointPromise promise_;
    CheckpointStart first_checkpoint_;
    std::unique_ptr<Lineage> lineage_;
    std::uint64_t sealed_bytes_ = 0;
    bool since_seen_ = false;  // A frame ended at the size that was given.
    std::unique_ptr<LedgerWalk> walk_;
    std::unique_ptr<CheckpointJudge> checkpoints_;
    std::unique_ptr<AttachmentJudge> attachments_;
    std::optional<std::uint64_t> slot_to_refuse_;
};

}  // namespace counterfoil::verifier
