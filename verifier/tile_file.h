// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/notes/tile_path.h"
#include "ledger/platform/storage.h"
#include "verifier/findings.h"

// Single files of a tile tree.
namespace counterfoil::verifier {

// Bytes of one hash of a tile, or of one entry of a bundle.
[[nodiscard]] std::size_t tile_item_size(const notes::TilePath& tile);

// Reads the first `width` hashes or entries of a tile's file, which must have exactly the length
// that its own width gives.
[[nodiscard]] std::optional<Finding> read_tile_file(platform::Storage& storage,
                                                    const std::string& directory,
                                                    const notes::TilePath& tile, unsigned width,
                                                    Bytes& content);

// The same for all of a tile. When a partial one is not there but the full one is, its beginning:
// c2sp.org/tlog-tiles lets a log remove what a full tile has replaced. `path` is then the full
// one's.
[[nodiscard]] std::optional<Finding> read_needed_tile(platform::Storage& storage,
                                                      const std::string& directory,
                                                      const notes::TilePath& tile, Bytes& content,
                                                      std::string& path);

}  // namespace counterfoil::verifier
