// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/tile_tree.h"

#include <fmt/format.h>

#include <memory>
#include <optional>

#include "ledger/format/directory.h"
#include "ledger/format/limits.h"
#include "ledger/format/tile_tree.h"
#include "ledger/merkle/hashing.h"
#include "ledger/merkle/tiles.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "ledger/notes/tile_path.h"
#include "ledger/publish/bundle_parts.h"
#include "ledger/publish/checkpoint_evidence.h"
#include "ledger/publish/commit_note.h"
#include "ledger/publish/proofs.h"
#include "ledger/publish/tile_files.h"

namespace counterfoil::publish {
namespace {

using merkle::kTileWidth;
using merkle::Tile;
using merkle::TileEdge;

// The newest published checkpoint, with its cosignatures.
Result<CheckpointNote> published(reader::LedgerReader& reader) {
    if (const Result<std::string> newest = newest_checkpoint(reader); !newest) {
        return newest.error();
    }
    return checkpoint_covering(reader, 0);
}

Error not_ours(const std::string& directory, const std::string& why) {
    return {ErrorCode::kExists,
            fmt::format("{}: {}; it stays as it is: name another directory, or empty this one",
                        directory, why)};
}

// An entry as it stands in a bundle.
void add_bundled(Bytes& bundle, const format::Entry& entry) {
    static_assert(format::kEntrySize < 256);
    bundle.push_back(0);
    bundle.push_back(static_cast<std::uint8_t>(format::kEntrySize));
    const ByteView bytes = format::bytes_of(entry);
    bundle.insert(bundle.end(), bytes.begin(), bytes.end());
}

// One run.
class TileTreeWriter {
  public:
    TileTreeWriter(reader::LedgerReader& reader, platform::Storage& storage,
                   const std::string& directory, const TileTreeOptions& options)
        : reader_(reader),
          storage_(storage),
          directory_(directory),
          options_(options),
          files_(storage, directory) {}

    [[nodiscard]] Result<WrittenTiles> run() {
        Result<CheckpointNote> checkpoint = published(reader_);
        if (!checkpoint) return checkpoint.error();
        checkpoint_ = std::move(*checkpoint);
        if (Status ready = prepare_directory(); !ready) return ready.error();
        if (Status locked = take_lock(); !locked) return locked.error();
        if (Status read = read_what_is_there(); !read) return read.error();
        written_.checkpoint_size = checkpoint_.size;
        written_.checkpoint_root = checkpoint_.root;
        written_.previous_size = old_ ? old_->size : 0;
        const std::string evidence = files_.place_of(std::string(format::kTileTreeEvidence));
        if (old_ && old_->text == checkpoint_.text && storage_.kind(evidence)) return written_;
        written_.changed = true;
        Status done = write_all();
        if (!done) {
            // If it cannot be removed, the next run does; the first error is the one to hear of.
            static_cast<void>(files_.clear_temporary());
            return done.error();
        }
        written_.bytes = files_.bytes();
        return written_;
    }

  private:
    [[nodiscard]] Status prepare_directory() {
        for (const std::string_view name : {format::kHeadFile, format::kLedgerJson}) {
            if (!storage_.kind(files_.place_of(std::string(name)))) continue;
            return Error{ErrorCode::kExists,
                         fmt::format("{}: is a ledger; name another directory", directory_)};
        }
        // By way of a link, too: what is below it counts.
        const Result<platform::EntryKind> kind = storage_.kind(platform::join(directory_, "."));
        if (kind) return {};
        if (kind.error().code != ErrorCode::kNotFound) return kind.error();
        if (Status made = storage_.make_public_directory(directory_); !made) return made;
        return storage_.sync_directory(platform::parent(directory_));
    }

    [[nodiscard]] Status take_lock() {
        const std::string path = files_.place_of(std::string(format::kTileTreeLock));
        auto file = storage_.open(path, platform::OpenMode::kReadWrite);
        if (!file && file.error().code == ErrorCode::kNotFound) {
            file = storage_.open(path, platform::OpenMode::kCreateNew);
        }
        if (!file) return file.error();
        const Result<bool> locked = (*file)->try_lock();
        if (!locked) return locked.error();
        if (!*locked) {
            return Error{ErrorCode::kBusy,
                         fmt::format("{}: another process is writing this tile tree; try again "
                                     "when it has finished",
                                     directory_)};
        }
        lock_ = std::move(*file);
        return files_.clear_temporary();
    }

