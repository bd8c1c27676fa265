// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/tile_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "ledger/format/tile_tree.h"
#include "ledger/notes/tile_path.h"
#include "ledger/publish/bundle_file.h"

namespace counterfoil::publish {
namespace {

// Directories hold a thousand tiles each: so many are remembered, not more.
constexpr std::size_t kDirectoriesMax = 1024;

Error in_the_way(const std::string& path) {
    return {ErrorCode::kExists,
            fmt::format("{}: something else has the name that a directory of the tile tree must "
                        "have; remove it, or name another directory",
                        path)};
}

}  // namespace

TileFiles::TileFiles(platform::Storage& storage, std::string directory)
    : storage_(storage), directory_(std::move(directory)) {
    // So that the directory above a file in it is it again, letter by letter.
    while (directory_.size() > 1 && directory_.back() == '/') directory_.pop_back();
    known_.insert(directory_);
}

std::string TileFiles::place_of(const std::string& path) const {
    return platform::join(directory_, path);
}

std::string TileFiles::temporary_path() const {
    return place_of(std::string(format::kTileTreeTemporary));
}

Status TileFiles::clear_temporary() {
    const Status removed = storage_.remove_file(temporary_path());
    return removed || removed.error().code == ErrorCode::kNotFound ? Status() : removed;
}

Status TileFiles::write(const std::string& path, ByteView content) {
    return write_with(path, [&](const notes::ByteSink& sink) { return sink(content); });
}

Status TileFiles::write_with(const std::string& path,
                             const std::function<Status(const notes::ByteSink&)>& write) {
    {
        const auto file = storage_.open(temporary_path(), platform::OpenMode::kCreatePublic);
        if (!file) return file.error();
        if (Status written = write_and_sync(**file, write); !written) return written;
        const Result<std::uint64_t> size = (*file)->size();
        if (!size) return size.error();
        bytes_ += *size;
    }
    const std::string target = place_of(path);
    const std::string directory = platform::parent(target);
    if (Status made = need_directory(directory); !made) return made;
    if (Status renamed = storage_.rename_over(temporary_path(), target); !renamed) return renamed;
    unsynced_.insert(directory);
    return unsynced_.size() < kDirectoriesMax ? Status() : sync();
}

Status TileFiles::sync() {
    for (const std::string& directory : unsynced_) {
        if (Status synced = storage_.sync_directory(directory); !synced) return synced;
    }
    unsynced_.clear();
    return {};
}

Status TileFiles::need_directory(const std::string& directory) {
    if (known_.contains(directory)) return {};
    const Result<platform::EntryKind> kind = storage_.kind(directory);
    if (kind && *kind != platform::EntryKind::kDirectory) return in_the_way(directory);
    if (!kind) {
        if (kind.error().code != ErrorCode::kNotFound) return kind.error();
        const std::string above = platform::parent(directory);
        if (Status made = need_directory(above); !made) return made;
        if (Status made = storage_.make_public_directory(directory); !made) return made;
        unsynced_.insert(above);
    }
    if (known_.size() >= kDirectoriesMax) known_ = {directory_};
    known_.insert(directory);
    return {};
}

Result<std::span<const Hash>> TileFiles::tile(const merkle::Tile& tile) {
    const std::string path = notes::tile_path({tile.level, tile.index, tile.width});
    if (path == hashes_path_) return std::span<const Hash>(hashes_);
    const std::uint64_t size = std::uint64_t{tile.width} * sizeof(Hash);
    const Result<Bytes> bytes = platform::read_file(storage_, place_of(path), size);
    if (!bytes) return bytes.error();
    if (bytes->size() != size) {
        return Error{ErrorCode::kExists,
                     fmt::format("{}: is no tile of {} hashes", place_of(path), tile.width)};
    }
    hashes_.resize(tile.width);
    std::memcpy(hashes_.data(), bytes->data(), bytes->size());
    hashes_path_ = path;
    return std::span<const Hash>(hashes_);
}

Status TileFiles::remove_partial(const std::string& path) {
    const std::string directory = place_of(path);
    const Result<platform::EntryKind> kind = storage_.kind(directory);
    // What is not ours stays, and so does what a link leads to.
    if (!kind || *kind != platform::EntryKind::kDirectory) {
        return kind || kind.error().code == ErrorCode::kNotFound ? Status() : kind.error();
    }
    const Result<std::vector<platform::DirectoryEntry>> entries = storage_.list(directory);
    if (!entries) return entries.error();
    bool empty = true;
    for (const platform::DirectoryEntry& entry : *entries) {
        if (!notes::parse_tile_path(platform::join(path, entry.name))) {
            empty = false;
            continue;
        }
        const Status removed = storage_.remove_file(platform::join(directory, entry.name));
        if (!removed) return removed;
    }
    if (!empty) return {};
    if (Status removed = storage_.remove_directory(directory); !removed) return removed;
    known_.erase(directory);
    unsynced_.erase(directory);
    unsynced_.insert(platform::parent(directory));
    return {};
}

ByteView tile_bytes(std::span<const Hash> hashes) {
    return {hashes.data()->data(), hashes.size_bytes()};
}

}  // namespace counterfoil::publish
