// SPDX-License-Identifier: Apache-2.0
// The journal of a simulated disk: what its owner, its databases and other threads add to it.

#include <algorithm>
#include <string>
#include <utility>

#include "tests/crash/simulated/simulated_disk.h"

namespace counterfoil::crash {

DiskState SimulatedDisk::with_directories(const std::vector<std::string>& paths) {
    DiskState state;
    const auto make = [&](const std::string& path) {
        const std::size_t slash = path.rfind('/');
        Operation operation;
        operation.kind = Operation::Kind::kMakeDirectory;
        operation.directory = state.find(path.substr(0, slash)).value();
        operation.name = path.substr(slash + 1);
        operation.inode = state.next_inode();
        state.apply(operation);
        Operation sync;
        sync.kind = Operation::Kind::kSyncDirectory;
        sync.inode = operation.directory;
        state.apply(sync);
        return operation.inode;
    };
    for (const std::string& path : paths) make(path);
    const InodeNumber run = make("/run");
    state.change(run).in_memory = true;
    return state;
}

std::uint64_t SimulatedDisk::asked(Fault::Class at) const {
    return asked_[static_cast<std::size_t>(at)];
}

void SimulatedDisk::mark(std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    Operation operation;
    operation.kind = Operation::Kind::kMark;
    operation.mark = number;
    record(std::move(operation));
}

const std::vector<Operation>& SimulatedDisk::journal() {
    const std::lock_guard lock(mutex_);
    for (const auto& foreign : foreign_) take_in(*foreign);
    foreign_.clear();
    look_at_databases();
    return journal_;
}

const DiskState& SimulatedDisk::state() {
    static_cast<void>(journal());
    return state_;
}

void SimulatedDisk::record(Operation operation) {
    look_at_databases();
    state_.apply(operation);
    journal_.push_back(std::move(operation));
}

void SimulatedDisk::insert(Operation operation, std::size_t at) {
    state_.apply(operation);
    journal_.insert(journal_.begin() + static_cast<std::ptrdiff_t>(at), std::move(operation));
    for (auto& [path, place] : touched_) place += place >= at ? 1 : 0;
    for (auto& [inode, place] : directory_synced_) place += place >= at ? 1 : 0;
}

void SimulatedDisk::look_at_databases() {
    for (const Live& live : live_) {
        const Snapshot now = ScratchDatabases::look(*live.place);
        if (now == nullptr || now == state_.inode(live.inode).database) continue;
        Operation operation;
        operation.kind = Operation::Kind::kDatabase;
        operation.inode = live.inode;
        operation.snapshot = now;
        operation.path = "a database";
        state_.apply(operation);
        journal_.push_back(std::move(operation));
    }
}

// The owner looks at this path, so whatever other threads did there has happened by now.
void SimulatedDisk::touch(const std::string& path) {
    if (!is_owner()) return;
    for (const auto& foreign : foreign_) {
        if (foreign->path == path) take_in(*foreign);
    }
    std::erase_if(foreign_, [](const auto& foreign) { return foreign->inode.has_value(); });
    touched_[path] = journal_.size();
}

// Somewhere between the last look at the path and now the other thread did its work. Which place,
// no program could tell, so a seeded one is as true as any.
void SimulatedDisk::take_in(Foreign& foreign) {
    if (foreign.inode) return;
    look_at_databases();
    Operation made = creation(Operation::Kind::kMakeFile, foreign.path);
    foreign.inode = made.inode;
    const auto touched = touched_.find(foreign.path);
    const auto synced = directory_synced_.find(made.directory);
    std::size_t at = touched == touched_.end() ? 0 : touched->second;
    if (synced != directory_synced_.end()) at = std::max(at, synced->second);
    const auto later = [&] {
        seed_ = mixed(seed_, at);
        at += static_cast<std::size_t>(seed_ % (journal_.size() - at + 1));
    };
    later();
    insert(std::move(made), at);
    for (const auto& [offset, bytes] : foreign.writes) {
        ++at;
        later();
        insert(write_operation(*foreign.inode, foreign.path, offset, bytes), at);
    }
    foreign.writes.clear();
}

Operation SimulatedDisk::creation(Operation::Kind kind, const std::string& path) {
    const Result<Location> location = locate(path);
    require(location.ok(), "what is made has a place");
    Operation operation;
    operation.kind = kind;
    operation.inode = state_.next_inode();
    operation.directory = location->directory;
    operation.name = location->name;
    operation.path = path;
    return operation;
}

Operation SimulatedDisk::write_operation(InodeNumber inode, const std::string& path,
                                         std::uint64_t offset, ByteView bytes) const {
    Operation operation;
    operation.kind = Operation::Kind::kWrite;
    operation.inode = inode;
    operation.path = path;
    operation.offset = offset;
    operation.length = bytes.size();
    operation.changes = state_.inode(inode).visible.changes(offset, bytes);
    return operation;
}

}  // namespace counterfoil::crash