    [[nodiscard]] Status read_what_is_there() {
        const Result<Bytes> text =
            platform::read_file(storage_, files_.place_of(std::string(format::kTileTreeCheckpoint)),
                                format::kCheckpointNoteSizeMax);
        if (!text) {
            if (text.error().code == ErrorCode::kNotFound) return {};
            return text.error();
        }
        if (Status judged = judge_old(std::string(as_text(*text))); !judged) return judged;
        Result<TileEdge> edge = TileEdge::load(old_->size, files_);
        if (!edge) {
            if (edge.error().code == ErrorCode::kIo) return edge.error();
            return not_ours(directory_, fmt::format("the tile tree there is not whole ({})",
                                                    edge.error().message));
        }
        if (edge->root() != old_->root) {
            return not_ours(directory_, "the tiles there are not those of the checkpoint there");
        }
        edge_ = std::move(*edge);
        return {};
    }

    // Whether the checkpoint there is an earlier one of this ledger. Its root is compared with what
    // this ledger committed at that size: so it is one history, and nothing needs hashing again.
    [[nodiscard]] Status judge_old(std::string text) {
        const Result<notes::Note> note = notes::parse_note(text);
        if (!note) return not_ours(directory_, "the file checkpoint there is no signed note");
        const Result<notes::Checkpoint> old = notes::parse_checkpoint(note->text);
        if (!old) return not_ours(directory_, "the file checkpoint there is no checkpoint");
        if (old->origin != reader_.genesis().origin) {
            return not_ours(directory_, fmt::format("the tile tree there is of another ledger, {}",
                                                    old->origin));
        }
        if (old->size > checkpoint_.size) {
            return not_ours(directory_,
                            fmt::format("the tile tree there has {} records, and the newest "
                                        "checkpoint that this ledger published has {}: it is of "
                                        "another ledger, or this one was put back to an older copy",
                                        old->size, checkpoint_.size));
        }
        const Result<format::FrameTrailer> commit = reader_.commit(old->size);
        if (!commit && commit.error().code != ErrorCode::kNotFound) return commit.error();
        if (!commit || commit->root != old->root) {
            return not_ours(directory_,
                            fmt::format("the tile tree there tells of another history: this ledger "
                                        "never had its root at {} records",
                                        old->size));
        }
        old_ = CheckpointNote{old->size, old->root, std::move(text)};
        return {};
    }

    [[nodiscard]] Status write_all() {
        if (Status written = write_new_records(); !written) return written;
        if (edge_.root() != checkpoint_.root) {
            return Error{
                ErrorCode::kDamaged,
                fmt::format("the checkpoint of {} records is not that of the ledger's records; "
                            "look with `counterfoil verify`",
                            checkpoint_.size)};
        }
        if (Status synced = files_.sync(); !synced) return synced;
        // Evidence of a later checkpoint covers an earlier one, so it goes first.
        if (Status put = write_evidence(); !put) return put;
        if (Status synced = files_.sync(); !synced) return synced;
        // From here on readers see the new tree.
        const std::string checkpoint(format::kTileTreeCheckpoint);
        if (Status put = files_.write(checkpoint, as_bytes(checkpoint_.text)); !put) return put;
        if (Status synced = files_.sync(); !synced) return synced;
        return remove_what_is_full_now();
    }

