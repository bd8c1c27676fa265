// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "ledger/base/result.h"
#include "ledger/notes/tar_writer.h"
#include "ledger/platform/storage.h"
#include "ledger/publish/bundle_parts.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::publish {

struct CheckpointEvidenceOptions {
    // Of the checkpoint; the end of a commit. Nothing: the newest published checkpoint, with its
    // cosignatures if there are any, or the commit that HEAD names if none is published.
    std::optional<std::uint64_t> size;
    // Polled while entries are hashed; true ends with kInterrupted. May be empty.
    std::function<bool()> cancelled;
};

struct WrittenCheckpoint {
    std::uint64_t bytes = 0;
    std::uint64_t checkpoint_size = 0;
    std::uint64_t epochs = 0;
};

// Writes whose a checkpoint is (docs/FORMAT.md, "Checkpoint bundle"): the epochs from genesis to
// the key that signed it. Needs no secret and tells no record but those that name epochs. `path`
// becomes a whole file, durable when this returns, or nothing. kExists: there is something at
// `path`, which stays as it is; kNotFound: no commit ends at that size; kDamaged: the ledger does
// not prove it. Hashes all entries up to the checkpoint.
[[nodiscard]] Result<WrittenCheckpoint> write_checkpoint_evidence(
    reader::LedgerReader& reader, platform::Storage& storage, const std::string& path,
    const CheckpointEvidenceOptions& options = {});

// The bytes of such a bundle, of parts that lead to its checkpoint.
[[nodiscard]] Result<WrittenCheckpoint> write_checkpoint_bundle(BundleParts& parts,
                                                                const notes::ByteSink& sink);

}  // namespace counterfoil::publish
