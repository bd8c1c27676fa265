// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/notes/verifier_key.h"
#include "ledger/platform/storage.h"
#include "verifier/findings.h"
#include "verifier/frame_facts.h"
#include "verifier/frame_reader.h"
#include "verifier/genesis_reader.h"

namespace counterfoil::verifier {

// What HEAD promises of the published checkpoints.
struct CheckpointPromise {
    std::uint64_t count = 0;
    Hash chain{};
    bool exact = true;   // HEAD is clean: there are no more.
    bool ended = false;  // A LOSS ended the ledger: notes behind its end say nothing.
};

// A published checkpoint that was taken, for judging what lies beside it.
struct KeptNote {
    std::uint64_t number = 0;
    std::uint64_t size = 0;
    std::string bytes;          // Verbatim.
    std::size_t text_size = 0;  // It begins with the checkpoint's text.

    [[nodiscard]] std::string_view text() const {
        return std::string_view(bytes).substr(0, text_size);
    }
};

// Where judging the notes begins.
struct CheckpointStart {
    std::uint64_t number = 0;     // Of the first note that is judged.
    Hash chain{};                 // Over those before it.
    std::uint64_t size = 0;       // Of the one before it.
    std::uint64_t bytes = 0;      // Of all before it.
    std::uint64_t tree_size = 0;  // Where judging the records begins.
    // Over as many as HEAD promises, when those are all before it.
    std::optional<Hash> promised_chain;
    std::vector<KeptNote> kept;  // Of those before it, the ones that are wanted.
};

// Behind the notes of at most `tree_size` records, and at most `count` of them, which were judged
// earlier: they are only read, for the chain that HEAD binds. Stops at the first that cannot be
// read, or is not larger than the one before it.
[[nodiscard]] CheckpointStart skip_checkpoints(platform::Storage& storage,
                                               const std::string& directory,
                                               const std::vector<std::uint64_t>& numbers,
                                               const CheckpointPromise& promise,
                                               std::uint64_t tree_size, std::uint64_t count,
                                               const std::vector<std::uint64_t>& wanted);

// Judges checkpoints/N.note in order while the frames go by, one note at a time.
class CheckpointJudge {
  public:
    // `numbers`: the notes that are there, ascending. References must outlive this object.
    CheckpointJudge(platform::Storage& storage, const std::string& directory,
                    const LedgerFacts& facts, const std::vector<std::uint64_t>& numbers,
                    const CheckpointPromise& promise, FindingList& findings,
                    const CheckpointStart& start = {});

    // Those of these numbers (ascending) that will be taken are kept.
    void keep(std::vector<std::uint64_t> numbers) { wanted_ = std::move(numbers); }
    // `epochs`: those that are known so far.
    void frame(const Frame& frame, std::span<const EpochKey> epochs, bool ever_lost);
    // Behind the last frame, at tree size `end`.
    void finish(std::uint64_t end, std::span<const EpochKey> epochs, bool ever_lost);

    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] const Hash& chain() const { return chain_; }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }  // Of the notes so far.
    [[nodiscard]] const std::vector<KeptNote>& kept() const { return kept_; }  // Ascending.
    // A note that a key of the ledger signed names more records than there are.
    [[nodiscard]] bool signed_beyond_end() const { return signed_beyond_end_; }

  private:
    struct Note {
        std::uint64_t number = 0;
        std::uint64_t size = 0;
        Hash root{};
        std::string text;
        std::string bytes;
        notes::KeyId epoch_key_id{};
        crypto::Signature epoch_signature{};
        Hash digest{};
    };
    void load();
    [[nodiscard]] std::optional<Finding> read(std::uint64_t number, Note& note);
    void judge_chain(const Hash& chain);
    void accept();
    [[nodiscard]] Finding surplus() const;  // There is one that HEAD does not count.
    void judge_surplus();
    void refuse(Finding problem);
    [[nodiscard]] bool promised(std::uint64_t number) const { return number < promise_.count; }
    [[nodiscard]] bool signed_by(const Note& note, std::span<const EpochKey> epochs) const;
    // HEAD never promised this note, but a key of the ledger signed what it says.
    void refuse_unpromised(Finding problem, std::span<const EpochKey> epochs, bool ever_lost);
    [[nodiscard]] static Place place_of(std::uint64_t number);

    platform::Storage& storage_;
    const std::string& directory_;
    const LedgerFacts& facts_;
    const std::vector<std::uint64_t>& numbers_;
    const CheckpointPromise promise_;
    FindingList& findings_;
    std::uint64_t number_;      // Of the note that comes next.
    std::optional<Note> next_;  // It, when it is there and can be read.
    std::uint64_t count_;
    std::uint64_t size_;
    Hash chain_;
    std::uint64_t first_size_;  // The records before this one were not read.
    bool chain_known_ = true;
    bool signed_beyond_end_ = false;
    std::uint64_t bytes_ = 0;
    std::vector<std::uint64_t> wanted_;
    std::vector<KeptNote> kept_;
};

}  // namespace counterfoil::verifier
