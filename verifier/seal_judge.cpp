// SPDX-License-Identifier: Apache-2.0
#include "verifier/seal_judge.h"

#include <fmt/format.h>

#include <cstring>

#include "verifier/body_judge.h"
#include "verifier/file_bytes.h"
#include "verifier/frame_judge.h"
#include "verifier/segment_judge.h"

namespace counterfoil::verifier {

bool SealJudge::run(std::uint64_t end, bool clean, const std::function<bool()>& cancelled) {
    WalkStart genesis;
    genesis.state = state_at_genesis(facts_);
    genesis.epochs.push_back({0, 0, 0, facts_.genesis.fixed.epoch_key});
    std::optional<std::uint64_t> last;  // The last segment that holds frames.
    std::optional<WalkStart> start;
    for (std::uint64_t number = 0; number <= end; ++number) {
        if (cancelled && cancelled()) return false;
        start = number == 0 ? std::optional(genesis)
                            : read_walk_start(storage_, directory_, number, facts_);
        if (!start) {
            // What a later program wrote may explain the rest: whoever judges the whole says so.
            if (is_of_later_format(number)) return true;
            // A crash leaves segments without a frame; the recovery behind it names each.
            open_.emplace(
                number,
                OpenEnd{0, failure("segment-continuity", {segment_path(number), number, {}, {}},
                                   "the segment does not begin with a record of what it "
                                   "continues")});
            continue;
        }
        if (last) {
            auto open = judge_end(*last, start->previous_end.value_or(0), start->state);
            if (open) open_.insert_or_assign(*last, std::move(*open));
        }
        // The last one is judged by whoever goes on there; here it only explains those before it.
        auto problem = judge_beginning(*start);
        if (problem && number < end) findings_.add(std::move(*problem));
        last = number;
    }
    // The newest footer may be missing until the ledger is closed or opened again.
    const auto newest = end == 0 ? open_.end() : open_.find(end - 1);
    const bool footer_may_come = !clean && newest != open_.end() && newest->second.offset > 0 &&
                                 newest->second.problem.severity == Severity::kFailure;
    if (footer_may_come) open_.erase(newest);
    for (auto& [number, open] : open_) {
        if (number < end) findings_.add(std::move(open.problem));
    }
    if (start) next_ = std::move(start);
    return true;
}

bool SealJudge::is_of_later_format(std::uint64_t segment) {
    const auto file =
        storage_.open(platform::join(directory_, segment_path(segment)), platform::OpenMode::kRead);
    if (!file) return false;
    const Result<std::uint64_t> size = (*file)->size();
    if (!size) return false;
    std::optional<Finding> problem = read_segment_header(**file, segment, *size, facts_).problem;
    Frame frame;
    if (!problem) {
        problem = read_frame(**file, segment, format::kBlockSize, *size, frame).problem;
    }
    return problem && problem->severity == Severity::kUnsupported;
}

// The first frame, against the state that its own first record tells.
std::optional<Finding> SealJudge::judge_beginning(const WalkStart& start) {
    const Place place{segment_path(start.segment), start.segment, {}, {}};
    const auto file =
        storage_.open(platform::join(directory_, place.file), platform::OpenMode::kRead);
    if (!file) return from_error(file.error(), place);
    const Result<std::uint64_t> size = (*file)->size();
    if (!size) return from_error(size.error(), place);
    const HeaderRead header = read_segment_header(**file, start.segment, *size, facts_);
    if (header.problem) return header.problem;
    Frame frame;
    FrameRead read = read_frame(**file, start.segment, format::kBlockSize, *size, frame);
    if (read.problem) return std::move(read.problem);
    FrameJudge judge(facts_);
    judge.continue_from(start);
    judge.begin_segment(header.start);
    FrameHashes hashes;
    crypto::HashLanes lanes;
    hash_frame(frame, lanes, hashes);
    const FrameOutcome outcome = judge.judge(frame, hashes);
    bytes_ += format::kBlockSize + frame.bytes.size();
    if (!outcome.good()) return outcome.findings.front();
    if (outcome.facts.recovery) {
        for (const format::RecoveredTail& tail : outcome.facts.recovery->body.tails) {
            const auto open = open_.find(tail.segment_number);
            if (open != open_.end() && open->second.offset == tail.offset) open_.erase(open);
        }
    }
    return std::nullopt;
}

// The footer, against the state behind it, and the signature of the last frame.
std::optional<SealJudge::OpenEnd> SealJudge::judge_end(std::uint64_t segment, std::uint64_t end,
                                                       const LedgerState& after) {
    const Place place{segment_path(segment), segment, end, {}};
    const auto refuse = [&](Finding problem) {
        findings_.add(std::move(problem));
        return std::nullopt;
    };
    const auto file =
        storage_.open(platform::join(directory_, place.file), platform::OpenMode::kRead);
    if (!file) return refuse(from_error(file.error(), place));
    SegmentRun run;
    const Result<std::uint64_t> size = (*file)->size();
    if (!size) return refuse(from_error(size.error(), place));
    run.size = *size;
    HeaderRead header = read_segment_header(**file, segment, *size, facts_);
    if (header.problem) return refuse(std::move(*header.problem));
    run.start = header.start;
    run.end_offset = end;

    format::SegmentFooter footer;
    MutableByteView into(reinterpret_cast<std::uint8_t*>(&footer), sizeof footer);
    if (const Status read = read_exact(**file, end, into); !read) {
        return OpenEnd{end, from_error(read.error(), place)};
    }
    // Its own list of frames is taken as it is; the rest is made anew and compared.
    const std::uint64_t frames = footer.frame_count;
    if (footer.magic != format::kFooterMagic || frames == 0 ||
        frames > *size / format::kBlockSize) {
        return OpenEnd{end, failure("footer-missing", place,
                                    "behind the last frame stands neither a footer nor a tail that "
                                    "a recovery names")};
    }
    Bytes list(static_cast<std::size_t>(frames) * format::kFramePositionSize);
    if (const Status read = read_exact(**file, end + sizeof footer, list); !read) {
        return OpenEnd{end, from_error(read.error(), place)};
    }
    run.frames.resize(static_cast<std::size_t>(frames));
    std::memcpy(run.frames.data(), list.data(), list.size());
    run.events = footer.event_count;
    auto judged = judge_footer(**file, run, after);
    if (!judged) return refuse(from_error(judged.error(), place));
    if (*judged) return OpenEnd{end, std::move(**judged)};
    bytes_ += format::footer_length(frames);
    const std::uint64_t offset =
        std::uint64_t{run.frames.back().block} * std::uint64_t{format::kBlockSize};
    if (auto problem = judge_last_frame(**file, segment, offset, *size, after)) {
        return refuse(std::move(*problem));
    }
    return std::nullopt;
}

std::optional<Finding> SealJudge::judge_last_frame(const platform::File& file,
                                                   std::uint64_t segment, std::uint64_t offset,
                                                   std::uint64_t size, const LedgerState& after) {
    Frame frame;
    FrameRead read = read_frame(file, segment, offset, size, frame);
    if (read.problem) return std::move(read.problem);
    bytes_ += frame.bytes.size();
    const format::FrameTrailer& trailer = frame.trailer;
    if (trailer.tree_size != after.tree.size()) {
        return wrong_number("tree-size", frame.place(),
                            "the segment's last frame does not end where the next segment begins",
                            after.tree.size(), trailer.tree_size);
    }
    if (trailer.root != after.tree.root()) {
        return wrong_bytes("root-mismatch", frame.place(),
                           "the next segment continues another Merkle root than the one that was "
                           "signed last",
                           after.tree.root(), trailer.root);
    }
    // The frame that ends with a key record is signed by the epoch before, whose key is not told.
    if (after.epoch_start == after.tree.size()) return std::nullopt;
    FrameJudge judge(facts_);
    WalkStart signer;
    signer.state.epoch_key = after.epoch_key;
    judge.continue_from(signer);
    if (judge.signature_holds(trailer)) return std::nullopt;
    return failure("signature", frame.place(),
                   "the frame's signature is not that of its epoch's key over this size and root: "
                   "whoever wrote it did not have the key");
}

}  // namespace counterfoil::verifier
