// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "ledger/platform/storage.h"
#include "tests/crash/simulated/disk_state.h"
#include "tests/crash/simulated/scratch_databases.h"

namespace counterfoil::crash {

// An operation that is to fail: the `number`-th of its class, from 0, that the disk's own thread
// asks for.
struct Fault {
    enum class Class { kOpen, kWrite, kSync, kRename, kRemove, kMakeDirectory, kSyncDirectory };
    enum class Effect {
        kIoError,   // Nothing of it happens.
        kNoSpace,   // The same, for another reason.
        kTorn,      // A write: some of its bytes are written, then it fails.
        kLoseAll,   // A sync: fails once, and what it should have made durable never will be.
        kLoseSome,  // The same for every second sector; the others are durable.
    };
    static constexpr std::size_t kClasses = 7;
    Class at = Class::kSync;
    std::uint64_t number = 0;
    Effect effect = Effect::kIoError;
};

// A disk in memory that remembers everything that was done to it, so that every state in which a
// crash could have left it can be made (crash_image.h). Its databases are real files of SQLite,
// whose transactions count as whole and durable.
//
// The thread that made the disk owns it. What another thread writes (a spare segment) is taken in
// when the owner next touches that file, at a place in the journal that only the seed decides, so
// that the journal is the same each time.
class SimulatedDisk : public platform::Storage {
  public:
    SimulatedDisk(DiskState base, ScratchDatabases& databases, std::uint64_t seed);
    ~SimulatedDisk() override;
    SimulatedDisk(const SimulatedDisk&) = delete;
    SimulatedDisk& operator=(const SimulatedDisk&) = delete;

    // An empty disk with these directories, durable, and /run in memory.
    [[nodiscard]] static DiskState with_directories(const std::vector<std::string>& paths);

    // Puts a mark into the journal.
    void mark(std::uint64_t number);
    void fail(const Fault& fault) { fault_ = fault; }
    // Whether the fault was met.
    [[nodiscard]] bool failed() const { return failed_; }
    // How often each class of operations was asked for.
    [[nodiscard]] std::uint64_t asked(Fault::Class at) const;

    // All that happened since the disk was made. Nothing may be going on in other threads.
    [[nodiscard]] const std::vector<Operation>& journal();
    [[nodiscard]] const DiskState& base() const { return base_; }
    [[nodiscard]] const DiskState& state();

    Result<std::unique_ptr<platform::File>> open(const std::string& path,
                                                 platform::OpenMode mode) override;
    Result<std::unique_ptr<platform::Mapping>> map(const std::string& path,
                                                   platform::AccessPattern pattern) override;
    Result<platform::EntryKind> kind(const std::string& path) override;
    Result<std::vector<platform::DirectoryEntry>> list(const std::string& path) override;
    Status make_directory(const std::string& path) override;
    // Nobody else is on this machine.
    Status make_public_directory(const std::string& path) override { return make_directory(path); }
    Status rename_new(const std::string& source, const std::string& target) override;
    Status rename_over(const std::string& source, const std::string& target) override;
    Status remove_file(const std::string& path) override;
    Status remove_directory(const std::string& path) override;
    Status sync_directory(const std::string& path) override;
    Result<platform::Database> open_database(const std::string& path,
                                             platform::Database::Mode mode) override;

  private:
    class DiskFile;
    // What another thread did to a file that the owner has not touched yet.
    struct Foreign {
        std::string path;
        std::vector<std::pair<std::uint64_t, Bytes>> writes;
        std::optional<InodeNumber> inode;  // Once it is taken in.
    };
    struct Live {  // A database that was opened.
        InodeNumber inode = 0;
        ScratchDatabases::Place* place = nullptr;
    };
    struct Location {
        InodeNumber directory = 0;
        std::string name;
    };

    [[nodiscard]] bool is_owner() const { return std::this_thread::get_id() == owner_; }
    void touch(const std::string& path);
    void take_in(Foreign& foreign);
    void look_at_databases();
    void record(Operation operation);
    void insert(Operation operation, std::size_t at);
    [[nodiscard]] Operation creation(Operation::Kind kind, const std::string& path);
    [[nodiscard]] Operation write_operation(InodeNumber inode, const std::string& path,
                                            std::uint64_t offset, ByteView bytes) const;
    [[nodiscard]] Result<Location> locate(const std::string& path) const;
    // The effect that the fault has here, if it is this operation's turn.
    [[nodiscard]] std::optional<Fault::Effect> meets(Fault::Class at);
    [[nodiscard]] Status refuse_if_met(Fault::Class at, const std::string& path);
    [[nodiscard]] Status write(InodeNumber inode, const std::string& path, std::uint64_t offset,
                               ByteView bytes);
    [[nodiscard]] Status sync(InodeNumber inode, const std::string& path);
    [[nodiscard]] Status rename(const std::string& source, const std::string& target, bool replace);
    [[nodiscard]] Status remove(const std::string& path, bool directory);

    const std::thread::id owner_;
    const DiskState base_;
    ScratchDatabases& databases_;
    std::uint64_t seed_;
    std::mutex mutex_;
    DiskState state_;
    std::vector<Operation> journal_;
    std::map<std::string, std::size_t> touched_;  // Path to where the journal stood then.
    std::map<InodeNumber, std::size_t> directory_synced_;
    std::map<InodeNumber, const DiskFile*> locks_;
    std::vector<std::shared_ptr<Foreign>> foreign_;
    std::vector<Live> live_;
    std::optional<Fault> fault_;
    bool failed_ = false;
    std::array<std::uint64_t, Fault::kClasses> asked_{};
};

}  // namespace counterfoil::crash
