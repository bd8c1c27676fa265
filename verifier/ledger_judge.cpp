// SPDX-License-Identifier: Apache-2.0
#include "verifier/ledger_judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ledger/crypto/encoding.h"
#include "ledger/format/directory.h"
#include "verifier/identity_judge.h"
#include "verifier/quarantine_judge.h"
#include "verifier/seal_judge.h"

namespace counterfoil::verifier {
namespace {

constexpr std::size_t kUnknownFilesMax = 20;

Place head_place() {
    return {std::string(format::kHeadFile), {}, {}, {}};
}

}  // namespace

LedgerJudge::LedgerJudge(platform::Storage& storage, const std::string& directory,
                         const VerifyOptions& options, std::uint64_t now_ns,
                         std::optional<std::uint64_t> refused_slot)
    : storage_(storage),
      directory_(directory),
      options_(options),
      now_ns_(now_ns),
      refused_slot_(refused_slot),
      findings_(options.findings_max) {}

void LedgerJudge::run() {
    if (!open_ledger()) return;
    identity_ = judge_identity(*facts_, options_.pin, options_.policy,
                               {segment_path(0), 0, format::kBlockSize, 0}, findings_);
    judge_ledger_json(storage_, directory_, *facts_, findings_);
    judge_head();
    const std::optional<WalkTarget> target = choose_target();
    if (!target) return;
    const format::HeadSlot& slot = head_.newest()->slot;
    promise_ = {slot.checkpoint_count, slot.checkpoint_chain, target->behind == Behind::kNothing,
                target->behind == Behind::kIgnored};
    attachments_ = std::make_unique<AttachmentJudge>(storage_, directory_, inventory_, options_,
                                                     now_ns_, findings_, events_);
    choose_start(*target);
    walk(*target);
    if (walk_->interrupted()) {
        Finding stopped = judging_was_stopped();
        if (resume_ && resume_->save()) {
            stopped.message += "; the next verification goes on from here";
        }
        findings_.add(std::move(stopped));
        // What was seen is held to the memory all the same.
        if (lineage_->watched()) judge_memory();
        return;
    }
    judge_since();
    judge_memory();
    judge_slots();
    judge_end(*target);
    judge_files();
    attachments_->run(checkpoints_->kept());
    events_.finish();
}

// False when there is nothing that could be judged.
bool LedgerJudge::open_ledger() {
    // In this order: what HEAD promises must be there when the files are listed, and a checkpoint
    // that is listed tells of frames that are there when the segments are listed.
    GenesisRead genesis = read_genesis(storage_, directory_);
    std::optional<LedgerId> id;
    if (genesis.facts) id = genesis.facts->id;
    head_ = read_head(storage_, directory_, id);
    if (const SlotRead* newest = head_.newest()) first_generation_ = newest->slot.generation;
    inventory_ = take_inventory(storage_, directory_);
    if (inventory_.io_error) {
        findings_.add(
            finding(Severity::kIoError, "read-error", {}, plain(inventory_.io_error->message)));
    } else if (!inventory_.is_ledger()) {
        findings_.add(
            finding(Severity::kIoError, "no-ledger", {},
                    "this is no ledger: it has no ledger.json, no HEAD and no directory segments",
                    {"a ledger directory", "another one"}));
    }
    if (!inventory_.is_ledger()) return false;
    for (const Finding& each : inventory_.findings) findings_.add(each);
    if (genesis.problem) {
        findings_.add(std::move(*genesis.problem));
        if (!options_.pin) {
            findings_.add(finding(Severity::kUntrusted, "no-key", {}, "no key was given"));
        }
        return false;
    }
    if (options_.ledger && *options_.ledger != genesis.facts->id) {
        findings_.add(wrong_bytes("ledger-id", {std::string(format::kLedgerJson), {}, {}, {}},
                                  "by its genesis this is another ledger than the one that "
                                  "ledger.json named when it was looked for",
                                  *options_.ledger, genesis.facts->id));
    }
    facts_ = std::move(genesis.facts);
    return true;
}

void LedgerJudge::judge_head() {
    for (const Finding& each : head_.findings) findings_.add(each);
    for (SlotRead& slot : head_.slots) {
        if (slot.good && slot.slot.generation == refused_slot_) {
            slot.good = false;
            slot.problem = "its signature is not that of its epoch's key";
        }
    }
    if (head_.newest() != nullptr || head_.missing || head_.io_error) return;
    const auto& [first, second] = head_.slots;
    if (first.unsupported && second.unsupported) {
        findings_.add(
            unsupported_version("head-version", head_place(), "HEAD", first.slot.version));
        return;
    }
    findings_.add(failure(
        "head-bad", head_place(), "both slots of HEAD are bad",
        {"two good slots", fmt::format("first: {}; second: {}", first.problem, second.problem)}));
}

// What the ledger is held to: HEAD's newer good slot, or the LOSS that took its place.
std::optional<WalkTarget> LedgerJudge::choose_target() {
    WalkTarget target;
    const SlotRead* const newest = head_.newest();
    if (newest == nullptr) return std::nullopt;
    const format::HeadSlot& slot = newest->slot;
    target.segment = slot.segment_number;
    target.end_offset = slot.end_offset;
    target.tree_size = slot.tree_size;
    target.root = slot.root;
    target.head_generation = slot.generation;
    target.behind = slot.clean == 1 ? Behind::kNothing : Behind::kTaken;
    if (!inventory_.loss) return target;

    loss_ = read_loss(storage_, directory_, *facts_, head_);
    if (loss_->problem) {
        findings_.add(*loss_->problem);
        loss_.reset();
        return target;
    }
    target.segment = loss_->header.segment_number;
    target.end_offset = loss_->header.end_offset;
    target.tree_size = loss_->header.tree_size;
    target.root = loss_->header.root;
    target.behind = Behind::kIgnored;
    return target;
}

// Where judging begins when what stands before it was judged earlier.
void LedgerJudge::choose_start(const WalkTarget& target) {
    if (options_.since) {
        // What is remembered is compared in any case.
        std::uint64_t size = options_.since->checkpoint.size;
        if (options_.remembered) size = std::min(size, options_.remembered->size);
        start_ = read_walk_start_below(storage_, directory_, inventory_.segments, size, *facts_);
    }
    if (options_.quick && target.segment > 0) {
        SealJudge seals(storage_, directory_, *facts_, findings_);
        if (!seals.run(target.segment, head_.newest()->slot.clean == 1, options_.cancelled)) return;
        sealed_bytes_ = seals.bytes();
        start_ = seals.next();
        if (!start_) return;
        findings_.add(finding(
            Severity::kIncomplete, "quick", {},
            fmt::format(
                "only the seals of {} full segments were judged, and how they continue each "
                "other: their records were not read, so a change in them stays unseen",
                target.segment)));
    }
    if (start_ && start_->segment > target.segment) start_.reset();
    if (options_.since && start_) miss_segments(start_->segment);
    if (options_.quick || options_.since) return;
    resume(target);
}

// Those before `end` are not read, but they must be there.
void LedgerJudge::miss_segments(std::uint64_t end) {
    std::uint64_t expected = 0;
    const auto miss = [&](std::uint64_t next) {
        if (next > expected) findings_.add(segments_missing(expected, next - 1));
        expected = next + 1;
    };
    for (const std::uint64_t number : inventory_.segments) {
        if (number >= end) break;
        miss(number);
    }
    miss(end);
}

// Goes on where an earlier run was interrupted.
void LedgerJudge::resume(const WalkTarget& target) {
    std::optional<std::uint64_t> watched;
    if (options_.remembered) watched = options_.remembered->size;
    resume_ = std::make_unique<ResumeKeeper>(storage_, directory_, options_.resume_file, *facts_,
                                             watched, now_ns_);
    std::string refused;
    auto found = resume_->find(target.segment, refused);
    if (found) {
        const ResumePoint& point = found->point;
        first_checkpoint_ = skip_checkpoints(storage_, directory_, inventory_.checkpoints, promise_,
                                             found->start.state.tree.size(), point.checkpoint_count,
                                             attachments_->wanted());
        if (first_checkpoint_.number != point.checkpoint_count ||
            first_checkpoint_.chain != point.checkpoint_chain) {
            refused = "the published checkpoints have changed since";
            first_checkpoint_ = {};
            resume_->forget();
            found.reset();
        }
    }
    if (!found) {
        if (refused.empty()) return;
        events_.add(
            {"begun-anew", std::nullopt,
             fmt::format("an earlier verification was interrupted, and this one does not go "
                         "on from there: {}",
                         refused),
             false});
        return;
    }
    start_ = std::move(found->start);
    resumed_ = std::move(found->point);
    events_ = EventList(std::move(resumed_->events));
    events_.add({"resumed", std::nullopt,
                 fmt::format("the first {} records were judged by an earlier verification that was "
                             "interrupted; their files have not changed since",
                             start_->state.tree.size()),
                 false});
}

void LedgerJudge::walk(const WalkTarget& target) {
    if (start_ && !resumed_) {
        first_checkpoint_ = skip_checkpoints(storage_, directory_, inventory_.checkpoints, promise_,
                                             start_->state.tree.size(), promise_.count, {});
    }
    checkpoints_ =
        std::make_unique<CheckpointJudge>(storage_, directory_, *facts_, inventory_.checkpoints,
                                          promise_, findings_, first_checkpoint_);
    checkpoints_->keep(attachments_->wanted());
    std::optional<std::uint64_t> watched;
    if (options_.remembered) watched = options_.remembered->size;
    lineage_ = resumed_ ? std::make_unique<Lineage>(target.tree_size, watched,
                                                    std::move(resumed_->lineage))
                        : std::make_unique<Lineage>(target.tree_size, watched);
    if (partial()) lineage_->lose();
    const std::uint64_t findings_before = findings_.total();
    if (resume_) {
        walk_options_.entering = [this, findings_before,
                                  last = target.segment](std::uint64_t number) {
            if (number > last || findings_.total() != findings_before) return;
            resume_->entering(number, *walk_, *checkpoints_, events_, *lineage_);
        };
    }
    walk_options_.lineage = lineage_.get();
    walk_options_.taken = [this](const Frame& frame, const FrameFacts& facts,
                                 const LedgerState& state, bool known) {
        checkpoints_->frame(frame, walk_->epochs(), walk_->ever_lost());
        events_.note(facts);
        if (known && options_.since && state.tree.size() == options_.since->checkpoint.size) {
            since_seen_ = state.tree.root() == options_.since->checkpoint.root;
        }
    };
    walk_options_.cancelled = options_.cancelled;
    walk_options_.threads = options_.threads;
    if (options_.progress) {
        const std::uint64_t total = bytes_total();
        walk_options_.progress = [this, total](std::uint64_t bytes, std::uint64_t records) {
            options_.progress({bytes, std::max(bytes, total), records});
        };
    }
    if (target.behind == Behind::kTaken)
        walk_options_.writer_alive = [this] { return writer_alive(); };
    walk_ = std::make_unique<LedgerWalk>(storage_, directory_, *facts_, target, inventory_.segments,
                                         walk_options_, findings_);
    if (start_) {
        walk_->run(*start_);
    } else {
        walk_->run(0);
    }
    if (walk_->interrupted()) return;
    walk_->finish();
    checkpoints_->finish(walk_->state().tree.size(), walk_->epochs(), walk_->ever_lost());
}

// Whether the ledger may have had so many records although it does not show them: in the dark, or
// because it was ended with a LOSS, which says how much was there before.
bool LedgerJudge::may_have_lost(std::uint64_t size) const {
    if (walk_->ever_lost()) return true;
    return loss_ && size > loss_->header.tree_size && size <= loss_->header.head.tree_size;
}

// Whether the ledger is the one of which the given checkpoint tells.
void LedgerJudge::judge_since() {
    if (!options_.since) return;
    const notes::Checkpoint& checkpoint = options_.since->checkpoint;
    if (auto problem = judge_given(*options_.since, *facts_, walk_->epochs())) {
        findings_.add(std::move(*problem));
    }
    if (since_seen_ || !walk_->known() || may_have_lost(checkpoint.size)) return;
    const std::uint64_t size = walk_->state().tree.size();
    findings_.add(
        size < checkpoint.size
            ? failure("rollback", {},
                      "the ledger ends before the checkpoint that was given: it was put back to an "
                      "older copy, or its end was cut off",
                      {fmt::format("at least {} records", checkpoint.size),
                       fmt::format("{} records", size)})
            : failure("fork", {},
                      fmt::format("the first {} records are not those that the given checkpoint "
                                  "was signed over: this is another history",
                                  checkpoint.size),
                      {crypto::hex(checkpoint.root), "another root"}));
}

// Whether the ledger has grown from what is remembered of it.
void LedgerJudge::judge_memory() {
    if (!options_.remembered || !walk_->known()) return;
    const std::uint64_t size = options_.remembered->size;
    // What was judged earlier is covered by what it was judged against.
    if (partial() && size < start_->state.tree.size()) return;
    if (const auto& then = lineage_->watched()) {
        if (auto fork = compare_with_memory(*options_.remembered, then->root, {})) {
            findings_.add(std::move(*fork));
        }
        return;
    }
    if (may_have_lost(size)) return;
    findings_.add(failure("rollback", {},
                          "more records are remembered than the ledger has: it was put back to an "
                          "older copy, or its end was cut off",
                          {fmt::format("at least {} records", size),
                           fmt::format("{} records", walk_->state().tree.size())}));
}

// The signatures of HEAD's slots, now that the epochs are known.
void LedgerJudge::judge_slots() {
    const auto& epochs = walk_->epochs();
    for (SlotRead& read : head_.slots) {
        if (!read.good) continue;
        const bool known = std::any_of(epochs.begin(), epochs.end(), [&](const EpochKey& epoch) {
            return epoch.epoch == read.slot.epoch;
        });
        // In the dark, before where judging began or behind a failure, an epoch that is not known
        // says nothing; but by the newer slot the ledger was judged.
        const bool before_start = start_ && read.slot.epoch < epochs.front().epoch &&
                                  read.slot.tree_size <= epochs.front().start;
        if (!known && before_start && &read != head_.newest()) continue;
        if (!known && (walk_->ever_lost() || loss_ || !walk_->end().reached)) continue;
        if (head_signature_holds(read.slot, epochs)) continue;
        if (&read == head_.newest() && head_.oldest_good() != &read) {
            slot_to_refuse_ = read.slot.generation;
        }
        read.good = false;
        read.problem = "its signature is not that of its epoch's key";
    }
    const SlotRead* const good = head_.newest();
    if (good == nullptr) {
        findings_.add(
            failure("head-bad", head_place(), "no slot of HEAD is signed by the key of its epoch",
                    {"two good slots", fmt::format("first: {}; second: {}", head_.slots[0].problem,
                                                   head_.slots[1].problem)}));
        return;
    }
    const std::size_t index = good == &head_.slots[0] ? 1 : 0;
    const SlotRead& bad = head_.slots[index];
    if (bad.good) return;
    const std::string message = fmt::format("slot {} of HEAD is bad: {}", index, bad.problem);
    if (good->slot.clean == 1) {
        events_.add(
            {"head-slot-bad", std::nullopt,
             message + "; the other one is whole and says that the ledger was closed cleanly",
             true});
    } else {
        Place place = head_place();
        place.offset = index * format::kBlockSize;
        findings_.add(finding(Severity::kIncomplete, "head-slot-bad", place,
                              message + "; what it may have promised cannot be known"));
    }
}

void LedgerJudge::judge_end(const WalkTarget& target) {
    const WalkEnd& end = walk_->end();
    if (loss_) {
        if (end.reached && walk_->known()) {
            auto problem = judge_loss_signature(*loss_, walk_->state().epoch_key);
            if (problem) findings_.add(std::move(*problem));
        }
        findings_.add(finding(
            Severity::kIncomplete, "loss", {std::string(format::kLossFile), {}, {}, {}},
            fmt::format("the ledger lost data that was promised, and ended there; the reason that "
                        "was given: {}",
                        loss_->reason),
            {fmt::format("{} records", std::uint64_t{loss_->header.head.tree_size}),
             fmt::format("{} records", std::uint64_t{loss_->header.tree_size})}));
        return;
    }
    if (target.behind != Behind::kTaken) return;
    events_.add({"not-closed", std::nullopt,
                 writer_alive() ? "a writer has the ledger open: it ends with the last whole frame "
                                  "that was there"
                                : "the ledger was not closed cleanly: it ends with the last whole "
                                  "frame, and what was being written then is open",
                 true});
    if (end.stop) {
        Finding problem = *end.stop;
        if (problem.severity == Severity::kFailure) {
            problem.severity = Severity::kIncomplete;
            problem.found = problem.kind;
            problem.expected = "zeros";
            problem.kind = "tail-unrecovered";
            problem.message = fmt::format(
                "behind the last whole frame stands something else than zeros; opening the ledger "
                "for writing recovers it and records that ({})",
                problem.message);
        }
        findings_.add(std::move(problem));
    }
    if (walk_->ever_lost() || !walk_->known()) return;
    // Records know of no later HEAD than the one that was there before them.
    if (walk_->state().head_generation <= target.head_generation || head_moved()) return;
    findings_.add(
        failure("head-older", head_place(),
                "a record knows a later HEAD than this one: HEAD was replaced by an older "
                "copy",
                {fmt::format("at least {}", walk_->state().head_generation),
                 std::to_string(target.head_generation)}));
}

void LedgerJudge::judge_files() {
    std::vector<std::string> copies = inventory_.quarantine;
    if (partial()) {
        // Of tails that records name before where judging began.
        const std::string first = format::quarantine_file_name(start_->segment, 0);
        std::erase_if(copies, [&](const std::string& name) { return name < first; });
    }
    std::vector<std::string> unknown =
        judge_quarantine(storage_, directory_, copies, walk_->named_tails(), findings_);
    unknown.insert(unknown.end(), inventory_.unknown.begin(), inventory_.unknown.end());
    for (std::size_t i = 0; i < unknown.size() && i < kUnknownFilesMax; ++i) {
        events_.add(
            {"unknown-file", std::nullopt,
             fmt::format("{} is no part of the ledger and was not judged", plain(unknown[i])),
             true});
    }
    if (unknown.size() > kUnknownFilesMax) {
        events_.add({"unknown-file", std::nullopt,
                     fmt::format("{} more files are no part of the ledger",
                                 unknown.size() - kUnknownFilesMax),
                     true});
    }
}

bool LedgerJudge::writer_alive() const {
    const auto lock = storage_.open(platform::join(directory_, std::string(format::kLockFile)),
                                    platform::OpenMode::kRead);
    if (!lock) return false;
    const Result<bool> locked = (*lock)->is_locked_elsewhere();
    return locked && *locked;
}

bool LedgerJudge::head_moved() const {
    if (!facts_) return false;
    const HeadRead now = read_head(storage_, directory_, facts_->id);
    const SlotRead* const newest = now.newest();
    if (newest == nullptr) return false;
    return !first_generation_ || newest->slot.generation > *first_generation_;
}

bool LedgerJudge::flawless() const {
    return !findings_.any(Severity::kFailure) && !findings_.any(Severity::kIncomplete);
}

std::uint64_t LedgerJudge::bytes_total() const {
    std::uint64_t total = 0;
    for (const std::uint64_t number : inventory_.segments) {
        const auto file = storage_.open(platform::join(directory_, segment_path(number)),
                                        platform::OpenMode::kRead);
        if (!file) continue;
        const Result<std::uint64_t> size = (*file)->size();
        if (size) total += *size;
    }
    return total;
}

}  // namespace counterfoil::verifier
