// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/merkle/proof.h"
#include "ledger/notes/policy.h"
#include "ledger/notes/proof_file.h"
#include "verifier/bundle_reader.h"
#include "verifier/bundle_texts.h"
#include "verifier/findings.h"
#include "verifier/frame_facts.h"
#include "verifier/genesis_reader.h"
#include "verifier/pin.h"
#include "verifier/report.h"

namespace counterfoil::verifier {

// The chain of a bundle's epochs, from the pin to the key that signs the checkpoint. Each epoch's
// key record is under a commit that the epoch before signed and that ends with it, and each such
// commit's tree is a prefix of the next: whoever has a late key only can neither begin an epoch
// earlier than it began nor give it another past. 88 bytes of memory for each epoch.
class BundleEpochs {
  public:
    explicit BundleEpochs(BundleReader& reader) : reader_(reader) {}

    // Takes all files of epochs. A missing key is added to `findings` and does not end it.
    [[nodiscard]] std::optional<Finding> run(const std::optional<Pin>& pin,
                                             const std::optional<notes::Policy>& policy,
                                             FindingList& findings);
    // Judges that the last epoch signs this checkpoint and leads to it. `place`: its own.
    [[nodiscard]] std::optional<Finding> lead_to(const BundleNote& checkpoint, const Place& place);

    // Whether a record that begins an epoch is that of an epoch here, or begins the next one
    // exactly at the checkpoint's end. Else a key signs the checkpoint that had its time before.
    [[nodiscard]] std::optional<Finding> judge_key_record(std::uint64_t sequence,
                                                          const format::EpochKeyBody& body,
                                                          const Place& place) const;

    // What genesis says; nothing before it could be read.
    [[nodiscard]] const std::optional<LedgerFacts>& facts() const { return facts_; }
    [[nodiscard]] Identity identity() const { return identity_; }
    // Those so far, from 0 on.
    [[nodiscard]] const std::vector<EpochKey>& all() const { return epochs_; }
    [[nodiscard]] std::uint64_t count() const { return epochs_.size(); }
    // Of the tree at the start of each; at that of epoch 0 there is none yet, and it is zero.
    [[nodiscard]] const std::vector<Hash>& start_roots() const { return start_roots_; }
    [[nodiscard]] const EpochKey& last() const { return epochs_.back(); }

  private:
    [[nodiscard]] std::optional<Finding> take_genesis(const std::optional<Pin>& pin,
                                                      const std::optional<notes::Policy>& policy,
                                                      FindingList& findings);
    [[nodiscard]] std::optional<Finding> take_next(std::uint64_t epoch);
    [[nodiscard]] std::optional<Finding> reach(const BundleNote& note, const Place& place) const;

    BundleReader& reader_;
    std::optional<LedgerFacts> facts_;
    Identity identity_ = Identity::kUnpinned;
    std::vector<EpochKey> epochs_;
    std::vector<Hash> start_roots_;
    std::uint64_t end_ = 0;  // Of the checkpoint.
    // Of the last epoch: what proves the next end, which comes behind it in the archive.
    notes::ProofFile genesis_proof_;  // For epoch 0.
    merkle::Path consistency_;        // For later ones: how the root at their start leads on.
    Place pending_place_;
};

}  // namespace counterfoil::verifier