    [[nodiscard]] Status write_new_records() {
        const std::uint64_t old_size = edge_.size();
        const std::uint64_t total = checkpoint_.size - old_size;
        // A bundle that was partial is written anew from its first entry.
        std::uint64_t sequence = old_size / kTileWidth * kTileWidth;
        Bytes bundle;
        const TileEdge::TakeTile full = [&](const Tile& tile, std::span<const Hash> hashes) {
            if (tile.level == 0) {
                if (Status put = write_bundle({tile.index, kTileWidth}, bundle); !put) return put;
                bundle.clear();
            }
            return write_tile(tile, hashes);
        };
        for (; sequence < checkpoint_.size; ++sequence) {
            if (options_.cancelled && options_.cancelled()) {
                return Error{ErrorCode::kInterrupted, "interrupted"};
            }
            const Result<format::Entry> entry = reader_.entry(sequence);
            if (!entry) return entry.error();
            add_bundled(bundle, *entry);
            if (sequence < old_size) continue;
            const Hash leaf = merkle::leaf_hash(format::bytes_of(*entry));
            if (Status added = edge_.append(leaf, full); !added) return added;
            if (options_.progress) options_.progress(sequence + 1 - old_size, total);
        }
        if (total == 0) return {};  // Nothing but cosignatures is new.
        if (!bundle.empty()) {
            const auto width = static_cast<unsigned>(checkpoint_.size % kTileWidth);
            const Status put = write_bundle({checkpoint_.size / kTileWidth, width}, bundle);
            if (!put) return put;
        }
        return edge_.partial_tiles([&](const Tile& tile, std::span<const Hash> hashes) {
            const bool there = merkle::tile_width(tile.level, tile.index, old_size) == tile.width;
            return there ? Status() : write_tile(tile, hashes);
        });
    }

    // Whose the checkpoint is. The proofs come from the tiles, so that nothing is hashed again.
    [[nodiscard]] Status write_evidence() {
        merkle::TileNodes nodes(checkpoint_.size, files_);
        BundleParts parts(reader_, nodes);
        if (Status led = parts.lead_to(checkpoint_); !led) return led;
        const std::string path(format::kTileTreeEvidence);
        return files_.write_with(path, [&](const notes::ByteSink& sink) -> Status {
            const Result<WrittenCheckpoint> put = write_checkpoint_bundle(parts, sink);
            return put ? Status() : put.error();
        });
    }

    struct Bundle {
        std::uint64_t index;
        unsigned width;
    };
    [[nodiscard]] Status write_bundle(const Bundle& bundle, ByteView content) {
        require(content.size() == bundle.width * format::kBundledEntrySize,
                "a bundle holds the entries of its width");
        ++written_.bundles;
        return files_.write(notes::tile_path({std::nullopt, bundle.index, bundle.width}), content);
    }
    [[nodiscard]] Status write_tile(const Tile& tile, std::span<const Hash> hashes) {
        ++written_.tiles;
        return files_.write(notes::tile_path({tile.level, tile.index, tile.width}),
                            tile_bytes(hashes));
    }

    // Only the tiles at the old tree's edge have become full: finding them costs nothing.
    [[nodiscard]] Status remove_what_is_full_now() {
        if (!old_) return {};
        for (unsigned level = 0; level < merkle::kTileLevels; ++level) {
            const std::uint64_t index = merkle::tile_hash_count(level, old_->size) / kTileWidth;
            if (merkle::tile_width(level, index, checkpoint_.size) < kTileWidth) continue;
            if (level == 0) {
                const std::string bundle = notes::tile_path({std::nullopt, index, kTileWidth});
                if (Status removed = files_.remove_partial(bundle + ".p"); !removed) return removed;
            }
            const std::string tile = notes::tile_path({level, index, kTileWidth});
            if (Status removed = files_.remove_partial(tile + ".p"); !removed) return removed;
        }
        return files_.sync();
    }

    reader::LedgerReader& reader_;
    platform::Storage& storage_;
    const std::string& directory_;
    const TileTreeOptions& options_;
    TileFiles files_;
    std::unique_ptr<platform::File> lock_;
    CheckpointNote checkpoint_;
    std::optional<CheckpointNote> old_;
    TileEdge edge_;  // Of what is written so far.
    WrittenTiles written_;
};

}  // namespace

Result<WrittenTiles> write_tile_tree(reader::LedgerReader& reader, platform::Storage& storage,
                                     const std::string& directory, const TileTreeOptions& options) {
    return TileTreeWriter(reader, storage, directory, options).run();
}

}  // namespace counterfoil::publish
