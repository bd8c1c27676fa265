// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "tests/crash/simulated/content.h"

namespace counterfoil::crash {

using InodeNumber = std::uint32_t;
inline constexpr InodeNumber kRoot = 0;

// The whole file of a database between two of its transactions.
struct DatabaseBytes {
    Bytes bytes;
    std::uint64_t hash = 0;
};
using Snapshot = std::shared_ptr<const DatabaseBytes>;

// A creation, rename or removal in one directory, which a power loss may forget until the directory
// is synced.
struct NameChange {
    std::string removed;  // Empty for none.
    std::string added;    // Empty for none.
    InodeNumber inode = 0;
    std::uint64_t time = 0;
};

struct Inode {
    enum class Kind { kFile, kDirectory, kDatabase };
    struct PendingSector {
        SectorChange change;
        std::uint64_t time = 0;
    };
    struct PendingSize {
        std::uint64_t size = 0;
        std::uint64_t time = 0;
    };
    using Names = std::map<std::string, InodeNumber>;

    Kind kind = Kind::kFile;
    // Of a file: what programs read, what stays after a power loss, and what was written since the
    // last sync, in order. A sync that failed leaves a difference for which nothing is pending.
    Content visible;
    Content durable;
    std::vector<PendingSector> pending;
    std::vector<PendingSize> pending_sizes;
    // Of a directory, the same.
    Names names;
    Names durable_names;
    std::vector<NameChange> pending_names;
    bool in_memory = false;  // A file system that no power loss leaves anything of, as /run.
    // Of a database.
    Snapshot database;
};

// What happens to a disk. `directory` and `name` say where in the tree; `inode` what it is about.
struct Operation {
    enum class Kind {
        kMark,  // Nothing happens: a test says what was answered so far.
        kMakeFile,
        kMakeDirectory,
        kMakeDatabase,
        kDatabase,  // A transaction was committed.
        kWrite,
        kSync,
        kLoseSectors,  // A sync failed: `lost` counts as written from now on, the rest is durable.
        kReadDevice,   // What programs read of clean sectors is again what the device holds.
        kRename,
        kRemove,
        kSyncDirectory,
    };
    Kind kind = Kind::kMark;
    InodeNumber inode = 0;
    InodeNumber directory = 0;
    std::string name;
    InodeNumber target_directory = 0;
    std::string target_name;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    std::vector<SectorChange> changes;  // Of a write: the sectors that get other bytes.
    std::vector<std::uint64_t> lost;
    Snapshot snapshot;
    std::uint64_t mark = 0;
    std::string path;  // For people.
};
[[nodiscard]] std::string text_of(const Operation& operation);

// Everything that a disk holds, as programs see it and as a power loss would leave it. A value:
// copies share inodes until one of them changes.
class DiskState {
  public:
    DiskState();

    void apply(const Operation& operation);
    // A write that ended after its first `length` bytes.
    void apply_prefix(const Operation& write, std::uint64_t length);

    [[nodiscard]] InodeNumber next_inode() const {
        return static_cast<InodeNumber>(inodes_.size());
    }
    [[nodiscard]] const Inode& inode(InodeNumber number) const { return *inodes_[number]; }
    [[nodiscard]] bool has(InodeNumber number) const {
        return number < inodes_.size() && inodes_[number] != nullptr;
    }
    [[nodiscard]] Inode& change(InodeNumber number);
    void forget(InodeNumber number) { inodes_[number] = nullptr; }

    // Of an absolute path, as programs see it.
    [[nodiscard]] std::optional<InodeNumber> find(const std::string& path) const;
    // Of all that can be reached by name, what is pending included.
    [[nodiscard]] std::uint64_t hash() const;

  private:
    void place(const Operation& operation, Inode inode);
    [[nodiscard]] std::uint64_t hash_of_inode(InodeNumber number) const;

    std::vector<std::shared_ptr<Inode>> inodes_;
    std::uint64_t time_ = 0;
};

}  // namespace counterfoil::crash
