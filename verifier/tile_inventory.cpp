// SPDX-License-Identifier: Apache-2.0
#include "verifier/tile_inventory.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/format/tile_tree.h"
#include "ledger/merkle/tiles.h"
#include "verifier/tile_file.h"

namespace counterfoil::verifier {
namespace {

using platform::EntryKind;

constexpr std::string_view kPartial = ".p";

std::optional<Finding> require_kind(const std::string& path, EntryKind kind, EntryKind wanted) {
    if (kind == wanted) return std::nullopt;
    const bool file = wanted == EntryKind::kFile;
    return failure(file ? "not-a-file" : "not-a-directory", {path, {}, {}, {}},
                   "links, devices and the like are no part of a tile tree and are not followed",
                   {file ? "a regular file" : "a directory", "something else"});
}

// A tree of a 64-bit size has no more levels.
std::optional<notes::TilePath> tile_of(std::string_view path) {
    const std::optional<notes::TilePath> tile = notes::parse_tile_path(path);
    return tile && tile->level.value_or(0) < merkle::kTileLevels ? tile : std::nullopt;
}

// Whether the path of some tile begins with it.
bool is_directory_of_tiles(const std::string& path) {
    if (!path.ends_with(kPartial)) return tile_of(path + "/000").has_value();
    return tile_of(path + "/1").has_value();
}

// Width of the tile that a tree of `size` has at this place; 0 for none.
unsigned needed_width_of(const notes::TilePath& tile, std::uint64_t size) {
    return merkle::tile_width(tile.level.value_or(0), tile.index, size);
}

}  // namespace

std::optional<Finding> TileInventory::run() {
    const auto entries = storage_.list(directory_);
    if (!entries) return from_error(entries.error(), {});
    for (const platform::DirectoryEntry& entry : *entries) {
        if (auto problem = root_entry(entry)) return problem;
    }
    if (behind_ > 0) {
        events_.add({"tiles-behind-checkpoint", std::nullopt,
                     fmt::format("{} tiles reach behind the checkpoint and were not judged: an "
                                 "export was stopped, or goes on",
                                 behind_),
                     true});
    }
    return std::nullopt;
}

std::optional<Finding> TileInventory::root_entry(const platform::DirectoryEntry& entry) {
    const std::string& name = entry.name;
    if (name == format::kTileTreeCheckpoint || name == format::kTileTreeEvidence) {
        return require_kind(name, entry.kind, EntryKind::kFile);
    }
    if (name == format::kTileTreeTiles) {
        if (auto problem = require_kind(name, entry.kind, EntryKind::kDirectory)) return problem;
        return walk(name);
    }
    if (name != format::kTileTreeLock && name != format::kTileTreeTemporary) {
        events_.add({"unknown-file", std::nullopt,
                     fmt::format("{} is no part of the tile tree", plain(name)), true});
    }
    return std::nullopt;
}

// As deep as the paths of tiles are, and no deeper.
std::optional<Finding> TileInventory::walk(const std::string& path) {
    const auto entries = storage_.list(platform::join(directory_, path));
    if (!entries) {
        // An export removes what it has replaced; what the tree needs is missed when it is read.
        if (entries.error().code == ErrorCode::kNotFound) return std::nullopt;
        return from_error(entries.error(), {path, {}, {}, {}});
    }
    for (const platform::DirectoryEntry& entry : *entries) {
        if (cancelled_ && cancelled_()) return std::nullopt;  // The judge says so.
        if (auto problem = tile_entry(path + "/" + entry.name, entry.kind)) return problem;
    }
    return std::nullopt;
}

std::optional<Finding> TileInventory::tile_entry(const std::string& path, EntryKind kind) {
    if (const std::optional<notes::TilePath> tile = tile_of(path)) {
        if (auto problem = require_kind(path, kind, EntryKind::kFile)) return problem;
        return judge_tile(path, *tile);
    }
    if (is_directory_of_tiles(path)) {
        if (auto problem = require_kind(path, kind, EntryKind::kDirectory)) return problem;
        return walk(path);
    }
    events_.add({"unknown-file", std::nullopt,
                 fmt::format("{} is no part of the tile tree", plain(path)), true});
    return std::nullopt;
}

std::optional<Finding> TileInventory::judge_tile(const std::string& path,
                                                 const notes::TilePath& tile) {
    const unsigned needed_width = needed_width_of(tile, size_);
    if (tile.width == needed_width) return std::nullopt;
    if (tile.width > needed_width) ++behind_;
    if (needed_width == 0) return std::nullopt;
    return judge_same_beginning(path, tile, needed_width);
}

// What both have must be the same: a tile of an earlier or a later size tells no other story.
std::optional<Finding> TileInventory::judge_same_beginning(const std::string& path,
                                                           const notes::TilePath& tile,
                                                           unsigned needed_width) {
    const unsigned width = std::min(tile.width, needed_width);
    Bytes content;
    if (auto problem = read_tile_file(storage_, directory_, tile, width, content)) {
        // As above: removed since it was listed.
        return problem->kind == "file-missing" ? std::nullopt : problem;
    }
    const notes::TilePath needed{tile.level, tile.index, needed_width};
    Bytes expected;
    std::string needed_path;
    if (auto problem = read_needed_tile(storage_, directory_, needed, expected, needed_path)) {
        return problem;
    }
    const auto differs = std::mismatch(content.begin(), content.end(), expected.begin());
    if (differs.first == content.end()) return std::nullopt;
    const auto at = static_cast<std::uint64_t>(differs.first - content.begin());
    return failure("tile-beginning", {path, {}, at, {}},
                   fmt::format("the tile does not begin as that of the checkpoint's size does, {}",
                               needed_path));
}

}  // namespace counterfoil::verifier
