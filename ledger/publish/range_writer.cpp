// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/range_writer.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/format/bundle.h"
#include "ledger/publish/bundle_file.h"
#include "ledger/publish/bundle_parts.h"
#include "ledger/publish/commit_note.h"
#include "ledger/publish/proofs.h"
#include "ledger/publish/stream_records.h"
#include "ledger/publish/time_brackets.h"

namespace counterfoil::publish {
namespace {

constexpr std::uint64_t kEntriesAtOnce = 1024;

// The roots of the perfect subtrees that make up a tree, largest first.
Result<merkle::Path> frontier(std::uint64_t size, merkle::NodeSource& nodes) {
    merkle::Path path;
    std::uint64_t begin = 0;
    for (unsigned level = 64; level-- > 0;) {
        const std::uint64_t width = std::uint64_t{1} << level;
        if ((size & width) == 0) continue;
        const Result<Hash> node = nodes.node(level, begin >> level);
        if (!node) return node.error();
        path.push_back(*node);
        begin += width;
    }
    return path;
}

// One range, file by file in the order of the format.
class RangeWriter {
  public:
    RangeWriter(reader::LedgerReader& reader, const RangeOptions& options)
        : reader_(reader), options_(options), parts_(reader, options.cancelled) {}

    // Decides what will be in it. Nothing is written.
    [[nodiscard]] Status prepare() {
        if (Status status = find_range(); !status) return status;
        if (brackets_.end - brackets_.first > format::kTarSizeMax / format::kEntrySize) {
            return Error{
                ErrorCode::kTooLarge,
                fmt::format("records {} to {} are more than one bundle holds ({} entries); "
                            "prove them in several",
                            brackets_.first, brackets_.end - 1,
                            format::kTarSizeMax / format::kEntrySize)};
        }
        if (options_.stream) {
            if (Status status = find_stream(*options_.stream); !status) return status;
        }
        // The stream's record is proven under it too.
        const std::uint64_t end =
            options_.stream ? std::max(brackets_.end, stream_record_ + 1) : brackets_.end;
        Result<CheckpointNote> checkpoint = checkpoint_covering(reader_, end);
        if (!checkpoint) return checkpoint.error();
        if (brackets_.upper && checkpoint->size == brackets_.end) brackets_.upper.reset();
        return parts_.lead_to(std::move(*checkpoint));
    }

    [[nodiscard]] Status write(const notes::ByteSink& sink) {
        TarWriter archive(sink);
        const std::string manifest = notes::range_manifest_json(
            parts_.manifest_head(),
            {brackets_.first, brackets_.end, options_.stream, options_.times});
        if (Status status = parts_.write_head(archive, manifest); !status) return status;
        if (options_.stream) {
            if (Status status = parts_.write_stream(archive, *options_.stream, stream_record_,
                                                    options_.disclosure);
                !status) {
                return status;
            }
        }
        if (Status status = write_before(archive); !status) return status;
        if (Status status = add_note(archive, format::kRangeLowerFile, brackets_.lower); !status) {
            return status;
        }
        if (Status status = write_entries(archive); !status) return status;
        if (Status status = add_note(archive, format::kRangeUpperFile, brackets_.upper); !status) {
            return status;
        }
        const std::uint64_t size = parts_.checkpoint().size;
        if (brackets_.end < size) {
            if (Status status = parts_.add_consistency(
                    archive, std::string(format::kRangeConsistencyFile), brackets_.end, size);
                !status) {
                return status;
            }
        }
        if (Status status = archive.finish(); !status) return status;
        written_.first = brackets_.first;
        written_.end = brackets_.end;
        written_.checkpoint_size = size;
        written_.epochs = parts_.epoch_count();
        written_.bytes = archive.size();
        return {};
    }
    [[nodiscard]] const WrittenRange& written() const { return written_; }

  private:
    [[nodiscard]] Status find_range() {
        if (options_.times) {
            Result<TimeBrackets> brackets = time_brackets(reader_, *options_.times);
            if (!brackets) return brackets.error();
            brackets_ = std::move(*brackets);
            return {};
        }
        const std::uint64_t size = reader_.size();
        if (options_.first >= options_.end || options_.end > size) {
            return Error{ErrorCode::kNotFound,
                         fmt::format("the ledger holds {} records (0 to {})", size, size - 1)};
        }
        brackets_.first = options_.first;
        brackets_.end = options_.end;
        return {};
    }

    [[nodiscard]] Status find_stream(std::uint32_t stream) {
        const auto found = stream_records(reader_, {stream});
        if (!found) return found.error();
        stream_record_ = found->at(stream);
        if (!reader_.encrypted()) return {};
        require(options_.disclosure != nullptr, "a hidden name is told by whoever knows it");
        const auto name = options_.disclosure->stream_name(stream);
        if (!name) return name.error();
        if (*name) return {};
        return Error{ErrorCode::kNotFound,
                     fmt::format("the keyring does not have the name of stream {}, which the range "
                                 "would have to tell",
                                 stream)};
    }

    [[nodiscard]] Status write_before(TarWriter& archive) {
        if (brackets_.first == 0) return {};
        const Result<merkle::Path> nodes = frontier(brackets_.first, parts_.nodes());
        if (!nodes) return nodes.error();
        return archive.add(format::kRangeBeforeFile, as_bytes(hash_lines(*nodes)));
    }

    [[nodiscard]] static Status add_note(TarWriter& archive, std::string_view name,
                                         const std::optional<CheckpointNote>& note) {
        return note ? archive.add(name, as_bytes(note->text)) : Status();
    }

    [[nodiscard]] Status write_entries(TarWriter& archive) {
        const std::uint64_t count = brackets_.end - brackets_.first;
        if (Status status = archive.begin(format::kRangeEntriesFile, count * format::kEntrySize);
            !status) {
            return status;
        }
        for (std::uint64_t done = 0; done < count; ++done) {
            if (done % kEntriesAtOnce == 0) {
                if (options_.cancelled && options_.cancelled()) {
                    return Error{ErrorCode::kInterrupted, "interrupted"};
                }
                if (options_.progress) options_.progress(done, count);
            }
            const Result<format::Entry> entry = reader_.entry(brackets_.first + done);
            if (!entry) return entry.error();
            if (options_.stream && entry->stream_id == *options_.stream) ++written_.stream_records;
            if (Status status = archive.part(format::bytes_of(*entry)); !status) return status;
        }
        return {};
    }

    reader::LedgerReader& reader_;
    const RangeOptions& options_;
    BundleParts parts_;
    TimeBrackets brackets_;
    std::uint64_t stream_record_ = 0;
    WrittenRange written_;
};

}  // namespace

Result<WrittenRange> write_range(reader::LedgerReader& reader, const notes::ByteSink& sink,
                                 const RangeOptions& options) {
    RangeWriter writer(reader, options);
    if (Status prepared = writer.prepare(); !prepared) return prepared.error();
    if (Status written = writer.write(sink); !written) return written.error();
    return writer.written();
}

Result<WrittenRange> write_range(reader::LedgerReader& reader, platform::Storage& storage,
                                 const std::string& path, const RangeOptions& options) {
    if (Status free = require_free(storage, path); !free) return free.error();
    RangeWriter writer(reader, options);
    if (Status prepared = writer.prepare(); !prepared) return prepared.error();
    Status done = write_bundle_file(
        storage, path, [&](const notes::ByteSink& sink) { return writer.write(sink); });
    if (!done) return done.error();
    return writer.written();
}

}  // namespace counterfoil::publish
