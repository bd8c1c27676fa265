// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "ledger/format/entry.h"

// docs/FORMAT.md, "Tiles": the names of the files of a tile tree beside its tiles, whose paths are
// in notes/tile_path.h, and the form of an entry in a bundle.
namespace counterfoil::format {

inline constexpr std::string_view kTileTreeCheckpoint = "checkpoint";
inline constexpr std::string_view kTileTreeEvidence = "evidence.tar";
inline constexpr std::string_view kTileTreeTiles = "tile";
inline constexpr std::string_view kTileTreeEntries = "entries";  // In tile/.
inline constexpr std::string_view kTileTreeLock = "lock";
inline constexpr std::string_view kTileTreeTemporary = "export.tmp";

// An entry bundle is a run of (length, big-endian ‖ entry).
inline constexpr std::size_t kBundledLengthSize = 2;
inline constexpr std::size_t kBundledEntrySize = kBundledLengthSize + kEntrySize;

}  // namespace counterfoil::format
