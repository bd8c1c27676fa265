// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/merkle/proof.h"
#include "ledger/notes/evidence.h"
#include "ledger/notes/tar_writer.h"
#include "ledger/publish/commit_note.h"
#include "ledger/publish/disclosure.h"
#include "ledger/reader/epochs.h"
#include "ledger/reader/ledger_nodes.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::publish {

using notes::TarWriter;

// What bundles of every kind are made of: the epochs up to a checkpoint, the checkpoint, and
// records proven under it.
class BundleParts {
  public:
    // `cancelled` is polled while entries are hashed; true ends with kInterrupted. The reader must
    // outlive this object.
    BundleParts(reader::LedgerReader& reader, std::function<bool()> cancelled)
        : reader_(reader),
          own_nodes_(std::make_unique<reader::LedgerNodes>(reader, std::move(cancelled))),
          nodes_(*own_nodes_) {}
    // The same for whoever has the tree's nodes already, so that no entry is hashed. Both must
    // outlive this object.
    BundleParts(reader::LedgerReader& reader, merkle::NodeSource& nodes)
        : reader_(reader), nodes_(nodes) {}

    // Decides what all of it is proven against. kDamaged when the records do not make its root.
    [[nodiscard]] Status lead_to(CheckpointNote checkpoint);

    [[nodiscard]] const CheckpointNote& checkpoint() const { return checkpoint_; }
    [[nodiscard]] std::uint64_t epoch_count() const { return epochs_.size(); }
    [[nodiscard]] merkle::NodeSource& nodes() { return nodes_; }
    [[nodiscard]] notes::ManifestHead manifest_head() const;

    // The files of every kind, the manifest first: its text tells the kind.
    [[nodiscard]] Status write_head(TarWriter& archive, const std::string& manifest);
    // A stream's record, and in an encrypted ledger its name, which `disclosure` must have.
    [[nodiscard]] Status write_stream(TarWriter& archive, std::uint32_t stream,
                                      std::uint64_t sequence, DisclosureSource* disclosure);
    // The proof of a record under the checkpoint.
    [[nodiscard]] Status add_proof(TarWriter& archive, const std::string& name,
                                   std::uint64_t sequence);
    // That the tree of `old_size` is the beginning of that of `new_size`.
    [[nodiscard]] Status add_consistency(TarWriter& archive, const std::string& name,
                                         std::uint64_t old_size, std::uint64_t new_size);

  private:
    [[nodiscard]] Status write_epoch(TarWriter& archive, std::size_t index);
    [[nodiscard]] Status add_proof_under(TarWriter& archive, const std::string& name,
                                         std::uint64_t sequence, const CheckpointNote& checkpoint);

    reader::LedgerReader& reader_;
    std::unique_ptr<reader::LedgerNodes> own_nodes_;
    merkle::NodeSource& nodes_;
    CheckpointNote checkpoint_;
    std::vector<reader::Epoch> epochs_;
};

}  // namespace counterfoil::publish
