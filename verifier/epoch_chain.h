// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/platform/storage.h"
#include "verifier/bundle_texts.h"
#include "verifier/findings.h"
#include "verifier/frame_facts.h"
#include "verifier/genesis_reader.h"
#include "verifier/pin.h"
#include "verifier/report.h"

namespace counterfoil::verifier {

// Whose keys sign which sizes of a ledger, from its genesis to a checkpoint: what judges a note, or
// a proof that ends in one, when there is no ledger to ask. Source: docs/FORMAT.md, "Judging a note
// by a chain of epochs".
struct EpochChain {
    LedgerFacts facts;
    Identity identity = Identity::kUnpinned;
    std::vector<EpochKey>
        epochs;  // From 0 on, ascending, without gaps; the last signs the checkpoint.
    // Of the tree at the start of each epoch, as the epoch before signed it: whatever tree is said
    // to be this ledger's has these. Zero for epoch 0.
    std::vector<Hash> start_roots;
    BundleNote checkpoint;  // Nothing is known of keys for larger sizes.
};

// The chain that stands in a bundle of any kind. Judges its manifest's version, its epochs and its
// checkpoint, and looks at nothing behind them. Hostile input gives findings; memory is bounded by
// the largest record and 88 bytes for each epoch.
struct EpochChainRead {
    std::optional<EpochChain> chain;  // There unless something is wrong; a key may be missing.
    std::vector<Finding> findings;    // Each names `path` in its file. A missing key is one.
};
[[nodiscard]] EpochChainRead read_epoch_chain(platform::Storage& storage, const std::string& path,
                                              const std::optional<Pin>& pin);

// Whether the ledger's own key of that time signed the note: the one of the epoch to which its size
// belongs. Of severity kIncomplete ("epochs-unknown") when its size is beyond the chain's
// checkpoint; a note of the checkpoint's size must have its root.
[[nodiscard]] std::optional<Finding> judge_note(const EpochChain& chain, const BundleNote& note,
                                                const Place& place);

// The same by epochs from 0 on that lead to `checkpoint`.
[[nodiscard]] std::optional<Finding> judge_note_by(const LedgerFacts& facts,
                                                   const std::vector<EpochKey>& epochs,
                                                   const notes::Checkpoint& checkpoint,
                                                   const BundleNote& note, const Place& place);

}  // namespace counterfoil::verifier
