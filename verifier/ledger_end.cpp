// SPDX-License-Identifier: Apache-2.0
#include "verifier/ledger_end.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "ledger/base/unknown_version.h"
#include "ledger/format/directory.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "verifier/checkpoint_judge.h"
#include "verifier/file_bytes.h"
#include "verifier/head_reader.h"
#include "verifier/inventory.h"
#include "verifier/ledger_json_claim.h"
#include "verifier/ledger_walk.h"
#include "verifier/torn_write.h"

namespace counterfoil::verifier {
namespace {

constexpr std::size_t kFindingsMax = 16;  // Only the first is told.

Error error_of(const Finding& problem) {
    ErrorCode code = ErrorCode::kDamaged;
    if (problem.severity == Severity::kUnsupported) code = ErrorCode::kUnsupported;
    if (problem.severity == Severity::kIoError) code = ErrorCode::kIo;
    return {code, fmt::format("{}: {}", problem.file, problem.message)};
}

WalkTarget target_of(const format::HeadSlot& head) {
    WalkTarget target;
    target.segment = head.segment_number;
    target.end_offset = head.end_offset;
    target.tree_size = head.tree_size;
    target.root = head.root;
    target.head_generation = head.generation;
    target.behind = head.clean == 1 ? Behind::kNothing : Behind::kTaken;
    return target;
}

// Everything that one HEAD slot leads to.
class EndFinder {
  public:
    EndFinder(platform::Storage& storage, const std::string& directory, const Inventory& inventory,
              const LedgerFacts& facts, const CrashFacts& crash, const format::HeadSlot& head,
              unsigned threads)
        : storage_(storage),
          directory_(directory),
          inventory_(inventory),
          facts_(facts),
          crash_(crash),
          head_(head),
          target_(target_of(head)) {
        options_.threads = threads;
    }

    // Walks from the target segment, or from as far before it as is needed to find a good frame.
    // False when there is none at all.
    bool walk() {
        std::uint64_t start = target_.segment;
        if (!inventory_.segments.empty()) start = std::min(start, inventory_.segments.back());
        for (;; --start) {
            findings_ = std::make_unique<FindingList>(kFindingsMax);
            read_last_promised_note();
            CheckpointStart first;
            first.number = head_.checkpoint_count;
            first.chain = head_.checkpoint_chain;
            first.size = promised_size_;
            checkpoints_ = std::make_unique<CheckpointJudge>(
                storage_, directory_, facts_, inventory_.checkpoints, promise(), *findings_, first);
            options_.stop_at_failure = true;
            options_.taken = [this](const Frame& frame, const FrameFacts&, const LedgerState&,
                                    bool) { checkpoints_->frame(frame, walk_->epochs(), false); };
            walk_ = std::make_unique<LedgerWalk>(storage_, directory_, facts_, target_,
                                                 inventory_.segments, options_, *findings_);
            walk_->run(start);
            if (walk_->io_error() || !walk_->end().segment.frames.empty()) break;
            if (start == 0) return false;
        }
        checkpoints_->finish(walk_->state().tree.size(), walk_->epochs(), false);
        return true;
    }

    [[nodiscard]] const LedgerWalk& walked() const { return *walk_; }

    // False when the key of the slot's epoch is known and did not sign it.
    [[nodiscard]] bool signature_holds(const format::HeadSlot& slot) const {
        const auto& epochs = walk_->epochs();
        const bool known = std::any_of(epochs.begin(), epochs.end(), [&](const EpochKey& epoch) {
            return epoch.epoch == slot.epoch;
        });
        return !known || head_signature_holds(slot, epochs);
    }

    Result<LedgerEnd> result(const HeadRead& head_read) {
        if (walk_->io_error()) return *walk_->io_error();
        LedgerEnd end;
        end.genesis = facts_.genesis;
        end.genesis_leaf = facts_.genesis_leaf;
        end.head = head_;
        const auto& slots = head_read.slots;
        end.slots_agree = slots[0].good && slots[1].good &&
                          slots_agree(slots[0].slot, slots[1].slot) &&
                          signature_holds(slots[0].slot) && signature_holds(slots[1].slot);
        end.state = walk_->state();
        const SegmentRun& segment = walk_->end().segment;
        end.segment = segment.start.header;
        end.segment_header_digest = segment.start.digest;
        end.end_offset = segment.end_offset;
        end.frames = segment.frames;
        end.segment_events = segment.events;
        end.has_footer = walk_->end().has_footer && segment.number() == last_segment();
        end.checkpoint_count = checkpoints_->count();
        end.checkpoint_size = checkpoints_->size();
        end.checkpoint_chain = checkpoints_->chain();
        note_abandoned(end);
        if (const Status judged = judge_row(head_read, end); !judged) return judged.error();
        return end;
    }

