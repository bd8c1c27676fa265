// SPDX-License-Identifier: Apache-2.0
#include "verifier/ledger_walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>

#include "verifier/file_bytes.h"

namespace counterfoil::verifier {
namespace {

// How many segments behind are asked whether they continue an end; more than recovery leaves.
constexpr std::uint64_t kLookAhead = 16;
// A frame that a living writer is just writing is read again for so long.
constexpr int kPausesMax = 20;
constexpr auto kPause = std::chrono::milliseconds(5);

}  // namespace

LedgerWalk::LedgerWalk(platform::Storage& storage, const std::string& directory,
                       const LedgerFacts& facts, const WalkTarget& target,
                       const std::vector<std::uint64_t>& segments, const WalkOptions& options,
                       FindingList& findings)
    : storage_(storage),
      directory_(directory),
      facts_(facts),
      target_(target),
      segments_(segments),
      options_(options),
      findings_(findings),
      judge_(facts) {
    if (options.lineage != nullptr) judge_.watch(*options.lineage);
    if (options.threads > 1) {
        ahead_ = std::make_unique<ReadAhead>(options.threads - 1, facts.genesis.origin);
    }
}

void LedgerWalk::run(std::uint64_t first_segment) {
    first_segment_ = first_segment;
    if (first_segment == 0) {
        epochs_.push_back({0, 0, 0, facts_.genesis.fixed.epoch_key});
    } else {
        judge_.lose();
    }
    walk_segments();
}

void LedgerWalk::run(const WalkStart& start) {
    first_segment_ = start.segment;
    epochs_ = start.epochs;
    named_tails_ = start.named_tails;
    totals_ = start.totals;
    previous_end_ = start.previous_end;
    judge_.continue_from(start);
    walk_segments();
}

void LedgerWalk::walk_segments() {
    std::uint64_t expected = first_segment_;
    for (const std::uint64_t number : segments_) {
        if (number < first_segment_) continue;
        if (target_.behind == Behind::kIgnored && number > target_.segment) break;
        if (number != expected) {
            Finding gap = segments_missing(expected, number - 1);
            const bool beyond = expected > target_.segment && target_.behind == Behind::kTaken;
            if (beyond || options_.stop_at_failure) {
                (void)stop(std::move(gap));
                return;
            }
            report(std::move(gap));
            lose();
        }
        if (number > target_.segment && target_.behind == Behind::kNothing) {
            report(failure("segment-behind-head", {segment_path(number), number, {}, {}},
                           "HEAD says that the ledger ended cleanly before this segment"));
            return;
        }
        expected = number + 1;
        if (walk_segment(number) == Next::kStop) return;
    }
    if (expected <= target_.segment) {
        Finding gap = segments_missing(expected, target_.segment);
        gap.message += ", though HEAD names the last of them";
        (void)stop(gap);
        report(std::move(gap));
        lose();
    }
}

LedgerWalk::Next LedgerWalk::walk_segment(std::uint64_t number) {
    if (options_.entering) options_.entering(number);
    if (entered_) previous_end_ = last_end();
    entered_ = true;
    run_ = SegmentRun{};
    run_.start.header.segment_number = number;
    offset_ = 0;
    bad_frame_ = {};
    pauses_ = 0;
    if (std::optional<Finding> problem = enter(number)) return end_of_frames(std::move(problem));

    judge_.begin_segment(run_.start);
    offset_ = format::kBlockSize;
    if (ahead_ && number <= target_.segment) {
        const std::uint64_t end = number == target_.segment ? target_.end_offset : run_.size;
        ahead_->expect_key(judge_.key());
        ahead_->begin(*file_, number, offset_, std::min(end, run_.size), run_.size);
    }
    for (;;) {
        if (options_.cancelled && options_.cancelled()) {
            interrupted_ = true;
            return stop(std::nullopt);
        }
        const Next next = walk_frame();
        if (next != Next::kFrame) return next;
    }
}

std::optional<Finding> LedgerWalk::enter(std::uint64_t number) {
    const Place place{segment_path(number), number, std::nullopt, std::nullopt};
    const auto refuse = [&](const Error& error) {
        Finding problem = from_error(error, place);
        if (problem.severity == Severity::kIoError && !io_error_) io_error_ = error;
        return problem;
    };
    auto file =
        storage_.open(platform::join(directory_, segment_path(number)), platform::OpenMode::kRead);
    if (ahead_) ahead_->stop();
    if (!file) {
        file_.reset();
        return refuse(file.error());
    }
    file_ = std::move(*file);
    const Result<std::uint64_t> size = file_->size();
    if (!size) return refuse(size.error());
    run_.size = *size;
    HeaderRead read = read_segment_header(*file_, number, *size, facts_);
    if (read.io_error && !io_error_) io_error_ = read.io_error;
    if (read.problem) return std::move(read.problem);
    run_.start = read.start;
    if (!judge_.known()) return std::nullopt;
    return judge_continuation(read.start.header, judge_.state(), previous_end_);
}

LedgerWalk::Next LedgerWalk::walk_frame() {
    const bool in_target = run_.number() == target_.segment;
    if (in_target && offset_ == target_.end_offset && !end_.reached) {
        const Next next = at_target();
        if (next != Next::kFrame) return next;
    }
    if (run_.size - offset_ < format::kFrameHeaderSize) return end_of_frames(std::nullopt);

    const bool below = below_target();
    judge_.limit_head_generation(below ? std::optional(target_.head_generation) : std::nullopt);

    // Zeros and a footer end the frames; all else that is no frame is a problem.
    format::Magic magic{};
    const MutableByteView into(reinterpret_cast<std::uint8_t*>(magic.data()), magic.size());
    if (const Status status = read_exact(*file_, offset_, into); !status) {
        Finding problem = from_error(status.error(), run_.place(offset_));
        if (problem.severity == Severity::kIoError && !io_error_) io_error_ = status.error();
        return end_of_frames(std::move(problem));
    }
    if (magic == format::kFooterMagic || magic == format::Magic{}) {
        return end_of_frames(std::nullopt);
    }

    FrameRead read;
    if (below && ahead_ && ahead_->take(offset_, hashed_)) {
        read = hashed_.read;
    } else {
        read = read_frame(*file_, run_.number(), offset_, run_.size, frame_);
        if (!read.problem) hash_frame(frame_, lanes_, hashed_.hashes);
    }
    if (!read.problem && bodies_were_torn()) {
        read.problem = failure("bodies-crc", frame_.place(),
                               "the bodies of this frame were changed, or not written whole");
    }
    std::optional<FrameOutcome> outcome;
    if (!read.problem) {
        outcome = judge_.judge(frame_, hashed_.hashes);
        if (outcome->good()) {
            take(*outcome);
            return Next::kFrame;
        }
        judge_.undo();
    }
    if (be_patient()) return Next::kFrame;
    return refuse_frame(read, outcome ? &*outcome : nullptr);
}

// A frame's own checksum leaves its bodies out, as bodies may be destroyed later: below HEAD, by
// the ledger's rules. Where a write may have been under way they are part of the frame like all
// else, and so they are where a recovery has put the frame aside.
bool LedgerWalk::bodies_were_torn() {
    if (frame_.bodies_crc_right) return false;
    if (!below_target() && target_.behind == Behind::kTaken) return true;
    return judge_.known() && continued_behind(offset_);
}

bool LedgerWalk::be_patient() {
    const bool in_vain = below_target() || pauses_ >= kPausesMax || !options_.writer_alive;
    if (in_vain || !options_.writer_alive()) return false;
    ++pauses_;
    std::this_thread::sleep_for(kPause);
    return true;
}

LedgerWalk::Next LedgerWalk::at_target() {
    end_.reached = true;
    end_.segment = run_;
    if (judge_.known()) {
        const LedgerState& state = judge_.state();
        const Place place{"HEAD", run_.number(), offset_, std::nullopt};
        if (target_.tree_size != state.tree.size()) {
            report(wrong_number("head-mismatch", place,
                                "HEAD names another number of records than stand before its end",
                                state.tree.size(), target_.tree_size));
        } else if (target_.root != state.tree.root()) {
            report(wrong_bytes("head-mismatch", place,
                               "HEAD names another Merkle root than that of the records before "
                               "its end",
                               state.tree.root(), target_.root));
        }
    }
    if (target_.behind == Behind::kTaken) return Next::kFrame;
    if (target_.behind == Behind::kNothing) {
        const auto behind = first_nonzero(*file_, offset_, run_.size);
        if (!behind) {
            io_error_ = io_error_ ? io_error_ : std::optional(behind.error());
            report(from_error(behind.error(), run_.place(offset_)));
        } else if (*behind) {
            report(failure("bytes-behind-end", run_.place(**behind),
                           "HEAD says that the ledger ended cleanly before these bytes"));
        }
    }
    return Next::kSegment;
}

void LedgerWalk::examine_bad_frame(const FrameRead& read, bool structure_right) {
    bad_frame_ = {};
    if (read.header_right) bad_frame_.length = frame_.length();
    bad_frame_.forged = structure_right && frame_.bodies_crc_right;
    if (!read.trailer_read || bad_frame_.forged || !judge_.known()) return;
    const format::FrameTrailer& trailer = frame_.trailer;
    if (trailer.tree_size != judge_.state().tree.size() + frame_.record_count()) return;
    if (!judge_.signature_holds(trailer)) return;
    bad_frame_.signed_size = trailer.tree_size;
    bad_frame_.signed_root = trailer.root;
}

LedgerWalk::Next LedgerWalk::refuse_frame(const FrameRead& read, const FrameOutcome* outcome) {
    if (read.io_error && !io_error_) io_error_ = read.io_error;
    std::optional<Finding> problem = read.problem;
    if (outcome != nullptr) problem = outcome->findings.front();
    examine_bad_frame(read, outcome != nullptr);
    const bool ends_here = judge_.known() && continued_behind(offset_);
    if (ends_here || (!below_target() && target_.behind == Behind::kTaken) ||
        options_.stop_at_failure) {
        return end_of_frames(std::move(problem));
    }
    if (problem->severity == Severity::kUnsupported) return give_up(std::move(*problem));
    if (outcome == nullptr) {
        report(std::move(*problem));
        lose();
        if (!read.header_right) return Next::kSegment;
        offset_ += frame_.length();
        return Next::kFrame;
    }
    // Nothing else explains it: all that is wrong with the frame counts, and judging goes on
    // behind.
    FrameOutcome again = judge_.judge(frame_, hashed_.hashes);
    for (Finding& each : again.findings) report(std::move(each));
    if (again.lost) {
        lose();
        offset_ += frame_.length();
        return Next::kFrame;
    }
    take(again);
    return Next::kFrame;
}

void LedgerWalk::take(const FrameOutcome& outcome) {
    const FrameFacts& facts = outcome.facts;
    bad_frame_ = {};
    pauses_ = 0;
    run_.frames.push_back({static_cast<std::uint32_t>(offset_ / format::kBlockSize),
                           static_cast<std::uint32_t>(frame_.header.first_sequence -
                                                      run_.start.header.base_sequence)});
    run_.events += facts.events;
    offset_ += frame_.length();
    run_.end_offset = offset_;
    totals_.records += facts.records;
    totals_.events += facts.events;
    totals_.bytes += frame_.length();
    if (outcome.resumed) {
        const bool newer = epochs_.empty() || epochs_.back().epoch < outcome.resumed->epoch;
        if (newer) epochs_.push_back(*outcome.resumed);
        if (ever_lost_) {
            report(finding(Severity::kIncomplete, "continuity-unchecked", frame_.place(),
                           "judging goes on with the state that this segment's own record tells: "
                           "whether it continues what stood before cannot be said"));
        }
    }
    if (facts.epoch) {
        epochs_.push_back(*facts.epoch);
        if (ahead_) ahead_->expect_key(facts.epoch->key);
    }
    for (const format::SequenceRange& range : facts.zeroed) {
        if (destroyed_.note_zeroed(range)) continue;
        Place place = frame_.place();
        place.sequence = range.first;
        report(failure("bodies-zeroed", place, "too many bodies are zero without a record of it"));
    }
    for (const FrameFacts::Destroyed& each : facts.destroyed) destroyed_.excuse(each.ranges);
    if (facts.recovery) name_tails(*facts.recovery);
    if (options_.lineage != nullptr && judge_.known()) {
        options_.lineage->take(frame_, facts, judge_.tree_before(), judge_.state().tree);
    }
    if (options_.taken) options_.taken(frame_, facts, judge_.state(), judge_.known());
    if (options_.progress) options_.progress(totals_.bytes, totals_.records);
}

void LedgerWalk::name_tails(const FrameFacts::Recovery& recovery) {
    for (const format::RecoveredTail& tail : recovery.body.tails) {
        Place place = frame_.place();
        place.sequence = recovery.sequence;
        // They were left in order; a hostile record may name very many.
        auto match = std::lower_bound(
            unfinished_.begin(), unfinished_.end(), tail.segment_number,
            [](const Unfinished& each, std::uint64_t segment) { return each.segment < segment; });
        const bool same = match != unfinished_.end() && match->segment == tail.segment_number &&
                          match->offset == tail.offset && match->length == tail.length;
        if (!same) match = unfinished_.end();
        if (match == unfinished_.end()) {
            // What lies before the first segment that was read, or in the dark, cannot be judged.
            if (tail.segment_number < first_segment_ || ever_lost_) continue;
            report(failure(
                "recovery-tail", place,
                fmt::format("the recovery names a tail at byte {} of segment {} where "
                            "there is none",
                            std::uint64_t{tail.offset}, std::uint64_t{tail.segment_number})));
            continue;
        }
        const Place at{segment_path(match->segment), match->segment, match->offset, std::nullopt};
        unfinished_.erase(match);
        auto file = storage_.open(platform::join(directory_, at.file), platform::OpenMode::kRead);
        if (!file) {
            report(from_error(file.error(), at));
            continue;
        }
        const auto digest = digest_range(**file, tail.offset, tail.offset + tail.length);
        if (!digest) {
            report(from_error(digest.error(), at));
        } else if (digest->digest != tail.digest) {
            report(wrong_bytes("tail-digest", at,
                               "the torn tail is not what it was when recovery named it",
                               tail.digest, digest->digest));
        } else {
            named_tails_.push_back({tail, digest->used, recovery.sequence});
        }
    }
}

bool LedgerWalk::settled() const {
    return entered_ && judge_.known() && !ever_lost_ && unfinished_.empty() && !destroyed_.first();
}

std::uint64_t LedgerWalk::last_end() const {
    return run_.frames.empty() ? 0 : run_.end_offset;
}

bool LedgerWalk::below_target() const {
    return run_.number() < target_.segment ||
           (run_.number() == target_.segment && offset_ < target_.end_offset);
}

bool LedgerWalk::is_last() const {
    return segments_.empty() || run_.number() >= segments_.back();
}

// Whether some segment behind says that this one's frames end at `offset`.
bool LedgerWalk::continued_behind(std::uint64_t offset) {
    const std::uint64_t number = run_.number();
    auto next = std::upper_bound(segments_.begin(), segments_.end(), number);
    for (std::uint64_t i = 1; i <= kLookAhead && next != segments_.end(); ++i, ++next) {
        if (*next != number + i) return false;
        const auto file = storage_.open(platform::join(directory_, segment_path(*next)),
                                        platform::OpenMode::kRead);
        if (!file) continue;
        const Result<std::uint64_t> size = (*file)->size();
        if (!size) continue;
        const HeaderRead read = read_segment_header(**file, *next, *size, facts_);
        if (read.problem) continue;
        const std::uint64_t end = i == 1 && !run_.frames.empty() ? offset : 0;
        return !judge_continuation(read.start.header, judge_.state(), end);
    }
    return false;
}

void LedgerWalk::leave_unfinished(std::uint64_t offset, Finding problem, bool torn) {
    unfinished_.push_back(
        {run_.number(), offset, run_.size - offset, torn, std::move(problem), bad_frame_});
    bad_frame_ = {};
}

// The frames of this segment end at run_.end_offset (nowhere, when there are none): by a problem,
// or by zeros or a footer.
LedgerWalk::Next LedgerWalk::end_of_frames(std::optional<Finding> problem) {
    const bool has_frames = !run_.frames.empty();
    const std::uint64_t tail = has_frames ? run_.end_offset : 0;
    const bool beyond = !below_target() && target_.behind == Behind::kTaken;
    if (has_frames) {  // C lies here, as far as is known.
        end_.segment = run_;
        end_.has_footer = false;
    }

    std::optional<Finding> footer_problem;
    bool zeros = false;
    if (!problem && file_) {
        if (!judge_.known()) return Next::kSegment;
        const auto rest = first_nonzero(*file_, offset_, run_.size);
        if (!rest) {
            problem = from_error(rest.error(), run_.place(offset_));
            if (!io_error_) io_error_ = rest.error();
        } else {
            zeros = !*rest;
        }
    }
    if (!problem && has_frames) {
        auto judged = judge_footer(*file_, run_, judge_.state());
        if (!judged) {
            if (!io_error_) io_error_ = judged.error();
            problem = from_error(judged.error(), run_.place(offset_));
        } else {
            footer_problem = std::move(*judged);
            end_.has_footer = !footer_problem;
            if (!footer_problem) {
                const bool ledger_ends = is_last() && run_.number() >= target_.segment;
                return ledger_ends ? stop(std::nullopt) : Next::kSegment;
            }
        }
    } else if (!problem) {
        footer_problem =
            failure("segment-empty", run_.place(offset_), "the segment holds no frame");
    }

    if (judge_.known() && !is_last() && continued_behind(tail)) {
        const bool torn = problem.has_value() || !has_frames;
        leave_unfinished(tail, problem ? std::move(*problem) : std::move(*footer_problem), torn);
        return Next::kSegment;
    }
    if (beyond && !problem && !zeros && offset_ != 0 && be_patient()) return Next::kFrame;
    if (zeros) footer_problem = beyond ? std::nullopt : footer_problem;
    if (beyond) return stop(problem ? std::move(problem) : std::move(footer_problem));
    if (options_.stop_at_failure) {
        return stop(problem ? std::move(problem) : std::move(footer_problem));
    }
    Finding& found = problem ? *problem : *footer_problem;
    if (found.severity == Severity::kUnsupported) return give_up(std::move(found));
    report(std::move(found));
    if (problem) lose();
    return Next::kSegment;
}

LedgerWalk::Next LedgerWalk::stop(std::optional<Finding> problem) {
    stopped_ = true;
    end_.stop = std::move(problem);
    end_.stop_frame = bad_frame_;
    end_.stop_segment = run_.number();
    end_.stop_offset = run_.frames.empty() ? 0 : run_.end_offset;
    if (!run_.frames.empty()) end_.segment = run_;
    return Next::kStop;
}

// What a later version says may explain all that stands behind it.
LedgerWalk::Next LedgerWalk::give_up(Finding unsupported) {
    report(std::move(unsupported));
    lose();
    return Next::kStop;
}

void LedgerWalk::report(Finding problem) {
    // Beyond an unclean HEAD nothing was promised: it can only be unproven.
    if (target_.behind == Behind::kTaken && !below_target() && end_.reached &&
        problem.severity == Severity::kFailure && problem.file != "HEAD") {
        problem.severity = Severity::kIncomplete;
    }
    findings_.add(std::move(problem));
}

void LedgerWalk::lose() {
    judge_.lose();
    if (options_.lineage != nullptr) options_.lineage->lose();
    ever_lost_ = true;
}

void LedgerWalk::finish() {
    if (interrupted_) return;
    for (Unfinished& each : unfinished_) {
        const bool newest_full = each.segment + 1 >= end_.segment.number();
        const bool excused =
            target_.behind == Behind::kTaken && (each.segment >= target_.segment || newest_full);
        if (!excused) {
            findings_.add(std::move(each.problem));
        } else if (each.torn) {
            each.problem.severity = Severity::kIncomplete;
            findings_.add(std::move(each.problem));
        }
    }
    if (const auto zeroed = destroyed_.first()) {
        findings_.add(failure("bodies-zeroed", {{}, {}, {}, *zeroed},
                              "the body of this record is zero, and no record says that it was "
                              "destroyed"));
    }
    if (!end_.reached && !ever_lost_) {
        findings_.add(failure("ends-before-head", {"HEAD", target_.segment, target_.end_offset, {}},
                              "the records end before the place that HEAD promises: the end was "
                              "cut off or damaged",
                              {fmt::format("{} records", target_.tree_size),
                               fmt::format("{} records", judge_.state().tree.size())}));
    }
}

}  // namespace counterfoil::verifier
