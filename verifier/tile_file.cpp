// SPDX-License-Identifier: Apache-2.0
#include "verifier/tile_file.h"

#include <fmt/format.h>

#include "ledger/format/tile_tree.h"
#include "verifier/file_bytes.h"

namespace counterfoil::verifier {

std::size_t tile_item_size(const notes::TilePath& tile) {
    return tile.level ? sizeof(Hash) : format::kBundledEntrySize;
}

std::optional<Finding> read_tile_file(platform::Storage& storage, const std::string& directory,
                                      const notes::TilePath& tile, unsigned width, Bytes& content) {
    const std::string path = notes::tile_path(tile);
    const Place place{path, {}, {}, {}};
    const auto file = storage.open(platform::join(directory, path), platform::OpenMode::kRead);
    if (!file) return from_error(file.error(), place);
    const Result<std::uint64_t> size = (*file)->size();
    if (!size) return from_error(size.error(), place);
    const std::uint64_t expected = std::uint64_t{tile.width} * tile_item_size(tile);
    if (*size != expected) {
        return failure("tile-size", place,
                       "the file does not have the length that its name's width gives",
                       {fmt::format("{} bytes", expected), fmt::format("{} bytes", *size)});
    }
    content.resize(width * tile_item_size(tile));
    if (Status read = read_exact(**file, 0, content); !read) return from_error(read.error(), place);
    return std::nullopt;
}

std::optional<Finding> read_needed_tile(platform::Storage& storage, const std::string& directory,
                                        const notes::TilePath& tile, Bytes& content,
                                        std::string& path) {
    path = notes::tile_path(tile);
    auto problem = read_tile_file(storage, directory, tile, tile.width, content);
    const bool is_partial = tile.width < notes::kTilePathWidthMax;
    if (!problem || problem->kind != "file-missing" || !is_partial) return problem;
    const notes::TilePath full{tile.level, tile.index, notes::kTilePathWidthMax};
    if (read_tile_file(storage, directory, full, tile.width, content)) return problem;
    path = notes::tile_path(full);
    return std::nullopt;
}

}  // namespace counterfoil::verifier
