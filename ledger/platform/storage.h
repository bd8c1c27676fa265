// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/platform/sqlite.h"

namespace counterfoil::platform {

// Everything that the ledger does to a disk goes through these three interfaces, so that a
// simulated machine which tears, forgets and fails can stand under production code. Paths are as
// the operating system takes them. Every Error names the path and says what the system said. A
// `kIo` of write or sync must be taken as final by the caller: the kernel may have dropped the
// data, and later calls may succeed all the same.

// Which file a name leads to, whatever the name: a rename keeps it, a replacement changes it.
struct FileIdentity {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

// Who may do what with a file.
struct FileAccess {
    std::uint32_t mode = 0600;   // The permission bits. With an access list, those of the group
                                 // show what anybody named in the list may do at most.
    bool owned_by_us = true;     // The owner is the user that this process acts as.
    bool owned_by_root = false;  // The owner is the superuser.
};

// An open file. Positions are absolute bytes; there is no file pointer. Closing is by destruction
// and says nothing about durability. One object may be used by several threads if their ranges do
// not overlap.
class File {
  public:
    virtual ~File() = default;

    // Fills `into` from `offset` and returns how many bytes there were: less than asked only at the
    // end of the file.
    [[nodiscard]] virtual Result<std::size_t> read_at(std::uint64_t offset,
                                                      MutableByteView into) const = 0;
    // Writes all of `bytes` or fails (kNoSpace, kIo); after a failure any part may have been
    // written.
    [[nodiscard]] virtual Status write_at(std::uint64_t offset, ByteView bytes) = 0;
    // As write_at, of `length` zeros. Past the kernel's memory where the file system can, which
    // does not fill it with zeros and costs no copies; both must be multiples of 4096 then, and
    // nobody may use the file at the same time.
    [[nodiscard]] virtual Status write_zeros(std::uint64_t offset, std::uint64_t length);
    // As write_at, of whole blocks: offset, length and address must be multiples of 4096. Past the
    // kernel's memory where the file system can: whoever waits for sync() next waits for less, and
    // whoever reads later reads from the device. Nobody may use the file at the same time.
    [[nodiscard]] virtual Status write_blocks(std::uint64_t offset, ByteView blocks) {
        return write_at(offset, blocks);
    }
    // Content, and the size if it changed, are on stable storage when this returns (fdatasync).
    [[nodiscard]] virtual Status sync() = 0;
    [[nodiscard]] virtual Result<std::uint64_t> size() const = 0;
    [[nodiscard]] virtual Result<FileIdentity> identity() const = 0;
    // When its content or its attributes changed last, as the file system says: nanoseconds since
    // 1970 (ctime, which no program can set back). Coarse: a few milliseconds.
    [[nodiscard]] virtual Result<std::uint64_t> changed_ns() const = 0;
    [[nodiscard]] virtual Result<FileAccess> access() const = 0;
    // Takes an exclusive lock that the whole open file owns (an open-file-description lock) and
    // that ends with it. False: another open file, here or in another process, has it. The file
    // must be open for writing.
    [[nodiscard]] virtual Result<bool> try_lock() = 0;
    // True when some open file holds the exclusive lock now (this one's own does not count).
    [[nodiscard]] virtual Result<bool> is_locked_elsewhere() const = 0;
    [[nodiscard]] virtual const std::string& path() const = 0;
};

enum class AccessPattern { kSequential, kRandom };

// A file mapped for reading, as long as it was then. It gives copies only: a file that somebody
// cuts loses pages under the mapping, and whoever touched them would end. Safe for all threads.
class Mapping {
  public:
    virtual ~Mapping() = default;
    // When it was mapped.
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    // As File::read_at, up to size(). kIo when the file became shorter since, by whole pages: what
    // was cut off within a page reads as zeros.
    [[nodiscard]] virtual Result<std::size_t> read_at(std::uint64_t offset,
                                                      MutableByteView into) const = 0;
    // Advice: this will be read at once, so the system may fetch all of it together, beside what it
    // was told before. What lies beyond the end is left out.
    virtual void will_read(std::uint64_t offset, std::uint64_t length) const {
        static_cast<void>(offset);
        static_cast<void>(length);
    }
};

enum class OpenMode {
    kRead,       // Must exist. Refuses what is not a regular file, and a symbolic link, with
                 // kInvalidArgument; never blocks on a FIFO.
    kReadWrite,  // Must exist, as above.
    // As kRead, but reads what the device holds, past what the kernel keeps of the file in memory,
    // and has the kernel forget that, so that later readers see the same. After a failed sync the
    // two may differ. kUnsupported where the file system cannot. The caller syncs before.
    kReadDevice,
    kCreateNew,     // Must not exist (kExists); for reading and writing; access mode 0600.
    kCreatePublic,  // As kCreateNew, but everybody may read it: access mode 0644, whatever the
                    // umask.
};

enum class EntryKind {
    kFile,
    kDirectory,
    kOther
};  // A symbolic link is kOther: it is not followed.

struct DirectoryEntry {
    std::string name;
    EntryKind kind = EntryKind::kOther;
};

class Storage {
  public:
    virtual ~Storage() = default;