  private:
    [[nodiscard]] CheckpointPromise promise() const {
        // Notes before the last one were judged when it was published; here only what is new.
        return {head_.checkpoint_count, head_.checkpoint_chain, head_.clean == 1, false};
    }

    [[nodiscard]] std::uint64_t last_segment() const {
        return inventory_.segments.empty() ? 0 : inventory_.segments.back();
    }

    // Of those up to HEAD's, which are not all read here.
    [[nodiscard]] std::optional<std::uint64_t> first_missing_segment() const {
        std::uint64_t expected = 0;
        for (const std::uint64_t number : inventory_.segments) {
            if (number != expected) break;
            ++expected;
        }
        if (expected > head_.segment_number) return std::nullopt;
        return expected;
    }

    void read_last_promised_note() {
        promised_size_ = 0;
        promised_note_bad_ = false;
        if (head_.checkpoint_count == 0) return;
        const std::string path =
            platform::join(std::string(format::kCheckpointsDirectory),
                           format::checkpoint_file_name(head_.checkpoint_count - 1));
        promised_note_bad_ = true;
        const Result<Bytes> bytes = platform::read_file(storage_, platform::join(directory_, path),
                                                        format::kCheckpointNoteSizeMax);
        if (!bytes) return;
        const Result<notes::Note> note = notes::parse_note(as_text(*bytes));
        if (!note) return;
        const Result<notes::Checkpoint> checkpoint = notes::parse_checkpoint(note->text);
        if (!checkpoint || checkpoint->origin != facts_.genesis.origin) return;
        promised_size_ = checkpoint->size;
        promised_note_bad_ = promised_size_ > head_.tree_size;
    }

    void note_abandoned(LedgerEnd& end) const {
        const WalkEnd& stop = walk_->end();
        const BadFrame* frame = &stop.stop_frame;
        for (const Unfinished& each : walk_->unfinished()) {
            if (each.frame.signed_size && !frame->signed_size) frame = &each.frame;
        }
        end.abandoned_size = frame->signed_size;
        end.abandoned_root = frame->signed_root;
    }

    Status judge_row(const HeadRead& head_read, LedgerEnd& end) {
        const WalkEnd& stop = walk_->end();
        const auto row = [&](unsigned number, std::string reason) {
            end.row = number;
            end.reason = std::move(reason);
            return Status();
        };
        // The list is bounded and its order is that of discovery: the first tells most.
        const bool failed = findings_->any(Severity::kFailure);
        const std::vector<Finding> kept = findings_->take();
        std::string why;
        if (stop.stop) why = stop.stop->message;
        for (const Finding& each : kept) {
            if (each.severity == Severity::kFailure) why = each.message;
        }
        if (stop.stop && stop.stop->severity == Severity::kUnsupported) {
            return error_of(*stop.stop);
        }

        if (!head_read.findings.empty()) return row(2, head_read.findings.front().message);
        if (end.state.head_generation > head_.generation ||
            (stop.stop && stop.stop->kind == "head-older")) {
            return row(2, "HEAD is older than one that a record names: it was replaced by a copy");
        }
        const std::optional<std::uint64_t> missing = first_missing_segment();
        if (missing) why = fmt::format("{} is not there", segment_path(*missing));
        const bool exact = stop.reached && !failed && !stop.stop && !promised_note_bad_ &&
                           !missing && walk_->unfinished().empty();
        if (head_.clean == 1) {
            if (!exact) {
                return row(3, fmt::format("HEAD says that the ledger was closed cleanly, and it is "
                                          "not as it was then: {}",
                                          why.empty() ? "its end is another" : why));
            }
            if (end.slots_agree) return row(0, "");
            if (const Status tails = find_tails(end); !tails) return tails;
            return row(9, "the ledger's last close was cut short after its end was recorded");
        }
        if (!stop.reached || missing || mismatch(kept) || promised_note_bad_) {
            return row(4, fmt::format("data that HEAD promises is missing or bad: {}",
                                      why.empty() ? "a published checkpoint cannot be read" : why));
        }
        if (checkpoints_->signed_beyond_end()) {
            return row(5,
                       "a published checkpoint is of more records than there are: the end was "
                       "cut off or rolled back");
        }
        if (failed) return row(4, fmt::format("data that HEAD promises is bad: {}", why));
        if (forged()) {
            return row(6, fmt::format("behind the end stands a frame that is whole but not the "
                                      "ledger's: {}",
                                      why));
        }
        const Result<bool> outside = anything_outside_windows();
        if (!outside) return outside.error();
        if (*outside) {
            return row(7, "behind the end there are bytes where no write was under way");
        }
        if (process_ended_alone(head_read, end)) {
            const Result<bool> one = is_one_torn_write();
            if (!one) return one.error();
            if (!*one) {
                return row(8,
                           "the machine has not been restarted since, so a process that ended can "
                           "have left the beginning of one frame behind the end; what is there is "
                           "something else");
            }
        }
        if (const Status tails = find_tails(end); !tails) return tails;
        return row(9, "the ledger was not closed cleanly");
    }

