// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "ledger/notes/tile_path.h"
#include "ledger/platform/storage.h"
#include "verifier/event_list.h"
#include "verifier/findings.h"

namespace counterfoil::verifier {

// The files of a tile tree by name: docs/FORMAT.md, "Tiles". Judges that each is of the right kind,
// and those that the tree does not need: partial tiles of earlier sizes, and what lies behind the
// checkpoint. The files that it needs are somebody else's to judge.
class TileInventory {
  public:
    // A tree of `size`. All must outlive this object. `cancelled` is polled; may be empty.
    TileInventory(platform::Storage& storage, const std::string& directory, std::uint64_t size,
                  EventList& events, const std::function<bool()>& cancelled)
        : storage_(storage),
          directory_(directory),
          size_(size),
          events_(events),
          cancelled_(cancelled) {}

    // The first that is wrong. Links are not followed. Memory: one directory's names at each level.
    [[nodiscard]] std::optional<Finding> run();

  private:
    [[nodiscard]] std::optional<Finding> root_entry(const platform::DirectoryEntry& entry);
    [[nodiscard]] std::optional<Finding> walk(const std::string& path);
    [[nodiscard]] std::optional<Finding> tile_entry(const std::string& path,
                                                    platform::EntryKind kind);
    [[nodiscard]] std::optional<Finding> judge_tile(const std::string& path,
                                                    const notes::TilePath& tile);
    [[nodiscard]] std::optional<Finding> judge_same_beginning(const std::string& path,
                                                              const notes::TilePath& tile,
                                                              unsigned needed_width);

    platform::Storage& storage_;
    const std::string& directory_;
    const std::uint64_t size_;
    EventList& events_;
    const std::function<bool()>& cancelled_;
    std::uint64_t behind_ = 0;  // Files behind the checkpoint.
};

}  // namespace counterfoil::verifier