    [[nodiscard]] virtual Result<std::unique_ptr<File>> open(const std::string& path,
                                                             OpenMode mode) = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<Mapping>> map(const std::string& path,
                                                               AccessPattern pattern) = 0;
    // kNotFound when there is nothing of that name.
    [[nodiscard]] virtual Result<EntryKind> kind(const std::string& path) = 0;
    // Sorted by name, without "." and "..". Here and in sync_directory a link to a directory is
    // followed: whoever must not, asks kind() first.
    [[nodiscard]] virtual Result<std::vector<DirectoryEntry>> list(const std::string& path) = 0;
    // One directory, access mode 0700; its parent must exist. kExists when it is there.
    [[nodiscard]] virtual Status make_directory(const std::string& path) = 0;
    // The same, but everybody may look into it: access mode 0755, whatever the umask.
    [[nodiscard]] virtual Status make_public_directory(const std::string& path) = 0;
    // Fails with kExists instead of replacing (renameat2 with RENAME_NOREPLACE).
    [[nodiscard]] virtual Status rename_new(const std::string& source,
                                            const std::string& target) = 0;
    // Replaces the target atomically.
    [[nodiscard]] virtual Status rename_over(const std::string& source,
                                             const std::string& target) = 0;
    [[nodiscard]] virtual Status remove_file(const std::string& path) = 0;
    [[nodiscard]] virtual Status remove_directory(const std::string& path) = 0;
    // Makes creations, renames and removals in this directory durable.
    [[nodiscard]] virtual Status sync_directory(const std::string& path) = 0;
    // SQLite's own file, whose transactions are whole and durable on any Storage.
    [[nodiscard]] virtual Result<Database> open_database(const std::string& path,
                                                         Database::Mode mode) = 0;
};

// The real disk. Has no state; safe for all threads.
[[nodiscard]] std::unique_ptr<Storage> posix_storage();

// The same disk as `under`, which must outlive it, with every kRead turned into kReadDevice.
[[nodiscard]] std::unique_ptr<Storage> reading_the_device(Storage& under);

// Built from the interfaces above, so they work on any Storage.

// The whole file; kTooLarge when it is longer than `size_max`.
[[nodiscard]] Result<Bytes> read_file(Storage& storage, const std::string& path,
                                      std::uint64_t size_max);
// Creates the file with this content, synced; kExists when it is there. A file that could not be
// written to the end is removed again. The directory is the caller's to sync.
[[nodiscard]] Status write_new_file(Storage& storage, const std::string& path, ByteView content);
// The same through PATH.tmp and a rename, so that a file of this name is whole or is not there.
// What an earlier try left as PATH.tmp is replaced.
[[nodiscard]] Status write_whole_file(Storage& storage, const std::string& path, ByteView content);
// Writes PATH.tmp through `write` and puts it, synced, in the place of PATH, whatever stood there.
// Of two that do so at once one is told kBusy; what an earlier one left as PATH.tmp is replaced.
[[nodiscard]] Status replace_file(Storage& storage, const std::string& path,
                                  const std::function<Status(File&)>& write);
// Creates missing parent directories too, durably; no error when all are there.
[[nodiscard]] Status make_directories(Storage& storage, const std::string& path);
// "a" and "b" → "a/b".
[[nodiscard]] std::string join(const std::string& directory, const std::string& name);
// "/a/b/c" → "/a/b"; "c" → ".".
[[nodiscard]] std::string parent(const std::string& path);

}  // namespace counterfoil::platform