    [[nodiscard]] static bool mismatch(const std::vector<Finding>& findings) {
        return std::any_of(findings.begin(), findings.end(),
                           [](const Finding& each) { return each.kind == "head-mismatch"; });
    }

    [[nodiscard]] bool forged() const {
        const auto& unfinished = walk_->unfinished();
        return walk_->end().stop_frame.forged ||
               std::any_of(unfinished.begin(), unfinished.end(),
                           [](const Unfinished& each) { return each.frame.forged; });
    }

    // A segment's bytes from where its good frames end, and what may have been under way there.
    struct Tail {
        std::uint64_t segment = 0;
        std::uint64_t offset = 0;
        std::uint64_t frame_length = 0;
    };

    [[nodiscard]] std::vector<Tail> tails() const {
        std::vector<Tail> result;
        for (const Unfinished& each : walk_->unfinished()) {
            result.push_back({each.segment, each.offset, each.frame.length});
        }
        const auto listed = [&](std::uint64_t number) {
            return std::any_of(result.begin(), result.end(),
                               [&](const Tail& each) { return each.segment == number; });
        };
        const WalkEnd& stop = walk_->end();
        const std::uint64_t segment = stop.segment.number();
        const auto length = [&](std::uint64_t number) {
            return number == stop.stop_segment ? stop.stop_frame.length : 0;
        };
        if (!stop.has_footer && !listed(segment)) {
            result.push_back({segment, stop.segment.end_offset, length(segment)});
        }
        for (const std::uint64_t number : inventory_.segments) {
            if (number <= segment || listed(number)) continue;
            result.push_back({number, 0, length(number)});
        }
        std::sort(result.begin(), result.end(),
                  [](const Tail& left, const Tail& right) { return left.segment < right.segment; });
        return result;
    }

    // Calls `use(file, size, tail)` for each tail until an error.
    template <class Use>
    Status for_each_tail(Use use) const {
        for (const Tail& tail : tails()) {
            const auto file = storage_.open(platform::join(directory_, segment_path(tail.segment)),
                                            platform::OpenMode::kRead);
            if (!file) return file.error();
            const Result<std::uint64_t> size = (*file)->size();
            if (!size) return size.error();
            if (Status used = use(**file, *size, tail); !used) return used;
        }
        return {};
    }

    Result<bool> anything_outside_windows() const {
        bool outside = false;
        const Status status =
            for_each_tail([&](const platform::File& file, std::uint64_t size, const Tail& tail) {
                // A segment without a good frame was being begun: its header, then its first frame.
                const std::uint64_t begin = tail.offset == 0 ? format::kBlockSize : tail.offset;
                const HeaderRead header = read_segment_header(file, tail.segment, size, facts_);
                std::uint64_t window = facts_.genesis.fixed.window;
                if (!header.problem) window = header.start.header.window;
                const bool no_sync =
                    !header.problem && header.start.header.sync_policy ==
                                           static_cast<std::uint16_t>(format::SyncPolicy::kNone);
                const std::uint64_t footer =
                    format::footer_length(walk_->end().segment.frames.size());
                window = std::max({window, tail.frame_length, footer});
                if (no_sync || begin >= size || window >= size - begin) return Status();
                const auto found = first_nonzero(file, begin + window, size);
                if (!found) return Status(found.error());
                outside = outside || found->has_value();
                return Status();
            });
        if (!status) return status.error();
        return outside;
    }

    // True when the bad part was written on this boot, by the writer of HEAD: then the kernel still
    // has all of it. A writer that has announced itself and committed nothing may have found the
    // bad part there, unless the ledger was closed cleanly before it.
    [[nodiscard]] bool process_ended_alone(const HeadRead& head_read, const LedgerEnd& end) const {
        if (!crash_.boot_id || crash_.poisoned || head_.boot_id != *crash_.boot_id) return false;
        if (end.state.incarnation == head_.incarnation) return true;
        const SlotRead& before = head_read.slots[(head_.generation + 1) % 2];
        return before.good && before.slot.clean == 1;
    }

