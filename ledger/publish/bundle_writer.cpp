// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/bundle_writer.h"

#include <fmt/format.h>

#include <limits>
#include <vector>

#include "ledger/crypto/encoding.h"
#include "ledger/format/bundle.h"
#include "ledger/notes/evidence.h"
#include "ledger/notes/proof_file.h"
#include "ledger/notes/verifier_key.h"
#include "ledger/publish/bundle_survey.h"
#include "ledger/publish/commit_note.h"
#include "ledger/publish/ledger_nodes.h"
#include "ledger/publish/tar_writer.h"
#include "ledger/reader/epochs.h"

namespace counterfoil::publish {
namespace {

Error interrupted() {
    return {ErrorCode::kInterrupted, "interrupted"};
}

// One export, file by file in the order of the format.
class BundleWriter {
  public:
    BundleWriter(reader::LedgerReader& reader, const BundleOptions& options)
        : reader_(reader), options_(options), nodes_(reader, options.cancelled) {}

    // Decides what will be in it. Nothing is written.
    [[nodiscard]] Status prepare() {
        const std::uint64_t size = reader_.size();
        if (options_.count == 0 || options_.first >= size ||
            options_.count > size - options_.first) {
            return Error{ErrorCode::kNotFound,
                         fmt::format("the ledger holds {} records (0 to {})", size, size - 1)};
        }
        Result<CheckpointNote> checkpoint = checkpoint_covering(reader_, end());
        if (!checkpoint) return checkpoint.error();
        checkpoint_ = std::move(*checkpoint);
        Result<std::vector<reader::Epoch>> epochs = reader::epochs(reader_);
        if (!epochs) return epochs.error();
        epochs_ = std::move(*epochs);
        // Of those that signed no size up to the checkpoint's, nothing is told.
        while (epochs_.back().start >= checkpoint_.size) epochs_.pop_back();
        Result<BundleSurvey> survey = survey_bundle(reader_, options_.first, end(),
                                                    options_.disclosure, [this] { return step(); });
        if (!survey) return survey.error();
        survey_ = std::move(*survey);
        const Result<Hash> root = merkle::root(checkpoint_.size, nodes_);
        if (!root) return root.error();
        if (*root == checkpoint_.root) return {};
        return Error{
            ErrorCode::kDamaged,
            fmt::format("the checkpoint of {} records is not that of the ledger's records; "
                        "look with `counterfoil verify`",
                        checkpoint_.size)};
    }

    [[nodiscard]] Result<WrittenBundle> write(platform::File& file) {
        TarWriter archive(file);
        archive_ = &archive;
        if (Status status = write_files(); !status) return status.error();
        if (written_disclosed_ != survey_.disclosed_records) {
            return Error{ErrorCode::kBusy,
                         "bodies were destroyed while the bundle was being written; try again"};
        }
        if (Status finished = archive.finish(); !finished) return finished.error();
        WrittenBundle written;
        written.bytes = archive.size();
        written.checkpoint_size = checkpoint_.size;
        written.epochs = epochs_.size();
        written.streams = survey_.streams.size();
        written.events = survey_.events;
        written.disclosed_records = survey_.disclosed_records;
        written.bodies_left_out = bodies_left_out_;
        return written;
    }

  private:
    [[nodiscard]] std::uint64_t end() const { return options_.first + options_.count; }

    [[nodiscard]] bool step() {
        if (options_.cancelled && options_.cancelled()) return false;
        if (options_.progress) options_.progress(++steps_, 2 * options_.count);
        return true;
    }

    [[nodiscard]] Status write_files() {
        if (Status status = write_manifest(); !status) return status;
        for (std::size_t i = 0; i < epochs_.size(); ++i) {
            if (Status status = write_epoch(i); !status) return status;
        }
        if (Status status = add(std::string(format::kCheckpointFile), checkpoint_.text); !status) {
            return status;
        }
        for (const auto& [stream, sequence] : survey_.streams) {
            if (Status status = write_stream(stream, sequence); !status) return status;
        }
        for (std::uint64_t sequence = options_.first; sequence < end(); ++sequence) {
            if (!step()) return interrupted();
            if (Status status = write_record(sequence); !status) return status;
        }
        return {};
    }

    [[nodiscard]] Status write_manifest() {
        const format::Genesis& genesis = reader_.genesis();
        notes::EvidenceManifest manifest;
        manifest.ledger_id = reader_.ledger_id();
        manifest.origin = genesis.origin;
        manifest.vkey =
            notes::VerifierKey{genesis.origin, notes::kTypeEd25519, genesis.fixed.identity_key}
                .text();
        manifest.genesis_leaf = reader_.genesis_leaf();
        manifest.encrypted = reader_.encrypted();
        manifest.checkpoint_size = checkpoint_.size;
        manifest.checkpoint_root = checkpoint_.root;
        manifest.epochs = epochs_.size();
        manifest.streams = survey_.streams.size();
        manifest.first_record = options_.first;
        manifest.record_count = options_.count;
        manifest.disclosed_records = survey_.disclosed_records;
        return add(std::string(format::kManifestFile), notes::evidence_manifest_json(manifest));
    }

