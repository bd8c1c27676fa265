// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/merkle/tiles.h"
#include "ledger/notes/tar_writer.h"
#include "ledger/platform/storage.h"

namespace counterfoil::publish {

// The files of a tile tree on a disk, by their paths below its directory. Each is written whole:
// under another name first, synced and renamed, so that whoever looks sees the old file or the new
// one. Files and directories that it makes may be read by everybody, since a web server will.
class TileFiles : public merkle::TileSource {
  public:
    // `storage` must outlive this object. One at a time may write into a directory.
    TileFiles(platform::Storage& storage, std::string directory);

    // Makes the directories that are missing, and replaces the file if it is there.
    [[nodiscard]] Status write(const std::string& path, ByteView content);
    // The same with what `write` puts into the sink.
    [[nodiscard]] Status write_with(const std::string& path,
                                    const std::function<Status(const notes::ByteSink&)>& write);
    // Removes what an earlier run, or one that failed, left there.
    [[nodiscard]] Status clear_temporary();
    // Makes all names durable that were given so far.
    [[nodiscard]] Status sync();

    // The hashes in a tile's file. kNotFound, or kExists when another kind of thing is there.
    [[nodiscard]] Result<std::span<const Hash>> tile(const merkle::Tile& tile) override;
    // Removes the partial tiles in this directory, whose path ends in .p, and it. None there is
    // fine.
    [[nodiscard]] Status remove_partial(const std::string& path);

    [[nodiscard]] std::string place_of(const std::string& path) const;
    // Bytes written so far.
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

  private:
    [[nodiscard]] std::string temporary_path() const;
    [[nodiscard]] Status need_directory(const std::string& directory);

    platform::Storage& storage_;
    std::string directory_;
    std::set<std::string> known_;     // Directories that are there.
    std::set<std::string> unsynced_;  // And those with new names.
    std::vector<Hash> hashes_;        // Of the last tile that was asked for,
    std::string hashes_path_;         // and its path.
    std::uint64_t bytes_ = 0;
};

// The bytes of a tile's file.
[[nodiscard]] ByteView tile_bytes(std::span<const Hash> hashes);

}  // namespace counterfoil::publish
