// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/merkle/proof.h"

// The tiles of c2sp.org/tlog-tiles: a tree cut into runs of at most 256 hashes, eight of RFC 6962's
// levels apart. Tile `index` of level l holds the roots of the subtrees of 256^l leaves from number
// 256 * index on; at level 0 these are leaf hashes.
namespace counterfoil::merkle {

inline constexpr unsigned kTileHeight = 8;
inline constexpr unsigned kTileWidth = 1U << kTileHeight;  // Hashes in a full tile.
inline constexpr unsigned kTileLevels = 64 / kTileHeight;  // A size has 64 bits: levels 0 to 7.

struct Tile {
    unsigned level = 0;
    std::uint64_t index = 0;
    unsigned width = kTileWidth;  // 1 to 256; below 256 it is partial.
    friend bool operator==(const Tile&, const Tile&) = default;
};

// How many hashes all tiles of a level hold in a tree of `size` leaves; 0 when it has no such
// level.
[[nodiscard]] std::uint64_t tile_hash_count(unsigned level, std::uint64_t size);
// The width of a tile in a tree of `size` leaves; 0 when it has no such tile.
[[nodiscard]] unsigned tile_width(unsigned level, std::uint64_t index, std::uint64_t size);

// The tree's hash over a tile's hashes, of which there are at least one: for a full tile its entry
// one level up.
[[nodiscard]] Hash tile_root(std::span<const Hash> hashes);

// Where tiles come from. What it gives is valid until the next call.
class TileSource {
  public:
    virtual ~TileSource() = default;
    // As many hashes as the tile is wide, or why there are none.
    [[nodiscard]] virtual Result<std::span<const Hash>> tile(const Tile& tile) = 0;
};

// The nodes of a tree whose tiles are at hand. Believes the tiles: whoever must not, compares a
// root.
class TileNodes : public NodeSource {
  public:
    // `tiles` must outlive this object.
    TileNodes(std::uint64_t size, TileSource& tiles) : size_(size), tiles_(tiles) {}
    [[nodiscard]] Result<Hash> node(unsigned level, std::uint64_t index) override;

  private:
    std::uint64_t size_;
    TileSource& tiles_;
};

// The right edge of a tree's tiles: of each level the last tile while it is partial. That is all
// that making more tiles, and the root, need. At most 8 * 255 hashes.
class TileEdge : private NodeSource {
  public:
    // Takes a tile when it is complete; an error ends what was being done. The hashes are borrowed
    // until it returns.
    using TakeTile = std::function<Status(const Tile&, std::span<const Hash>)>;

    // Of the empty tree.
    TileEdge() = default;
    // Of a tree of `size`, whose partial tiles are read. Believes them, as TileNodes does.
    [[nodiscard]] static Result<TileEdge> load(std::uint64_t size, TileSource& tiles);

    // Adds a leaf. Each tile that is full by it goes to `full`, from level 0 upwards. After an
    // error of `full` this object is of no more use.
    [[nodiscard]] Status append(const Hash& leaf, const TakeTile& full);
    // Gives all partial tiles, from level 0 upwards.
    [[nodiscard]] Status partial_tiles(const TakeTile& take) const;

    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] Hash root() const;  // The empty root for size 0.

  private:
    [[nodiscard]] Result<Hash> node(unsigned level, std::uint64_t index) override;

    std::uint64_t size_ = 0;
    std::array<std::vector<Hash>, kTileLevels> levels_;
};

}  // namespace counterfoil::merkle