    [[nodiscard]] Status write_epoch(std::size_t index) {
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
        Result<CheckpointNote> note = index == 0 && last ? Result<CheckpointNote>(checkpoint_)
                                                         : commit_note(reader_, proven_at);
        if (!note) return note.error();
        if (Status status = add(name(format::kEntryFile), format::bytes_of(record->entry)); !status)
            return status;
        if (Status status = add(name(format::kBodyFile), record->body); !status) return status;
        if (Status status = add_proof(name(format::kInclusionFile), epoch.record, *note); !status)
            return status;
        if (index == 0) return {};
        const Result<merkle::Path> path = merkle::consistency_path(epoch.start, target, nodes_);
        if (!path) return path.error();
        std::string text;
        for (const Hash& hash : *path) text += crypto::base64(hash) + '\n';
        return add(name(format::kConsistencyFile), text);
    }

    [[nodiscard]] Status write_stream(std::uint32_t stream, std::uint64_t sequence) {
        const auto name = [&](std::string_view file) {
            return format::bundle_stream_file(stream, file);
        };
        const Result<reader::StoredRecord> record = reader_.record(sequence);
        if (!record) return record.error();
        if (Status status = add(name(format::kEntryFile), format::bytes_of(record->entry)); !status)
            return status;
        if (Status status = add(name(format::kBodyFile), record->body); !status) return status;
        if (Status status = add_proof(name(format::kInclusionFile), sequence, checkpoint_); !status)
            return status;
        if (!reader_.encrypted()) return {};
        const auto disclosed = options_.disclosure->stream_name(stream);
        if (!disclosed) return disclosed.error();
        require(disclosed->has_value(), "a name that was there is there again");
        if (Status status = add(name(format::kNameFile), (*disclosed)->name); !status)
            return status;
        return add(name(format::kNameKeyFile), (*disclosed)->key.view());
    }

    [[nodiscard]] Status write_record(std::uint64_t sequence) {
        const auto name = [&](std::string_view file) {
            return format::bundle_record_file(sequence, file);
        };
        const Result<reader::KeptRecord> record = reader_.kept_record(sequence);
        if (!record) return record.error();
        if (Status status = add(name(format::kEntryFile), format::bytes_of(record->entry)); !status)
            return status;
        if (record->body) {
            if (Status status = add(name(format::kBodyFile), *record->body); !status) return status;
        } else {
            ++bodies_left_out_;
        }
        if (Status status = add_proof(name(format::kInclusionFile), sequence, checkpoint_); !status)
            return status;
        const bool discloses = record->body && reader_.encrypted() &&
                               format::is_event(record->entry) && options_.disclosure != nullptr;
        if (!discloses) return {};
        const auto key = options_.disclosure->record_key(record->entry);
        if (!key) return key.error();
        if (!*key) return {};
        ++written_disclosed_;
        return add(name(format::kRecordKeyFile), (*key)->view());
    }

    [[nodiscard]] Status add_proof(const std::string& name, std::uint64_t sequence,
                                   const CheckpointNote& checkpoint) {
        Result<merkle::Path> path = merkle::inclusion_path(sequence, checkpoint.size, nodes_);
        if (!path) return path.error();
        return add(name, notes::serialize_proof(
                             {std::nullopt, sequence, std::move(*path), checkpoint.text}));
    }
    [[nodiscard]] Status add(const std::string& name, ByteView content) {
        return archive_->add(name, content);
    }
    [[nodiscard]] Status add(const std::string& name, const std::string& text) {
        return archive_->add(name, as_bytes(text));
    }

    reader::LedgerReader& reader_;
    const BundleOptions& options_;
    LedgerNodes nodes_;
    CheckpointNote checkpoint_;
    std::vector<reader::Epoch> epochs_;
    BundleSurvey survey_;
    TarWriter* archive_ = nullptr;
    std::uint64_t steps_ = 0;
    std::uint64_t written_disclosed_ = 0;
    std::uint64_t bodies_left_out_ = 0;
};

Error exists(const std::string& path) {
    return {ErrorCode::kExists,
            fmt::format("{}: is there already and is not overwritten; name another file", path)};
}

}  // namespace

Result<WrittenBundle> write_bundle(reader::LedgerReader& reader, platform::Storage& storage,
                                   const std::string& path, const BundleOptions& options) {
    if (storage.kind(path)) return exists(path);
    BundleWriter writer(reader, options);
    if (Status prepared = writer.prepare(); !prepared) return prepared.error();

    const std::string temporary = path + ".tmp";
    if (storage.kind(temporary)) {
        if (Status removed = storage.remove_file(temporary); !removed) return removed.error();
    }
    const auto file = storage.open(temporary, platform::OpenMode::kCreateNew);
    if (!file) return file.error();
    Result<WrittenBundle> written = writer.write(**file);
    Status done = written ? storage.rename_new(temporary, path) : Status(written.error());
    if (!done) {
        // If it cannot be removed either, the first error is the one to hear about.
        static_cast<void>(storage.remove_file(temporary));
        return done.error().code == ErrorCode::kExists ? exists(path) : done.error();
    }
    if (Status synced = storage.sync_directory(platform::parent(path)); !synced) {
        return synced.error();
    }
    return written;
}

}  // namespace counterfoil::publish
