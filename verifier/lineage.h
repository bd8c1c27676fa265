// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/format/entry.h"
#include "ledger/merkle/frontier.h"
#include "ledger/merkle/growth.h"
#include "ledger/merkle/proof.h"
#include "ledger/notes/verifier_key.h"
#include "verifier/frame_facts.h"
#include "verifier/frame_reader.h"

namespace counterfoil::verifier {

// A size of the ledger as a frame signed it.
struct SignedSize {
    std::uint64_t size = 0;
    Hash root{};
    notes::KeyId key_id{};
    crypto::Signature signature{};
};

// What proves one epoch's key: docs/FORMAT.md, "Evidence bundle", files epochs/E/.
struct EpochProof {
    format::Entry entry{};   // Of the record that names the key: genesis, or a key record.
    Bytes body;              // Its body.
    SignedSize border;       // The commit that ends with it; not for epoch 0.
    merkle::Path inclusion;  // Of that record there; not for epoch 0.
    merkle::Path onward;     // From there to where the next epoch begins, or to the checkpoint:
                             // consistency; for epoch 0 the inclusion of genesis there.
};

// Everything that proves a checkpoint to somebody who has only the pin.
struct CheckpointProof {
    std::vector<EpochProof> epochs;
    SignedSize checkpoint;
};

// How the ledger stood at a size that somebody remembers.
struct WatchedSize {
    std::uint64_t size = 0;
    Hash root{};
};

// What a Lineage has gathered so far.
struct LineageState {
    bool lost = false;
    std::vector<EpochProof> epochs;
    std::optional<merkle::Growth> growth;  // Since the last epoch began.
    std::optional<WatchedSize> watched;
    std::optional<merkle::Growth> watched_growth;
};

// Gathers, while a tree grows in one pass, what proves it to others: the epochs from genesis on,
// and how the ledger began with what somebody remembers of it. Memory: about 2 KiB an epoch.
class Lineage {
  public:
    static constexpr std::size_t kEpochsMax = 16'384;

    // `target`: the size whose checkpoint is to be proven. `watched`: the size that is remembered.
    Lineage(std::uint64_t target, std::optional<std::uint64_t> watched)
        : target_(target), watched_size_(watched) {}
    // Goes on from what another one had gathered, which watched the same size.
    Lineage(std::uint64_t target, std::optional<std::uint64_t> watched, LineageState state)
        : target_(target), watched_size_(watched), state_(std::move(state)) {}

    // Instead of tree.append(leaf).
    void append(merkle::Frontier& tree, const Hash& leaf);
    // The tree is again the one of `size` leaves.
    void undo(std::uint64_t size);
    // A frame was taken: the tree was `before`, and is `tree` now.
    void take(const Frame& frame, const FrameFacts& facts, const merkle::Frontier& before,
              const merkle::Frontier& tree);
    // The tree is not known from its beginning: nothing is proven to others any more.
    void lose();

    // The ledger at the watched size; nothing when it was not reached.
    [[nodiscard]] const std::optional<WatchedSize>& watched() const { return state_.watched; }
    // That it is the beginning of what the target's checkpoint signs. Behind the target.
    [[nodiscard]] const std::optional<merkle::Path>& watched_path() const { return watched_path_; }
    // Nothing when the target was not reached, or the beginning was not seen, or the epochs are
    // more than kEpochsMax.
    [[nodiscard]] const std::optional<CheckpointProof>& proof() const { return proof_; }

    // Before the target.
    [[nodiscard]] const LineageState& state() const { return state_; }

  private:
    void finish(const Frame& frame, const merkle::Frontier& tree);

    const std::uint64_t target_;
    const std::optional<std::uint64_t> watched_size_;
    LineageState state_;
    std::optional<merkle::Path> watched_path_;
    std::optional<CheckpointProof> proof_;
};

}  // namespace counterfoil::verifier
