// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
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

// Judges checkpoints/N.note in order while the frames go by, one note at a time.
class CheckpointJudge {
  public:
    // `numbers`: the notes that are there, ascending. Starts with note `first`; the chain up to it
    // is `chain`, and the note before it was of `size`. References must outlive this object.
    CheckpointJudge(platform::Storage& storage, const std::string& directory,
                    const LedgerFacts& facts, const std::vector<std::uint64_t>& numbers,
                    const CheckpointPromise& promise, FindingList& findings,
                    std::uint64_t first = 0, const Hash& chain = Hash{}, std::uint64_t size = 0);

    // `epochs`: those that are known so far.
    void frame(const Frame& frame, std::span<const EpochKey> epochs, bool ever_lost);
    // Behind the last frame, at tree size `end`.
    void finish(std::uint64_t end, std::span<const EpochKey> epochs, bool ever_lost);

    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] const Hash& chain() const { return chain_; }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    // A note that a key of the ledger signed names more records than there are.
    [[nodiscard]] bool signed_beyond_end() const { return signed_beyond_end_; }

  private:
    struct Note {
        std::uint64_t number = 0;
        std::uint64_t size = 0;
        Hash root{};
        std::string text;
        notes::KeyId epoch_key_id{};
        crypto::Signature epoch_signature{};
        Hash digest{};
    };
    void load();
    [[nodiscard]] std::optional<Finding> read(std::uint64_t number, Note& note);
    void accept();
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
    bool chain_known_ = true;
    bool signed_beyond_end_ = false;
    std::uint64_t bytes_ = 0;
};

}  // namespace counterfoil::verifier
