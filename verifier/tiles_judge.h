// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/merkle/tiles.h"
#include "ledger/notes/tile_path.h"
#include "ledger/platform/storage.h"
#include "verifier/bundle_texts.h"
#include "verifier/epoch_chain.h"
#include "verifier/event_list.h"
#include "verifier/findings.h"
#include "verifier/report.h"
#include "verifier/tile_entries.h"
#include "verifier/verify.h"
#include "verifier/witness_judge.h"

namespace counterfoil::verifier {

// One judgement of a tile tree, from the first entry to the last: the tiles are computed on the way
// and compared when they are complete.
class TilesJudge {
  public:
    // `now_ns`: what the clock says. All must outlive this object.
    TilesJudge(platform::Storage& storage, const std::string& directory,
               const VerifyOptions& options, std::uint64_t now_ns);

    void run();
    [[nodiscard]] Report report();

  private:
    [[nodiscard]] std::optional<Finding> judge();
    [[nodiscard]] std::optional<Finding> take_checkpoint();
    [[nodiscard]] std::optional<Finding> take_names();
    [[nodiscard]] std::optional<Finding> take_evidence();
    [[nodiscard]] std::optional<Finding> judge_without_evidence();
    [[nodiscard]] std::optional<Finding> take_entries();
    [[nodiscard]] std::optional<Finding> take_bundle(std::uint64_t index);
    [[nodiscard]] std::optional<Finding> take_entry(ByteView bytes, const Place& place);
    [[nodiscard]] std::optional<Finding> judge_history(const Hash& leaf, const Place& place);
    [[nodiscard]] std::optional<Finding> judge_memory(const Place& place) const;
    [[nodiscard]] std::optional<Finding> judge_tile(const merkle::Tile& tile,
                                                    std::span<const Hash> hashes);
    [[nodiscard]] std::optional<Finding> judge_edge();
    [[nodiscard]] std::uint64_t size() const { return checkpoint_->checkpoint.size; }
    [[nodiscard]] bool is_stopped() const { return options_.cancelled && options_.cancelled(); }
    // Whether something was found that ends it.
    [[nodiscard]] bool is_over() const;
    void judge_witnesses();
    void note_progress();
    [[nodiscard]] Verdict verdict() const;
    [[nodiscard]] std::vector<std::string> not_proven() const;

    platform::Storage& storage_;
    const std::string& directory_;
    const VerifyOptions& options_;
    FindingList findings_;
    EventList events_;
    std::optional<BundleNote> checkpoint_;
    std::optional<EpochChain> chain_;
    Identity identity_ = Identity::kUnpinned;
    std::size_t next_epoch_ = 1;  // Of the chain, whose start the entries have not reached.
    std::optional<TileEntries> entries_;
    merkle::TileEdge edge_;
    bool whole_ = false;  // Judged to the end.
    std::optional<WitnessJudge> witness_judge_;
    const std::uint64_t now_ns_;
    std::uint64_t bytes_ = 0;
};

}  // namespace counterfoil::verifier
