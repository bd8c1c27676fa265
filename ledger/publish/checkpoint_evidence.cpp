// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/checkpoint_evidence.h"

#include "ledger/notes/evidence.h"
#include "ledger/publish/bundle_file.h"
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
    Result<WrittenCheckpoint> written = WrittenCheckpoint();
    Status done = write_bundle_file(storage, path, [&](const ByteSink& sink) -> Status {
        written = write_checkpoint_bundle(parts, sink);
        return written ? Status() : written.error();
    });
    if (!done) return done.error();
    return written;
}

Result<WrittenCheckpoint> write_checkpoint_bundle(BundleParts& parts, const ByteSink& sink) {
    TarWriter archive(sink);
    const std::string manifest = notes::checkpoint_manifest_json(parts.manifest_head());
    if (Status status = parts.write_head(archive, manifest); !status) return status.error();
    if (Status status = archive.finish(); !status) return status.error();
    return WrittenCheckpoint{archive.size(), parts.checkpoint().size, parts.epoch_count()};
}

}  // namespace counterfoil::publish
