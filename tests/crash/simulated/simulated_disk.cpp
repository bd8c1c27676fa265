// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/simulated/simulated_disk.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace counterfoil::crash {
namespace {

Error missing(const std::string& path) {
    return {ErrorCode::kNotFound, fmt::format("{}: there is no such file or directory", path)};
}

Error exists(const std::string& path) {
    return {ErrorCode::kExists, fmt::format("{}: it exists already", path)};
}

Error not_a(const char* what, const std::string& path) {
    return {ErrorCode::kInvalidArgument, fmt::format("{}: is no {}", path, what)};
}

Error planted(Fault::Effect effect, const std::string& path) {
    if (effect == Fault::Effect::kNoSpace) {
        return {ErrorCode::kNoSpace, fmt::format("{}: planted: no space left on the device", path)};
    }
    return {ErrorCode::kIo, fmt::format("{}: planted: input/output error", path)};
}

class ContentMapping : public platform::Mapping {
  public:
    explicit ContentMapping(const Content& content) : bytes_(content.size()) {
        static_cast<void>(content.read(0, bytes_));
    }
    std::uint64_t size() const override { return bytes_.size(); }
    Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) const override {
        const std::size_t begin = std::min<std::size_t>(offset, bytes_.size());
        const std::size_t count = std::min(into.size(), bytes_.size() - begin);
        std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(begin), count, into.begin());
        return count;
    }

  private:
    Bytes bytes_;
};

bool creates(platform::OpenMode mode) {
    return mode == platform::OpenMode::kCreateNew || mode == platform::OpenMode::kCreatePublic;
}

}  // namespace

class SimulatedDisk::DiskFile : public platform::File {
  public:
    DiskFile(SimulatedDisk& disk, std::string path, platform::OpenMode mode, InodeNumber inode)
        : disk_(disk), path_(std::move(path)), mode_(mode), inode_(inode) {}
    DiskFile(SimulatedDisk& disk, std::shared_ptr<Foreign> foreign)
        : disk_(disk),
          path_(foreign->path),
          mode_(platform::OpenMode::kCreateNew),
          foreign_(std::move(foreign)) {}
    ~DiskFile() override {
        const std::lock_guard lock(disk_.mutex_);
        std::erase_if(disk_.locks_, [&](const auto& held) { return held.second == this; });
    }

    Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) const override {
        const std::lock_guard lock(disk_.mutex_);
        return content().read(offset, into);
    }
    Status write_at(std::uint64_t offset, ByteView bytes) override {
        const std::lock_guard lock(disk_.mutex_);
        if (!writable()) return not_a("file that is open for writing", path_);
        if (foreign_ && !disk_.is_owner()) {
            foreign_->writes.emplace_back(offset, Bytes(bytes.begin(), bytes.end()));
            return {};
        }
        return disk_.write(inode(), path_, offset, bytes);
    }
    Status sync() override {
        const std::lock_guard lock(disk_.mutex_);
        if (!writable()) return not_a("file that is open for writing", path_);
        return disk_.sync(inode(), path_);
    }
    Result<std::uint64_t> size() const override {
        const std::lock_guard lock(disk_.mutex_);
        return disk_.state_.inode(inode()).visible.size();
    }
    Result<platform::FileIdentity> identity() const override {
        const std::lock_guard lock(disk_.mutex_);
        return platform::FileIdentity{1, inode()};
    }
    Result<std::uint64_t> changed_ns() const override { return std::uint64_t{0}; }
    Result<platform::FileAccess> access() const override { return platform::FileAccess{}; }
    Result<bool> try_lock() override {
        const std::lock_guard lock(disk_.mutex_);
        if (!writable()) return not_a("file that is open for writing", path_);
        return disk_.locks_.emplace(inode(), this).first->second == this;
    }
    Result<bool> is_locked_elsewhere() const override {
        const std::lock_guard lock(disk_.mutex_);
        const auto held = disk_.locks_.find(inode());
        return held != disk_.locks_.end() && held->second != this;
    }
    const std::string& path() const override { return path_; }

  private:
    [[nodiscard]] bool writable() const {
        return mode_ == platform::OpenMode::kReadWrite || creates(mode_);
    }
    [[nodiscard]] InodeNumber inode() const {
        if (!foreign_) return inode_;
        disk_.take_in(*foreign_);
        return *foreign_->inode;
    }
    [[nodiscard]] const Content& content() const {
        const Inode& inode_now = disk_.state_.inode(inode());
        return mode_ == platform::OpenMode::kReadDevice ? inode_now.durable : inode_now.visible;
    }

    SimulatedDisk& disk_;
    std::string path_;
    platform::OpenMode mode_;
    InodeNumber inode_ = 0;
    std::shared_ptr<Foreign> foreign_;  // Null for a file of the owner's.
};

SimulatedDisk::SimulatedDisk(DiskState base, ScratchDatabases& databases, std::uint64_t seed)
    : owner_(std::this_thread::get_id()),
      base_(std::move(base)),
      databases_(databases),
      seed_(seed),
      state_(base_) {}

