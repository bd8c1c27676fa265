// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/bundle_writer.h"

#include <fmt/format.h>

#include "ledger/format/bundle.h"
#include "ledger/notes/evidence.h"
#include "ledger/notes/tar_writer.h"
#include "ledger/publish/bundle_file.h"
#include "ledger/publish/bundle_parts.h"
#include "ledger/publish/bundle_survey.h"
#include "ledger/publish/commit_note.h"

namespace counterfoil::publish {
namespace {

// One export, file by file in the order of the format.
class BundleWriter {
  public:
    BundleWriter(reader::LedgerReader& reader, const BundleOptions& options)
        : reader_(reader), options_(options), parts_(reader, options.cancelled) {}

    // Decides what will be in it. Nothing is written.
    [[nodiscard]] Status prepare() {
        const std::uint64_t size = reader_.size();
        if (options_.count == 0 || options_.first >= size ||
            options_.count > size - options_.first) {
            return Error{ErrorCode::kNotFound,
                         fmt::format("the ledger holds {} records (0 to {})", size, size - 1)};
        }
        Result<BundleSurvey> survey = survey_bundle(reader_, options_.first, end(),
                                                    options_.disclosure, [this] { return step(); });
        if (!survey) return survey.error();
        survey_ = std::move(*survey);
        Result<CheckpointNote> checkpoint = checkpoint_covering(reader_, end());
        if (!checkpoint) return checkpoint.error();
        return parts_.lead_to(std::move(*checkpoint));
    }

    [[nodiscard]] Status write(const ByteSink& sink) {
        TarWriter archive(sink);
        if (Status status = write_files(archive); !status) return status;
        if (written_.disclosed_records != survey_.disclosed_records) {
            return Error{ErrorCode::kBusy,
                         "bodies were destroyed while the bundle was being written; try again"};
        }
        if (Status finished = archive.finish(); !finished) return finished;
        written_.bytes = archive.size();
        written_.checkpoint_size = parts_.checkpoint().size;
        written_.epochs = parts_.epoch_count();
        written_.streams = survey_.streams.size();
        written_.events = survey_.events;
        return {};
    }
    [[nodiscard]] const WrittenBundle& written() const { return written_; }

  private:
    [[nodiscard]] std::uint64_t end() const { return options_.first + options_.count; }

    [[nodiscard]] bool step() {
        if (options_.cancelled && options_.cancelled()) return false;
        if (options_.progress) options_.progress(++steps_, 2 * options_.count);
        return true;
    }

    [[nodiscard]] Status write_files(TarWriter& archive) {
        const std::string manifest = notes::evidence_manifest_json(
            parts_.manifest_head(),
            {survey_.streams.size(), options_.first, options_.count, survey_.disclosed_records});
        if (Status status = parts_.write_head(archive, manifest); !status) return status;
        for (const auto& [stream, sequence] : survey_.streams) {
            if (Status status = parts_.write_stream(archive, stream, sequence, options_.disclosure);
                !status) {
                return status;
            }
        }
        for (std::uint64_t sequence = options_.first; sequence < end(); ++sequence) {
            if (!step()) return Error{ErrorCode::kInterrupted, "interrupted"};
            if (Status status = write_record(archive, sequence); !status) return status;
        }
        return {};
    }

    [[nodiscard]] Status write_record(TarWriter& archive, std::uint64_t sequence) {
        const auto name = [&](std::string_view file) {
            return format::bundle_record_file(sequence, file);
        };
        const Result<reader::KeptRecord> record = reader_.kept_record(sequence);
        if (!record) return record.error();
        const ByteView entry = format::bytes_of(record->entry);
        if (Status status = archive.add(name(format::kEntryFile), entry); !status) return status;
        if (record->body) {
            if (Status status = archive.add(name(format::kBodyFile), *record->body); !status) {
                return status;
            }
        } else {
            ++written_.bodies_left_out;
        }
        if (Status status = parts_.add_proof(archive, name(format::kInclusionFile), sequence);
            !status) {
            return status;
        }
        const bool discloses = record->body && reader_.encrypted() &&
                               format::is_event(record->entry) && options_.disclosure != nullptr;
        if (!discloses) return {};
        const auto key = options_.disclosure->record_key(record->entry);
        if (!key) return key.error();
        if (!*key) return {};
        ++written_.disclosed_records;
        return archive.add(name(format::kRecordKeyFile), (*key)->view());
    }

    reader::LedgerReader& reader_;
    const BundleOptions& options_;
    BundleParts parts_;
    BundleSurvey survey_;
    std::uint64_t steps_ = 0;
    WrittenBundle written_;
};

}  // namespace

Result<WrittenBundle> write_bundle(reader::LedgerReader& reader, platform::Storage& storage,
                                   const std::string& path, const BundleOptions& options) {
    if (Status free = require_free(storage, path); !free) return free.error();
    BundleWriter writer(reader, options);
    if (Status prepared = writer.prepare(); !prepared) return prepared.error();
    Status done =
        write_bundle_file(storage, path, [&](const ByteSink& sink) { return writer.write(sink); });
    if (!done) return done.error();
    return writer.written();
}

}  // namespace counterfoil::publish