    // Only the last tail holds anything, and that is the beginning of a frame or of a footer.
    Result<bool> is_one_torn_write() const {
        bool one = true;
        const std::uint64_t last = tails().empty() ? 0 : tails().back().segment;
        const Status status =
            for_each_tail([&](const platform::File& file, std::uint64_t size, const Tail& tail) {
                const std::uint64_t begin = tail.offset == 0 ? format::kBlockSize : tail.offset;
                if (begin >= size) return Status();
                const auto found = first_nonzero(file, begin, size);
                if (!found) return Status(found.error());
                if (!found->has_value()) return Status();
                Result<bool> right = tail.segment == last;
                if (*right) {
                    right =
                        begins_next_frame(file, tail.segment, begin, size, facts_, walk_->state());
                }
                if (right && !*right && tail.segment == last && tail.offset != 0) {
                    right = begins_footer(file, walk_->end().segment, walk_->state());
                }
                if (!right) return Status(right.error());
                one = one && *right;
                return Status();
            });
        if (!status) return status.error();
        return one;
    }

    Status find_tails(LedgerEnd& end) const {
        return for_each_tail([&](const platform::File& file, std::uint64_t size, const Tail& tail) {
            const auto digest = digest_range(file, tail.offset, size);
            if (!digest) return Status(digest.error());
            format::RecoveredTail named{};
            named.segment_number = tail.segment;
            named.offset = tail.offset;
            named.length = size - tail.offset;
            named.digest = digest->digest;
            end.tails.push_back(named);
            return Status();
        });
    }

    platform::Storage& storage_;
    const std::string& directory_;
    const Inventory& inventory_;
    const LedgerFacts& facts_;
    const CrashFacts& crash_;
    const format::HeadSlot head_;
    const WalkTarget target_;
    WalkOptions options_;
    std::unique_ptr<FindingList> findings_;
    std::unique_ptr<CheckpointJudge> checkpoints_;
    std::unique_ptr<LedgerWalk> walk_;
    std::uint64_t promised_size_ = 0;
    bool promised_note_bad_ = false;
};

}  // namespace

Result<LedgerEnd> find_end(platform::Storage& storage, const std::string& directory,
                           const CrashFacts& crash, unsigned threads) {
    Inventory inventory = take_inventory(storage, directory);
    if (inventory.io_error) return *inventory.io_error;
    if (!inventory.is_ledger()) {
        return Error{ErrorCode::kNotFound,
                     fmt::format("{} is no ledger: it has no ledger.json, HEAD and segments",
                                 plain(directory))};
    }
    if (!inventory.findings.empty()) return error_of(inventory.findings.front());
    if (Status known = require_known_format(storage, directory); !known) return known.error();
    const GenesisRead genesis = read_genesis(storage, directory);
    if (genesis.problem) return error_of(*genesis.problem);
    const LedgerFacts& facts = *genesis.facts;
    const HeadRead head = read_head(storage, directory, facts.id);
    if (head.io_error) return *head.io_error;
    // What HEAD promises was there before HEAD; a list from before it could lack that.
    inventory = take_inventory(storage, directory);
    if (inventory.io_error) return *inventory.io_error;

    const SlotRead* const newest = head.newest();
    const SlotRead* const oldest = head.oldest_good();
    for (const SlotRead* slot : {newest, oldest}) {
        if (slot == nullptr) break;
        EndFinder finder(storage, directory, inventory, facts, crash, slot->slot, threads);
        if (!finder.walk()) {
            return Error{ErrorCode::kDamaged,
                         fmt::format("{}: not one frame of the ledger checks", plain(directory))};
        }
        if (finder.walked().io_error() || finder.signature_holds(slot->slot)) {
            return finder.result(head);
        }
    }
    if (head.slots[0].unsupported || head.slots[1].unsupported) {
        const SlotRead& other = head.slots[0].unsupported ? head.slots[0] : head.slots[1];
        return counterfoil::unsupported_version(
            plain(platform::join(directory, std::string(format::kHeadFile))), other.slot.version,
            format::kVersion);
    }
    LedgerEnd end;
    end.genesis = facts.genesis;
    end.genesis_leaf = facts.genesis_leaf;
    end.row = 2;
    end.reason = head.missing ? "HEAD is missing" : "both slots of HEAD are bad";
    return end;
}

}  // namespace counterfoil::verifier
