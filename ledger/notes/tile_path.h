// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// c2sp.org/tlog-tiles: the paths of tiles and entry bundles below a log's prefix.
namespace counterfoil::notes {

inline constexpr unsigned kTilePathLevelMax = 63;
inline constexpr unsigned kTilePathWidthMax = 256;  // Of a full tile.

struct TilePath {
    std::optional<unsigned> level;       // Of the hashes, at most 63. Nothing: an entry bundle.
    std::uint64_t index = 0;             // From 0, in its level.
    unsigned width = kTilePathWidthMax;  // Hashes or entries: 1 to 256; below 256 it is partial.
    friend bool operator==(const TilePath&, const TilePath&) = default;
};

// `tile/L/N[.p/W]` or `tile/entries/N[.p/W]`, N in groups of three digits, all but the last with an
// `x` in front: 1234067 is `x001/x234/067`.
[[nodiscard]] std::string tile_path(const TilePath& tile);

// Strict: exactly what tile_path() writes. Nothing for any other text.
[[nodiscard]] std::optional<TilePath> parse_tile_path(std::string_view path);

}  // namespace counterfoil::notes