SimulatedDisk::~SimulatedDisk() {
    for (const Live& live : live_) databases_.give_back(*live.place);
}

Result<SimulatedDisk::Location> SimulatedDisk::locate(const std::string& path) const {
    const std::string above = platform::parent(path);
    const auto directory = state_.find(above);
    if (!directory || state_.inode(*directory).kind != Inode::Kind::kDirectory) {
        return missing(above);
    }
    std::string name = path.substr(path.find_last_of('/') + 1);
    if (name.empty()) return not_a("name", path);
    return Location{*directory, std::move(name)};
}

std::optional<Fault::Effect> SimulatedDisk::meets(Fault::Class at) {
    if (!is_owner()) return std::nullopt;
    const std::uint64_t number = asked_[static_cast<std::size_t>(at)]++;
    if (!fault_ || fault_->at != at || fault_->number != number) return std::nullopt;
    failed_ = true;
    return fault_->effect;
}

Status SimulatedDisk::refuse_if_met(Fault::Class at, const std::string& path) {
    if (const auto effect = meets(at)) return planted(*effect, path);
    return {};
}

Result<std::unique_ptr<platform::File>> SimulatedDisk::open(const std::string& path,
                                                            platform::OpenMode mode) {
    const std::lock_guard lock(mutex_);
    if (Status met = refuse_if_met(Fault::Class::kOpen, path); !met) return met.error();
    touch(path);
    const auto found = state_.find(path);
    if (creates(mode)) {
        if (found) return exists(path);
        if (const Result<Location> location = locate(path); !location) return location.error();
        if (!is_owner()) {
            auto foreign = std::make_shared<Foreign>();
            foreign->path = path;
            foreign_.push_back(foreign);
            return std::unique_ptr<platform::File>(new DiskFile(*this, std::move(foreign)));
        }
        Operation made = creation(Operation::Kind::kMakeFile, path);
        const InodeNumber inode = made.inode;
        record(std::move(made));
        return std::unique_ptr<platform::File>(new DiskFile(*this, path, mode, inode));
    }
    if (!found) return missing(path);
    if (state_.inode(*found).kind != Inode::Kind::kFile) return not_a("regular file", path);
    if (mode == platform::OpenMode::kReadDevice) {
        const Inode& inode = state_.inode(*found);
        if (inode.visible.hash() != inode.durable.hash()) {
            Operation operation;
            operation.kind = Operation::Kind::kReadDevice;
            operation.inode = *found;
            operation.path = path;
            record(std::move(operation));
        }
    }
    return std::unique_ptr<platform::File>(new DiskFile(*this, path, mode, *found));
}

Result<std::unique_ptr<platform::Mapping>> SimulatedDisk::map(const std::string& path,
                                                              platform::AccessPattern) {
    const std::lock_guard lock(mutex_);
    touch(path);
    const auto found = state_.find(path);
    if (!found) return missing(path);
    if (state_.inode(*found).kind != Inode::Kind::kFile) return not_a("regular file", path);
    return std::unique_ptr<platform::Mapping>(new ContentMapping(state_.inode(*found).visible));
}

Result<platform::EntryKind> SimulatedDisk::kind(const std::string& path) {
    const std::lock_guard lock(mutex_);
    touch(path);
    const auto found = state_.find(path);
    if (!found) return missing(path);
    return state_.inode(*found).kind == Inode::Kind::kDirectory ? platform::EntryKind::kDirectory
                                                                : platform::EntryKind::kFile;
}

Result<std::vector<platform::DirectoryEntry>> SimulatedDisk::list(const std::string& path) {
    const std::lock_guard lock(mutex_);
    const auto found = state_.find(path);
    if (!found) return missing(path);
    const Inode& directory = state_.inode(*found);
    if (directory.kind != Inode::Kind::kDirectory) return not_a("directory", path);
    std::vector<platform::DirectoryEntry> entries;
    for (const auto& [name, child] : directory.names) {
        const bool is_directory = state_.inode(child).kind == Inode::Kind::kDirectory;
        entries.push_back(
            {name, is_directory ? platform::EntryKind::kDirectory : platform::EntryKind::kFile});
    }
    return entries;
}

Status SimulatedDisk::make_directory(const std::string& path) {
    const std::lock_guard lock(mutex_);
    if (Status met = refuse_if_met(Fault::Class::kMakeDirectory, path); !met) return met;
    if (state_.find(path)) return exists(path);
    if (const Result<Location> location = locate(path); !location) return location.error();
    record(creation(Operation::Kind::kMakeDirectory, path));
    return {};
}

Status SimulatedDisk::rename_new(const std::string& source, const std::string& target) {
    const std::lock_guard lock(mutex_);
    return rename(source, target, false);
}

Status SimulatedDisk::rename_over(const std::string& source, const std::string& target) {
    const std::lock_guard lock(mutex_);
    return rename(source, target, true);
}

