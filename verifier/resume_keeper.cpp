// SPDX-License-Identifier: Apache-2.0
#include "verifier/resume_keeper.h"

#include <fmt/format.h>

#include "ledger/format/directory.h"

namespace counterfoil::verifier {
namespace {

// Two changes within one tick of a file system's clock look like one: the coarsest count seconds.
constexpr std::uint64_t kSettledNs = 2'000'000'000;

}  // namespace

std::optional<ResumeKeeper::Resumed> ResumeKeeper::find(std::uint64_t last, std::string& refused) {
    if (path_.empty()) return std::nullopt;
    const Result<Bytes> text = platform::read_file(storage_, path_, kResumePointSizeMax);
    if (!text) return std::nullopt;
    Result<ResumePoint> point = ResumePoint::parse(as_text(*text));
    if (!point) {
        refused = point.error().message;
        return std::nullopt;
    }
    if (point->ledger != facts_.id || point->genesis_leaf != facts_.genesis_leaf) {
        refused = "it is that of another ledger";
        return std::nullopt;
    }
    if (point->watched_size != watched_) {
        refused = "another checkpoint is remembered by now";
        return std::nullopt;
    }
    if (point->segment > last) {
        refused = "the ledger is shorter now";
        return std::nullopt;
    }
    for (const SeenFile& file : point->files) {
        const Result<SeenFile> now = look_at_segment(storage_, directory_, file.segment);
        if (now && *now == file) continue;
        refused = fmt::format("{} has changed since", format::segment_file_name(file.segment));
        return std::nullopt;
    }
    std::optional<WalkStart> start = read_walk_start(storage_, directory_, point->segment, facts_);
    if (!start || digest_of(start->state) != point->state_digest) {
        refused =
            fmt::format("{} does not go on from there", format::segment_file_name(point->segment));
        return std::nullopt;
    }
    start->previous_end = point->previous_end;
    start->epochs = point->epochs;
    start->named_tails = point->named_tails;
    start->totals = point->totals;
    seen_ = point->files;
    found_ = true;
    return Resumed{std::move(*start), std::move(*point)};
}

void ResumeKeeper::forget() {
    seen_.clear();
    found_ = false;
}

void ResumeKeeper::entering(std::uint64_t number, const LedgerWalk& walk,
                            const CheckpointJudge& checkpoints, const EventList& events,
                            const Lineage& lineage) {
    if (path_.empty()) return;
    if (walk.settled() && complete_) {
        ResumePoint point;
        point.ledger = facts_.id;
        point.genesis_leaf = facts_.genesis_leaf;
        point.watched_size = watched_;
        point.segment = number;
        point.state_digest = digest_of(walk.state());
        point.previous_end = walk.last_end();
        point.totals = walk.totals();
        point.checkpoint_count = checkpoints.count();
        point.checkpoint_chain = checkpoints.chain();
        point.named_tails = walk.named_tails();
        point.epochs = walk.epochs();
        point.events = events.tally();
        const LineageState& state = lineage.state();
        point.lineage = {state.lost, {}, state.growth, state.watched, state.watched_growth};
        epoch_proofs_ = state.epochs.size();
        lineage_ = &lineage;
        point_ = std::move(point);
    }
    // A file that changes while it is read has changed when it is looked at again.
    const Result<SeenFile> seen = look_at_segment(storage_, directory_, number);
    complete_ = complete_ && seen && seen->changed_ns + kSettledNs <= now_ns_;
    if (complete_) seen_.push_back(*seen);
}

bool ResumeKeeper::save() {
    if (!point_) return found_;  // What was found still holds.
    for (const SeenFile& file : seen_) {
        if (file.segment < point_->segment) point_->files.push_back(file);
    }
    const std::vector<EpochProof>& epochs = lineage_->state().epochs;
    if (epochs.size() < epoch_proofs_) return false;
    point_->lineage.epochs.assign(epochs.begin(),
                                  epochs.begin() + static_cast<std::ptrdiff_t>(epoch_proofs_));
    // How the last one leads on is known when its time is over.
    if (!point_->lineage.epochs.empty()) point_->lineage.epochs.back().onward.clear();
    if (!platform::make_directories(storage_, platform::parent(path_))) return false;
    const std::string text = point_->text();
    return platform::replace_file(
               storage_, path_,
               [&](platform::File& file) { return file.write_at(0, as_bytes(text)); })
        .ok();
}

}  // namespace counterfoil::verifier
