// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "verifier/body_judge.h"
#include "verifier/findings.h"
#include "verifier/frame_facts.h"
#include "verifier/frame_hashes.h"
#include "verifier/frame_reader.h"
#include "verifier/genesis_reader.h"
#include "verifier/ledger_end.h"
#include "verifier/lineage.h"

namespace counterfoil::verifier {

struct WalkStart;

struct FrameOutcome {
    std::vector<Finding> findings;
    // What is wrong leaves the state unknown: later frames cannot be held against it.
    bool lost = false;
    // The state was unknown and was taken from this frame's segment record: its epoch then.
    std::optional<EpochKey> resumed;
    FrameFacts facts;

    [[nodiscard]] bool good() const { return findings.empty(); }
};

// Judges frames in order, each against the state that those before it left: numbers, entries,
// links, bodies, root, signature. When the state is not known, only what a frame says of itself is
// judged, until a segment record tells the state anew.
class FrameJudge {
  public:
    // `facts` must outlive this object. The state is that before genesis.
    explicit FrameJudge(const LedgerFacts& facts);

    // The state is this one from now on.
    void continue_from(const WalkStart& start);
    // From now on the state is not known. What was gathered of the tree is the caller's to lose:
    // the frame that did it may be undone.
    void lose();
    [[nodiscard]] bool known() const { return known_; }
    [[nodiscard]] const LedgerState& state() const { return state_; }

    void begin_segment(const SegmentStart& segment);
    // What records may say of HEAD's generation at most.
    void limit_head_generation(std::optional<std::uint64_t> generation) {
        head_generation_max_ = generation;
    }

    // Grows the tree through `lineage` from now on; it must outlive this object.
    void watch(Lineage& lineage) { lineage_ = &lineage; }
    // The tree before the last judge.
    [[nodiscard]] const merkle::Frontier& tree_before() const { return saved_.tree; }

    // Judges a frame whose structure is right, and moves the state on, right or not. `hashes`: of
    // this very frame (hash_frame).
    [[nodiscard]] FrameOutcome judge(const Frame& frame, const FrameHashes& hashes);
    // Puts back the state before the last judge. Once for each.
    void undo();

    // True when the trailer's signature is that of the current epoch's key over the trailer's own
    // size and root, whatever else is wrong with the frame.
    [[nodiscard]] bool signature_holds(const format::FrameTrailer& trailer);
    [[nodiscard]] const crypto::PublicKey& key() const { return state_.epoch_key; }

  private:
    void save();
    void try_resume(const Frame& frame, FrameOutcome& outcome);
    [[nodiscard]] std::optional<Finding> judge_numbers(const Frame& frame) const;
    // False when the rest of the frame makes no sense any more.
    [[nodiscard]] bool judge_records(const Frame& frame, const FrameHashes& hashes,
                                     FrameOutcome& outcome);
    [[nodiscard]] std::optional<Finding> judge_trailer(const Frame& frame,
                                                       const FrameHashes& hashes,
                                                       FrameOutcome& outcome);
    void advance(const Frame& frame, const FrameFacts& facts);
    void know_key(const crypto::PublicKey& key);

    const LedgerFacts& facts_;
    Lineage* lineage_ = nullptr;
    LedgerState state_;
    bool known_ = true;
    SegmentStart segment_;
    std::uint64_t position_ = 0;  // Records of this segment so far.
    bool position_known_ = true;
    std::uint8_t previous_type_ = 0;
    std::optional<std::uint64_t> head_generation_max_;
    KeyIds key_ids_;    // Of the epochs so far.
    std::string text_;  // Reused for checkpoint texts.

    // For undo. Streams are many: their old numbers are logged instead of copied.
    LedgerState saved_;  // Without streams.
    bool saved_known_ = true;
    bool resumed_ = false;
    std::vector<format::StreamPosition> saved_streams_;  // Only when resumed.
    std::size_t saved_stream_count_ = 0;
    std::vector<std::uint32_t> advanced_;
    std::optional<std::uint32_t> added_key_id_;
    std::uint64_t saved_position_ = 0;
    bool saved_position_known_ = true;
    std::uint8_t saved_previous_type_ = 0;
};

}  // namespace counterfoil::verifier
