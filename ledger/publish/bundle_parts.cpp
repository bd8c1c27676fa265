// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/bundle_parts.h"

#include <fmt/format.h>

#include "ledger/format/bundle.h"
#include "ledger/notes/proof_file.h"
#include "ledger/notes/verifier_key.h"
#include "ledger/publish/proofs.h"

namespace counterfoil::publish {

Status BundleParts::lead_to(CheckpointNote checkpoint) {
    checkpoint_ = std::move(checkpoint);
    Result<std::vector<reader::Epoch>> epochs = reader::epochs(reader_);
    if (!epochs) return epochs.error();
    epochs_ = std::move(*epochs);
    // Of those that signed no size up to the checkpoint's, nothing is told.
    while (epochs_.back().start >= checkpoint_.size) epochs_.pop_back();
    const Result<Hash> root = merkle::root(checkpoint_.size, nodes_);
    if (!root) return root.error();
    if (*root == checkpoint_.root) return {};
    return Error{ErrorCode::kDamaged,
                 fmt::format("the checkpoint of {} records is not that of the ledger's records; "
                             "look with `counterfoil verify`",
                             checkpoint_.size)};
}

notes::ManifestHead BundleParts::manifest_head() const {
    const format::Genesis& genesis = reader_.genesis();
    notes::ManifestHead head;
    head.ledger_id = reader_.ledger_id();
    head.origin = genesis.origin;
    head.vkey =
        notes::VerifierKey{genesis.origin, notes::kTypeEd25519, genesis.fixed.identity_key}.text();
    head.genesis_leaf = reader_.genesis_leaf();
    head.encrypted = reader_.encrypted();
    head.checkpoint_size = checkpoint_.size;
    head.checkpoint_root = checkpoint_.root;
    head.epochs = epochs_.size();
    return head;
}

Status BundleParts::write_head(TarWriter& archive, const std::string& manifest) {
    if (Status status = archive.add(format::kManifestFile, as_bytes(manifest)); !status) {
        return status;
    }
    for (std::size_t i = 0; i < epochs_.size(); ++i) {
        if (Status status = write_epoch(archive, i); !status) return status;
    }
    return archive.add(format::kCheckpointFile, as_bytes(checkpoint_.text));
}

Status BundleParts::write_epoch(TarWriter& archive, std::size_t index) {
    const reader::Epoch& epoch = epochs_[index];
    const bool last = index + 1 == epochs_.size();
    const std::uint64_t target = last ? checkpoint_.size : epochs_[index + 1].start;
    const auto name = [&](std::string_view file) {
        return format::bundle_epoch_file(epoch.number, file);
    };
    const Result<reader::StoredRecord> record = reader_.record(epoch.record);
    if (!record) return record.error();
    // Each key record is under the commit that ends with it; genesis is under the first end.
    const std::uint64_t proven_at = index == 0 ? target : epoch.start;
    Result<CheckpointNote> note =
        index == 0 && last ? Result<CheckpointNote>(checkpoint_) : commit_note(reader_, proven_at);
    if (!note) return note.error();
    if (Status status = archive.add(name(format::kEntryFile), format::bytes_of(record->entry));
        !status) {
        return status;
    }
    if (Status status = archive.add(name(format::kBodyFile), record->body); !status) return status;
    const std::string proof = name(format::kInclusionFile);
    if (Status status = add_proof_under(archive, proof, epoch.record, *note); !status) {
        return status;
    }
    if (index == 0) return {};
    return add_consistency(archive, name(format::kConsistencyFile), epoch.start, target);
}

Status BundleParts::write_stream(TarWriter& archive, std::uint32_t stream, std::uint64_t sequence,
                                 DisclosureSource* disclosure) {
    const auto name = [&](std::string_view file) {
        return format::bundle_stream_file(stream, file);
    };
    const Result<reader::StoredRecord> record = reader_.record(sequence);
    if (!record) return record.error();
    if (Status status = archive.add(name(format::kEntryFile), format::bytes_of(record->entry));
        !status) {
        return status;
    }
    if (Status status = archive.add(name(format::kBodyFile), record->body); !status) return status;
    if (Status status = add_proof(archive, name(format::kInclusionFile), sequence); !status) {
        return status;
    }
    if (!reader_.encrypted()) return {};
    const auto disclosed = disclosure->stream_name(stream);
    if (!disclosed) return disclosed.error();
    require(disclosed->has_value(), "a name that was there is there again");
    if (Status status = archive.add(name(format::kNameFile), as_bytes((*disclosed)->name));
        !status) {
        return status;
    }
    return archive.add(name(format::kNameKeyFile), (*disclosed)->key.view());
}

Status BundleParts::add_proof(TarWriter& archive, const std::string& name, std::uint64_t sequence) {
    return add_proof_under(archive, name, sequence, checkpoint_);
}

Status BundleParts::add_proof_under(TarWriter& archive, const std::string& name,
                                    std::uint64_t sequence, const CheckpointNote& checkpoint) {
    Result<merkle::Path> path = merkle::inclusion_path(sequence, checkpoint.size, nodes_);
    if (!path) return path.error();
    const std::string proof =
        notes::serialize_proof({std::nullopt, sequence, std::move(*path), checkpoint.text});
    return archive.add(name, as_bytes(proof));
}

Status BundleParts::add_consistency(TarWriter& archive, const std::string& name,
                                    std::uint64_t old_size, std::uint64_t new_size) {
    const Result<merkle::Path> path = merkle::consistency_path(old_size, new_size, nodes_);
    if (!path) return path.error();
    return archive.add(name, as_bytes(hash_lines(*path)));
}

}  // namespace counterfoil::publish
