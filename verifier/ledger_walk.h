// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/platform/storage.h"
#include "verifier/destroyed_bodies.h"
#include "verifier/findings.h"
#include "verifier/frame_judge.h"
#include "verifier/frame_reader.h"
#include "verifier/genesis_reader.h"
#include "verifier/read_ahead.h"
#include "verifier/segment_judge.h"
#include "verifier/walk_start.h"

namespace counterfoil::verifier {

enum class Behind {
    kNothing,  // HEAD is clean: behind its end there is nothing.
    kTaken,    // HEAD is not clean: frames behind its end are taken while they check.
    kIgnored,  // A LOSS ended the ledger there.
};

// Where the ledger must end, or reach at least.
struct WalkTarget {
    std::uint64_t segment = 0;
    std::uint64_t end_offset = 0;
    std::uint64_t tree_size = 0;
    Hash root{};
    std::uint64_t head_generation = 0;
    Behind behind = Behind::kNothing;
};

struct WalkOptions {
    unsigned threads = 1;          // More: frames below the target are read and hashed ahead.
    bool stop_at_failure = false;  // For find_end: what lies behind the first failure is not read.
    Lineage* lineage = nullptr;    // Gathers what proves the ledger to others; may be null.
    // Called before each segment; the walk stands where a later one could begin.
    std::function<void(std::uint64_t number)> entering;
    // Called for each frame that was taken; `known` tells whether the state holds.
    std::function<void(const Frame&, const FrameFacts&, const LedgerState&, bool known)> taken;
    std::function<void(std::uint64_t bytes, std::uint64_t records)> progress;
    std::function<bool()> cancelled;
    std::function<bool()> writer_alive;
};

// What could be told of a frame that does not check.
struct BadFrame {
    bool forged = false;       // Right checksums, but not a frame that may stand there.
    std::uint64_t length = 0;  // As its header says, when that is right; else 0.
    // Its trailer's, when it was signed by the key that may sign there, but is torn.
    std::optional<std::uint64_t> signed_size;
    Hash signed_root{};
};

// Where a segment's frames end without a right footer, until a recovery record names the tail.
struct Unfinished {
    std::uint64_t segment = 0;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    bool torn = false;  // It holds more than a missing or torn footer.
    Finding problem;
    BadFrame frame;
};

// How the walk ended.
struct WalkEnd {
    SegmentRun segment;  // The one with C in it.
    bool reached = false;
    bool has_footer = false;
    std::optional<Finding> stop;  // What stands at C when that is neither zeros nor a right footer.
    BadFrame stop_frame;
    std::uint64_t stop_segment = 0;  // Where it was that the walk stopped; behind C's, or C's.
    std::uint64_t stop_offset = 0;
};

// Walks through segments and frames in order and judges all that lies between genesis (or a later
// segment's record of the state) and the ledger's end: the one machinery of verify_ledger and
// find_end.
class LedgerWalk {
  public:
    // `segments`: the numbers that are there, ascending. All references must outlive this object.
    LedgerWalk(platform::Storage& storage, const std::string& directory, const LedgerFacts& facts,
               const WalkTarget& target, const std::vector<std::uint64_t>& segments,
               const WalkOptions& options, FindingList& findings);

    // Starts with this segment; behind 0, the state is taken from its segment record.
    void run(std::uint64_t first_segment);
    // Starts with a segment whose state somebody vouches for.
    void run(const WalkStart& start);

    [[nodiscard]] const LedgerState& state() const { return judge_.state(); }
    [[nodiscard]] bool known() const { return judge_.known(); }
    [[nodiscard]] bool ever_lost() const { return ever_lost_; }
    [[nodiscard]] const WalkEnd& end() const { return end_; }
    [[nodiscard]] const std::vector<Unfinished>& unfinished() const { return unfinished_; }
    [[nodiscard]] const std::vector<NamedTail>& named_tails() const { return named_tails_; }
    [[nodiscard]] const std::vector<EpochKey>& epochs() const { return epochs_; }
    [[nodiscard]] const std::optional<Error>& io_error() const { return io_error_; }
    [[nodiscard]] bool interrupted() const { return interrupted_; }
    [[nodiscard]] const WalkTotals& totals() const { return totals_; }
    // Between two segments: all before is whole, and nothing waits for an explanation.
    [[nodiscard]] bool settled() const;
    // Where the frames of the segment end that was walked last; 0 when it had none.
    [[nodiscard]] std::uint64_t last_end() const;
    // The findings on tails that no recovery named, on bodies that no record excuses, and on an end
    // that was not reached. Once, behind run.
    void finish();

  private:
    enum class Next { kFrame, kSegment, kStop };

    void walk_segments();
    [[nodiscard]] Next walk_segment(std::uint64_t number);
    [[nodiscard]] std::optional<Finding> enter(std::uint64_t number);
    [[nodiscard]] Next walk_frame();
    [[nodiscard]] Next at_target();
    [[nodiscard]] Next refuse_frame(const FrameRead& read, const FrameOutcome* outcome);
    void examine_bad_frame(const FrameRead& read, bool structure_right);
    [[nodiscard]] Next end_of_frames(std::optional<Finding> problem);
    void take(const FrameOutcome& outcome);
    void name_tails(const FrameFacts::Recovery& recovery);
    [[nodiscard]] bool below_target() const;
    [[nodiscard]] bool bodies_were_torn();
    // True, after a pause, when a living writer may just be writing what does not check.
    [[nodiscard]] bool be_patient();
    [[nodiscard]] bool continued_behind(std::uint64_t offset);
    [[nodiscard]] bool is_last() const;
    void leave_unfinished(std::uint64_t offset, Finding problem, bool torn);
    [[nodiscard]] Next give_up(Finding unsupported);
    void report(Finding problem);
    void lose();
    Next stop(std::optional<Finding> problem);

    platform::Storage& storage_;
    const std::string& directory_;
    const LedgerFacts& facts_;
    const WalkTarget target_;
    const std::vector<std::uint64_t>& segments_;
    const WalkOptions& options_;
    FindingList& findings_;

    FrameJudge judge_;
    DestroyedBodies destroyed_;
    std::uint64_t first_segment_ = 0;
    std::unique_ptr<platform::File> file_;
    SegmentRun run_;            // The segment that is being walked.
    std::uint64_t offset_ = 0;  // Where the next frame would start.
    HashedFrame hashed_;        // The frame that is being judged.
    crypto::HashLanes lanes_;
    Frame& frame_ = hashed_.frame;
    BadFrame bad_frame_;
    int pauses_ = 0;                    // At this place.
    std::unique_ptr<ReadAhead> ahead_;  // Behind the file that it reads.
    bool entered_ = false;              // A segment, at all.
    // Where the frames of the segment before end, 0 when it had none; nothing when not known.
    std::optional<std::uint64_t> previous_end_ = 0;

    WalkEnd end_;
    std::vector<Unfinished> unfinished_;
    std::vector<NamedTail> named_tails_;
    std::vector<EpochKey> epochs_;
    std::optional<Error> io_error_;
    bool interrupted_ = false;
    bool ever_lost_ = false;
    bool stopped_ = false;
    WalkTotals totals_;
};

}  // namespace counterfoil::verifier
