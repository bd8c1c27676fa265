// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/checkpoint_evidence.h"

#include "ledger/notes/evidence.h"
#include "ledger/publish/bundle_file.h"
#include "ledger/publish/bundle_parts.h"
#include "ledger/publish/commit_note.h"

namespace counterfoil::publish {

Result<WrittenCheckpoint> write_checkpoint_evidence(reader::LedgerReader& reader,
                                                    platform::Storage& storage,
                                                    const std::string& path,
                                                    const CheckpointEvidenceOptions& options) {
    if (Status free = require_free(storage, path); !free) return free.error();
    Result<CheckpointNote> checkpoint =
        options.size ? checkpoint_of_size(reader, *options.size) : checkpoint_covering(reader, 1);
    if (!checkpoint) return checkpoint.error();
    BundleParts parts(reader, options.cancelled);
    if (Status status = parts.lead_to(std::move(*checkpoint)); !status) return status.error();
    WrittenCheckpoint written{0, parts.checkpoint().size, parts.epoch_count()};
    Status done = write_bundle_file(storage, path, [&](const ByteSink& sink) -> Status {
        TarWriter archive(sink);
        const std::string manifest = notes::checkpoint_manifest_json(parts.manifest_head());
        if (Status status = parts.write_head(archive, manifest); !status) return status;
        if (Status status = archive.finish(); !status) return status;
        written.bytes = archive.size();
        return {};
    });
    if (!done) return done.error();
    return written;
}

}  // namespace counterfoil::publish