Status SimulatedDisk::rename(const std::string& source, const std::string& target, bool replace) {
    if (Status met = refuse_if_met(Fault::Class::kRename, target); !met) return met;
    touch(source);
    touch(target);
    const auto moved = state_.find(source);
    if (!moved) return missing(source);
    const Result<Location> from = locate(source);
    const Result<Location> to = locate(target);
    if (!from) return from.error();
    if (!to) return to.error();
    if (const auto there = state_.find(target)) {
        if (!replace) return exists(target);
        const Inode& inode = state_.inode(*there);
        if (inode.kind != state_.inode(*moved).kind || !inode.names.empty()) return exists(target);
    }
    Operation operation;
    operation.kind = Operation::Kind::kRename;
    operation.inode = *moved;
    operation.directory = from->directory;
    operation.name = from->name;
    operation.target_directory = to->directory;
    operation.target_name = to->name;
    operation.path = source;
    record(std::move(operation));
    return {};
}

Status SimulatedDisk::remove_file(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return remove(path, false);
}

Status SimulatedDisk::remove_directory(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return remove(path, true);
}

Status SimulatedDisk::remove(const std::string& path, bool directory) {
    if (Status met = refuse_if_met(Fault::Class::kRemove, path); !met) return met;
    touch(path);
    const auto found = state_.find(path);
    if (!found) return missing(path);
    const Inode& inode = state_.inode(*found);
    if ((inode.kind == Inode::Kind::kDirectory) != directory) return not_a("such thing", path);
    if (!inode.names.empty()) return exists(path);
    const Result<Location> location = locate(path);
    if (!location) return location.error();
    Operation operation;
    operation.kind = Operation::Kind::kRemove;
    operation.inode = *found;
    operation.directory = location->directory;
    operation.name = location->name;
    operation.path = path;
    record(std::move(operation));
    return {};
}

Status SimulatedDisk::sync_directory(const std::string& path) {
    const std::lock_guard lock(mutex_);
    if (Status met = refuse_if_met(Fault::Class::kSyncDirectory, path); !met) return met;
    const auto found = state_.find(path);
    if (!found) return missing(path);
    if (state_.inode(*found).kind != Inode::Kind::kDirectory) return not_a("directory", path);
    Operation operation;
    operation.kind = Operation::Kind::kSyncDirectory;
    operation.inode = *found;
    operation.path = path;
    record(std::move(operation));
    directory_synced_[*found] = journal_.size();
    return {};
}

Status SimulatedDisk::write(InodeNumber inode, const std::string& path, std::uint64_t offset,
                            ByteView bytes) {
    const auto effect = meets(Fault::Class::kWrite);
    if (!effect) {
        record(write_operation(inode, path, offset, bytes));
        return {};
    }
    if (*effect == Fault::Effect::kTorn && bytes.size() > 1) {
        seed_ = mixed(seed_, bytes.size());
        const auto part = static_cast<std::size_t>(1 + seed_ % (bytes.size() - 1));
        record(write_operation(inode, path, offset, bytes.first(part)));
    }
    return planted(*effect, path);
}

Status SimulatedDisk::sync(InodeNumber inode, const std::string& path) {
    const auto effect = meets(Fault::Class::kSync);
    Operation operation;
    operation.inode = inode;
    operation.path = path;
    if (!effect) {
        operation.kind = Operation::Kind::kSync;
        record(std::move(operation));
        return {};
    }
    if (*effect == Fault::Effect::kLoseAll || *effect == Fault::Effect::kLoseSome) {
        std::set<std::uint64_t> dirty;
        for (const auto& pending : state_.inode(inode).pending) dirty.insert(pending.change.index);
        std::uint64_t number = 0;
        for (const std::uint64_t index : dirty) {
            if (*effect == Fault::Effect::kLoseAll || number++ % 2 == 0) {
                operation.lost.push_back(index);
            }
        }
        operation.kind = Operation::Kind::kLoseSectors;
        record(std::move(operation));
    }
    return planted(*effect, path);
}

Result<platform::Database> SimulatedDisk::open_database(const std::string& path,
                                                        platform::Database::Mode mode) {
    const std::lock_guard lock(mutex_);
    if (Status met = refuse_if_met(Fault::Class::kOpen, path); !met) return met.error();
    const auto found = state_.find(path);
    if (mode == platform::Database::Mode::kCreate) {
        if (found) return exists(path);
        if (const Result<Location> location = locate(path); !location) return location.error();
        ScratchDatabases::Place& place = databases_.lease(nullptr);
        auto database = platform::Database::open(ScratchDatabases::path(place), mode);
        Operation made = creation(Operation::Kind::kMakeDatabase, path);
        made.snapshot = ScratchDatabases::look(place);
        live_.push_back({made.inode, &place});
        record(std::move(made));
        return database;
    }
    if (!found) return missing(path);
    if (state_.inode(*found).kind != Inode::Kind::kDatabase) return not_a("database", path);
    for (const Live& live : live_) {
        if (live.inode != *found) continue;
        return platform::Database::open(ScratchDatabases::path(*live.place), mode);
    }
    ScratchDatabases::Place& place = databases_.lease(state_.inode(*found).database);
    live_.push_back({*found, &place});
    return platform::Database::open(ScratchDatabases::path(place), mode);
}

}  // namespace counterfoil::crash
