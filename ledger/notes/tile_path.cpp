// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/tile_path.h"

#include <fmt/format.h>

#include <limits>

#include "ledger/base/result.h"
#include "ledger/notes/text.h"

namespace counterfoil::notes {
namespace {

constexpr std::string_view kTiles = "tile/";
constexpr std::string_view kEntries = "entries/";
constexpr std::size_t kGroupDigits = 3;

// Three digits as a number.
std::optional<std::uint64_t> take_group(std::string_view& path) {
    if (path.size() < kGroupDigits) return std::nullopt;
    std::uint64_t value = 0;
    for (const char digit : path.substr(0, kGroupDigits)) {
        if (digit < '0' || digit > '9') return std::nullopt;
        value = value * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    path.remove_prefix(kGroupDigits);
    return value;
}

std::optional<std::uint64_t> take_index(std::string_view& path) {
    std::uint64_t index = 0;
    for (;;) {
        const bool more = take_prefix(path, "x");
        const std::optional<std::uint64_t> group = take_group(path);
        constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
        if (!group || index > (kMax - *group) / 1000) return std::nullopt;
        index = index * 1000 + *group;
        if (!more) return index;
        // A number has one form only: no group of zeros stands in front.
        if (index == 0 || !take_prefix(path, "/")) return std::nullopt;
    }
}

}  // namespace

std::string tile_path(const TilePath& tile) {
    require(!tile.level || *tile.level <= kTilePathLevelMax, "a tile's level is at most 63");
    require(tile.width >= 1 && tile.width <= kTilePathWidthMax, "a tile has 1 to 256 hashes");
    std::string number = fmt::format("{:03}", tile.index % 1000);
    for (std::uint64_t rest = tile.index / 1000; rest > 0; rest /= 1000) {
        number = fmt::format("x{:03}/{}", rest % 1000, number);
    }
    std::string path(kTiles);
    path += tile.level ? fmt::format("{}/", *tile.level) : std::string(kEntries);
    path += number;
    if (tile.width < kTilePathWidthMax) path += fmt::format(".p/{}", tile.width);
    return path;
}

std::optional<TilePath> parse_tile_path(std::string_view path) {
    TilePath tile;
    if (!take_prefix(path, kTiles)) return std::nullopt;
    if (!take_prefix(path, kEntries)) {
        const std::size_t slash = path.find('/');
        if (slash == std::string_view::npos) return std::nullopt;
        const std::optional<std::uint64_t> level = parse_decimal(path.substr(0, slash));
        if (!level || *level > kTilePathLevelMax) return std::nullopt;
        tile.level = static_cast<unsigned>(*level);
        path.remove_prefix(slash + 1);
    }
    const std::optional<std::uint64_t> index = take_index(path);
    if (!index) return std::nullopt;
    tile.index = *index;
    if (path.empty()) return tile;
    if (!take_prefix(path, ".p/")) return std::nullopt;
    const std::optional<std::uint64_t> width = parse_decimal(path);
    if (!width || *width == 0 || *width >= kTilePathWidthMax) return std::nullopt;
    tile.width = static_cast<unsigned>(*width);
    return tile;
}

}  // namespace counterfoil::notes
