// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/platform/storage.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::publish {

struct TileTreeOptions {
    // Called for each record that is new; may be empty.
    std::function<void(std::uint64_t done, std::uint64_t total)> progress;
    std::function<bool()> cancelled;  // Polled; true ends with kInterrupted. May be empty.
};

struct WrittenTiles {
    std::uint64_t checkpoint_size = 0;
    Hash checkpoint_root{};
    std::uint64_t previous_size = 0;  // Of the checkpoint that was there; 0 for none.
    std::uint64_t bundles = 0;        // Written now, partial ones included,
    std::uint64_t tiles = 0;          // and the same of tiles of hashes.
    std::uint64_t bytes = 0;          // In them, and in what lies beside them.
    bool changed = false;             // False: all was there already.
};

// Writes the tile tree of a ledger (docs/FORMAT.md, "Tiles") into `directory`, up to the newest
// published checkpoint, with its cosignatures if there are any. What is there of an earlier run
// is gone on from: the cost is that of the records that are new, and of the epochs.
//
// Nothing that an earlier checkpoint needs is changed, and the new checkpoint takes its place when
// all that it needs is durable: whoever reads, and whoever comes after a crash or a stop, sees the
// old tree or the new one. Then the partial tiles go that are full now; c2sp.org/tlog-tiles has
// readers take the full tile instead.
//
// kNotFound: no checkpoint is published. kExists: what is there is another ledger's tree, a newer
// one, one that was damaged, or no tree; it stays as it is. kBusy: another process writes there.
// kDamaged: the ledger's records are not those of its checkpoint. Memory: a few MiB.
[[nodiscard]] Result<WrittenTiles> write_tile_tree(reader::LedgerReader& reader,
                                                   platform::Storage& storage,
                                                   const std::string& directory,
                                                   const TileTreeOptions& options);

}  // namespace counterfoil::publish
