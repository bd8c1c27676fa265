// SPDX-License-Identifier: Apache-2.0
#include "verifier/checkpoint_judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/crypto/hash.h"
#include "ledger/format/directory.h"
#include "ledger/format/limits.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"

namespace counterfoil::verifier {
namespace {

// Of notes that HEAD never promised, and of the keys that may have signed them.
constexpr std::size_t kBeyondEndTried = 16;

std::span<const EpochKey> newest(std::span<const EpochKey> epochs) {
    return epochs.last(std::min(epochs.size(), kBeyondEndTried));
}

}  // namespace

CheckpointStart skip_checkpoints(platform::Storage& storage, const std::string& directory,
                                 const std::vector<std::uint64_t>& numbers,
                                 const CheckpointPromise& promise, std::uint64_t tree_size,
                                 std::uint64_t count, const std::vector<std::uint64_t>& wanted) {
    CheckpointStart start;
    start.tree_size = tree_size;
    for (const std::uint64_t number : numbers) {
        if (number != start.number || number >= count) break;
        const std::string path = platform::join(std::string(format::kCheckpointsDirectory),
                                                format::checkpoint_file_name(number));
        const Result<Bytes> bytes = platform::read_file(storage, platform::join(directory, path),
                                                        format::kCheckpointNoteSizeMax);
        if (!bytes) break;
        const Result<notes::Note> note = notes::parse_note(as_text(*bytes));
        if (!note) break;
        const Result<notes::Checkpoint> checkpoint = notes::parse_checkpoint(note->text);
        if (!checkpoint || checkpoint->size > tree_size) break;
        if (number > 0 && checkpoint->size <= start.size) break;
        start.number = number + 1;
        start.chain = crypto::sha256({start.chain, crypto::sha256(*bytes)});
        if (start.number == promise.count) start.promised_chain = start.chain;
        start.size = checkpoint->size;
        start.bytes += bytes->size();
        if (std::binary_search(wanted.begin(), wanted.end(), number)) {
            start.kept.push_back(
                {number, checkpoint->size, std::string(as_text(*bytes)), note->text.size()});
        }
    }
    return start;
}

CheckpointJudge::CheckpointJudge(platform::Storage& storage, const std::string& directory,
                                 const LedgerFacts& facts,
                                 const std::vector<std::uint64_t>& numbers,
                                 const CheckpointPromise& promise, FindingList& findings,
                                 const CheckpointStart& start)
    : storage_(storage),
      directory_(directory),
      facts_(facts),
      numbers_(numbers),
      promise_(promise),
      findings_(findings),
      number_(start.number),
      count_(start.number),
      size_(start.size),
      chain_(start.chain),
      first_size_(start.tree_size),
      bytes_(start.bytes),
      kept_(start.kept) {
    if (start.promised_chain) judge_chain(*start.promised_chain);
    judge_surplus();
    load();
}

Place CheckpointJudge::place_of(std::uint64_t number) {
    return {std::string(format::kCheckpointsDirectory) + "/" + format::checkpoint_file_name(number),
            std::nullopt, std::nullopt, std::nullopt};
}

// Goes to the next note that can be read; those that cannot are reported.
void CheckpointJudge::load() {
    next_.reset();
    for (;; ++number_) {
        const bool there = std::binary_search(numbers_.begin(), numbers_.end(), number_);
        if (!there && (promise_.ended || !promised(number_))) return;
        if (!there) {
            refuse(failure("checkpoint-missing", place_of(number_),
                           "HEAD counts this published checkpoint, but it is not there",
                           {fmt::format("{} notes", promise_.count), "no file"}));
            // A count without bounds would make a list without end.
            chain_known_ = false;
            const auto more = std::upper_bound(numbers_.begin(), numbers_.end(), number_);
            if (more == numbers_.end()) {
                number_ = std::max(promise_.count, number_ + 1);
                return;
            }
            number_ = *more - 1;
            continue;
        }
        Note note;
        std::optional<Finding> problem = read(number_, note);
        if (!problem) {
            next_ = std::move(note);
            return;
        }
        const bool go_on = promised(number_);
        refuse(std::move(*problem));
        chain_known_ = false;
        if (!go_on) return;
    }
}

std::optional<Finding> CheckpointJudge::read(std::uint64_t number, Note& note) {
    const Place place = place_of(number);
    const auto malformed = [&](std::string message) {
        return failure("checkpoint-malformed", place, std::move(message));
    };
    const Result<Bytes> bytes = platform::read_file(
        storage_, platform::join(directory_, place.file), format::kCheckpointNoteSizeMax);
    if (!bytes) return from_error(bytes.error(), place);
    const Result<notes::Note> parsed = notes::parse_note(as_text(*bytes));
    if (!parsed) return malformed(plain(parsed.error().message));
    if (parsed->serialize() != as_text(*bytes)) return malformed("the note is not in its one form");
    const Result<notes::Checkpoint> checkpoint = notes::parse_checkpoint(parsed->text);
    if (!checkpoint) return malformed(plain(checkpoint.error().message));
    if (checkpoint->origin != facts_.genesis.origin) {
        return failure("checkpoint-origin", place, "the checkpoint is of another ledger",
                       {plain(facts_.genesis.origin), plain(checkpoint->origin)});
    }
    if (!checkpoint->extensions.empty()) {
        return malformed("the ledger's own checkpoints have no extension lines");
    }
    const auto& lines = parsed->signatures;
    if (lines.size() > 2) return malformed("there are more signature lines than two");
    for (const notes::NoteSignature& line : lines) {
        if (line.name != facts_.genesis.origin || line.signature.size() != 64) {
            return malformed("a signature line is not the ledger's own");
        }
    }
    std::copy(lines[0].signature.begin(), lines[0].signature.end(), note.epoch_signature.begin());
    note.epoch_key_id = lines[0].key_id;
    if (lines.size() == 2) {
        const crypto::PublicKey key = facts_.genesis.fixed.identity_key;
        crypto::Signature signature{};
        std::copy(lines[1].signature.begin(), lines[1].signature.end(), signature.begin());
        const bool holds =
            lines[1].key_id == notes::key_id(facts_.genesis.origin, notes::kTypeEd25519, key) &&
            crypto::verify(key, as_bytes(parsed->text), signature);
        if (!holds) {
            return failure("checkpoint-signature", place,
                           "the second signature is not that of the identity key");
        }
    }
    note.number = number;
    note.size = checkpoint->size;
    note.root = checkpoint->root;
    note.text = parsed->text;
    note.bytes = as_text(*bytes);
    note.digest = crypto::sha256(*bytes);
    return std::nullopt;
}

void CheckpointJudge::frame(const Frame& frame, std::span<const EpochKey> epochs, bool ever_lost) {
    const std::uint64_t size = frame.trailer.tree_size;
    while (next_ && next_->size <= size) {
        const Place place = place_of(next_->number);
        std::optional<Finding> problem;
        if (next_->size <= size_ && count_ > 0) {
            problem = failure("checkpoint-order", place, "the sizes of checkpoints ascend",
                              {fmt::format("more than {}", size_), std::to_string(next_->size)});
        } else if (first_size_ > 0 && next_->size <= first_size_ && !promised(next_->number)) {
            problem = promise_.exact
                          ? surplus()
                          : finding(Severity::kIncomplete, "checkpoint-unread", place,
                                    "HEAD does not count this checkpoint, and the records that it "
                                    "is of were not read; verify the whole ledger");
        } else if (next_->size < size) {
            if (!ever_lost) {
                problem = failure("checkpoint-size", place,
                                  "a checkpoint is of a size at which a frame ends",
                                  {"the end of a frame", std::to_string(next_->size)});
            }
        } else if (next_->root != frame.trailer.root) {
            problem = wrong_bytes("checkpoint-root", place,
                                  "the checkpoint's Merkle root is not that of these records: it "
                                  "tells of another history",
                                  frame.trailer.root, next_->root);
        } else if (next_->epoch_signature != frame.trailer.signature ||
                   next_->epoch_key_id != frame.trailer.epoch_key_id) {
            problem =
                failure("checkpoint-signature", place,
                        "the first signature is not that of the frame that ends at this size");
        }
        if (problem && !promised(next_->number)) {
            refuse_unpromised(std::move(*problem), epochs, ever_lost);
            next_.reset();
            return;
        }
        if (problem) refuse(std::move(*problem));
        accept();
    }
}

// Over as many notes as HEAD counts.
void CheckpointJudge::judge_chain(const Hash& chain) {
    if (!chain_known_ || chain == promise_.chain) return;
    findings_.add(
        wrong_bytes("checkpoint-chain", {"HEAD", {}, {}, {}},
                    "the published checkpoints are not, byte for byte, those that HEAD was "
                    "signed over",
                    promise_.chain, chain));
}

Finding CheckpointJudge::surplus() const {
    return failure("checkpoint-behind-head", place_of(promise_.count),
                   "HEAD says that the ledger was closed cleanly with fewer checkpoints",
                   {fmt::format("{} notes", promise_.count), "one more"});
}

void CheckpointJudge::judge_surplus() {
    if (count_ > promise_.count && promise_.exact) refuse(surplus());
}

void CheckpointJudge::accept() {
    chain_ = crypto::sha256({chain_, next_->digest});
    size_ = next_->size;
    count_ = next_->number + 1;
    bytes_ += next_->bytes.size();
    number_ = count_;
    if (std::binary_search(wanted_.begin(), wanted_.end(), next_->number)) {
        kept_.push_back({next_->number, next_->size, next_->bytes, next_->text.size()});
    }
    if (count_ == promise_.count) judge_chain(chain_);
    judge_surplus();
    load();
}

void CheckpointJudge::refuse(Finding problem) {
    const bool promised_note = problem.file.empty() || promised(number_) || promise_.exact;
    if (!promised_note && problem.severity == Severity::kFailure) {
        problem.severity = Severity::kIncomplete;
    }
    findings_.add(std::move(problem));
}

void CheckpointJudge::refuse_unpromised(Finding problem, std::span<const EpochKey> epochs,
                                        bool ever_lost) {
    // No crash leaves that: a note is published when its frame is durable.
    const bool other_story = problem.kind == "checkpoint-root" || problem.kind == "checkpoint-size";
    if (other_story && !ever_lost && signed_by(*next_, newest(epochs))) {
        problem.message += "; and the ledger's own key signed it";
        findings_.add(std::move(problem));
    } else {
        refuse(std::move(problem));
    }
}

bool CheckpointJudge::signed_by(const Note& note, std::span<const EpochKey> epochs) const {
    // Of epochs that are not known here, the key is not known either.
    return std::any_of(epochs.begin(), epochs.end(), [&](const EpochKey& epoch) {
        return crypto::verify(epoch.key, as_bytes(note.text), note.epoch_signature);
    });
}

void CheckpointJudge::finish(std::uint64_t end, std::span<const EpochKey> epochs, bool ever_lost) {
    if (promise_.count == 0 && !all_zero(promise_.chain)) {
        findings_.add(failure("checkpoint-chain", {"HEAD", {}, {}, {}},
                              "HEAD counts no checkpoint, but binds some"));
    }
    if (promise_.ended) return;
    for (std::size_t tried = 0; next_; ++tried) {
        const Place place = place_of(next_->number);
        // One is enough to tell; a directory may hold very many.
        const bool by_ledger = tried < kBeyondEndTried && signed_by(*next_, newest(epochs));
        if (next_->size > end && by_ledger) signed_beyond_end_ = true;
        Finding problem =
            failure("checkpoint-beyond-end", place,
                    by_ledger ? "the ledger's own key signed this checkpoint of more records than "
                                "there are: the end was cut off or rolled back"
                              : "the checkpoint is of more records than there are",
                    {fmt::format("at most {}", end), std::to_string(next_->size)});
        if (by_ledger && !ever_lost) {
            findings_.add(std::move(problem));
        } else if (!ever_lost) {
            refuse(std::move(problem));
        }
        const bool go_on = promised(next_->number);
        number_ = next_->number + 1;
        if (!go_on) break;
        load();
    }
    // What lies behind a gap of numbers.
    if (!numbers_.empty() && numbers_.back() >= std::max(number_, promise_.count) && !next_) {
        refuse(failure("checkpoint-gap", place_of(numbers_.back()),
                       "checkpoints are numbered without gaps, and HEAD counts them"));
    }
}

}  // namespace counterfoil::verifier
