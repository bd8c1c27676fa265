// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/simulated/disk_state.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "ledger/base/result.h"

namespace counterfoil::crash {
namespace {

void apply_name(Inode::Names& names, const NameChange& change) {
    if (!change.removed.empty()) names.erase(change.removed);
    if (!change.added.empty()) names[change.added] = change.inode;
}

std::uint64_t hash_of_text(std::string_view text) {
    return hash_of(as_bytes(text));
}

}  // namespace

std::string text_of(const Operation& operation) {
    using Kind = Operation::Kind;
    switch (operation.kind) {
        case Kind::kMark:
            return fmt::format("-- mark {}", operation.mark);
        case Kind::kMakeFile:
            return fmt::format("create   {}", operation.path);
        case Kind::kMakeDirectory:
            return fmt::format("mkdir    {}", operation.path);
        case Kind::kMakeDatabase:
            return fmt::format("database {}", operation.path);
        case Kind::kDatabase:
            return fmt::format("commit   {}", operation.path);
        case Kind::kWrite:
            return fmt::format("write    {} at {}, {} bytes, {} sectors change", operation.path,
                               operation.offset, operation.length, operation.changes.size());
        case Kind::kSync:
            return fmt::format("sync     {}", operation.path);
        case Kind::kLoseSectors:
            return fmt::format("LOST     {}: a sync failed and {} sectors are forgotten",
                               operation.path, operation.lost.size());
        case Kind::kReadDevice:
            return fmt::format("forget   {}: read from the device", operation.path);
        case Kind::kRename:
            return fmt::format("rename   {} to {}", operation.path, operation.target_name);
        case Kind::kRemove:
            return fmt::format("remove   {}", operation.path);
        case Kind::kSyncDirectory:
            return fmt::format("sync dir {}", operation.path);
    }
    return {};
}

DiskState::DiskState() {
    auto root = std::make_shared<Inode>();
    root->kind = Inode::Kind::kDirectory;
    inodes_.push_back(std::move(root));
}

Inode& DiskState::change(InodeNumber number) {
    std::shared_ptr<Inode>& inode = inodes_[number];
    if (inode.use_count() > 1) inode = std::make_shared<Inode>(*inode);
    return *inode;
}

// Puts a new inode under its name.
void DiskState::place(const Operation& operation, Inode inode) {
    if (inodes_.size() <= operation.inode) inodes_.resize(operation.inode + 1);
    Inode& directory = change(operation.directory);
    inode.in_memory = directory.in_memory;
    const NameChange added{"", operation.name, operation.inode, time_};
    apply_name(directory.names, added);
    // SQLite sees to its own file's name.
    if (inode.kind == Inode::Kind::kDatabase) {
        apply_name(directory.durable_names, added);
    } else {
        directory.pending_names.push_back(added);
    }
    inodes_[operation.inode] = std::make_shared<Inode>(std::move(inode));
}

void DiskState::apply(const Operation& operation) {
    using Kind = Operation::Kind;
    ++time_;
    switch (operation.kind) {
        case Kind::kMark:
            return;
        case Kind::kMakeFile:
            return place(operation, Inode());
        case Kind::kMakeDirectory: {
            Inode inode;
            inode.kind = Inode::Kind::kDirectory;
            return place(operation, std::move(inode));
        }
        case Kind::kMakeDatabase: {
            Inode inode;
            inode.kind = Inode::Kind::kDatabase;
            inode.database = operation.snapshot;
            return place(operation, std::move(inode));
        }
        case Kind::kDatabase:
            change(operation.inode).database = operation.snapshot;
            return;
        case Kind::kWrite:
            return apply_prefix(operation, operation.length);
        case Kind::kSync:
        case Kind::kLoseSectors: {
            Inode& inode = change(operation.inode);
            const std::vector<std::uint64_t>& lost = operation.lost;
            const bool whole = operation.kind == Kind::kSync;
            for (const Inode::PendingSector& pending : inode.pending) {
                const std::uint64_t index = pending.change.index;
                if (std::find(lost.begin(), lost.end(), index) != lost.end()) continue;
                inode.durable.set_sector(index, inode.visible.sector(index));
            }
            inode.pending.clear();
            if (!whole) return;
            inode.durable.set_size(inode.visible.size());
            inode.pending_sizes.clear();
            return;
        }
        case Kind::kReadDevice: {
            Inode& inode = change(operation.inode);
            const std::uint64_t count =
                std::max(inode.visible.sector_count(), inode.durable.sector_count());
            for (std::uint64_t index = 0; index < count; ++index) {
                const bool dirty =
                    std::any_of(inode.pending.begin(), inode.pending.end(),
                                [&](const auto& pending) { return pending.change.index == index; });
                const SectorRef durable = inode.durable.sector(index);
                if (dirty || same(inode.visible.sector(index), durable)) continue;
                inode.visible.set_sector(index, durable);
            }
            return;
        }
        case Kind::kRename: {
            if (operation.directory == operation.target_directory) {
                Inode& directory = change(operation.directory);
                directory.pending_names.push_back(
                    {operation.name, operation.target_name, operation.inode, time_});
                apply_name(directory.names, directory.pending_names.back());
                return;
            }
            // Counted as two, of which a power loss may forget one; the store never does it.
            Inode& source = change(operation.directory);
            source.pending_names.push_back({operation.name, "", operation.inode, time_});
            apply_name(source.names, source.pending_names.back());
            Inode& target = change(operation.target_directory);
            target.pending_names.push_back({"", operation.target_name, operation.inode, time_});
            apply_name(target.names, target.pending_names.back());
            return;
        }
        case Kind::kRemove: {
            Inode& directory = change(operation.directory);
            directory.pending_names.push_back({operation.name, "", operation.inode, time_});
            apply_name(directory.names, directory.pending_names.back());
            return;
        }
        case Kind::kSyncDirectory: {
            Inode& directory = change(operation.inode);
            directory.durable_names = directory.names;
            directory.pending_names.clear();
            return;
        }
    }
}

void DiskState::apply_prefix(const Operation& write, std::uint64_t length) {
    if (length == 0) return;
    Inode& inode = change(write.inode);
    const std::uint64_t end = write.offset + length;
    for (const SectorChange& change : write.changes) {
        const std::uint64_t begin = change.index * kSectorSize;
        if (begin >= end) break;
        if (begin + kSectorSize <= end || end == write.offset + write.length) {
            inode.pending.push_back({change, time_});
            inode.visible.set_sector(change.index, change.sector);
            continue;
        }
        // The sector in which the write ended: its rest is as it was.
        std::array<std::uint8_t, kSectorSize> bytes{};
        if (change.sector) bytes = change.sector->bytes;
        for (const SectorChange& part : inode.visible.changes(
                 begin, ByteView(bytes).first(static_cast<std::size_t>(end - begin)))) {
            inode.pending.push_back({part, time_});
            inode.visible.set_sector(part.index, part.sector);
        }
    }
    if (end > inode.visible.size()) {
        inode.visible.set_size(end);
        inode.pending_sizes.push_back({end, time_});
    }
}

std::optional<InodeNumber> DiskState::find(const std::string& path) const {
    InodeNumber number = kRoot;
    std::string_view rest = path;
    while (!rest.empty()) {
        const std::size_t slash = rest.find('/');
        const std::string_view name = rest.substr(0, slash);
        rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
        if (name.empty() || name == ".") continue;
        const Inode& directory = inode(number);
        if (directory.kind != Inode::Kind::kDirectory) return std::nullopt;
        const auto found = directory.names.find(std::string(name));
        if (found == directory.names.end()) return std::nullopt;
        number = found->second;
    }
    return number;
}

std::uint64_t DiskState::hash() const {
    return hash_of_inode(kRoot);
}

std::uint64_t DiskState::hash_of_inode(InodeNumber number) const {
    const Inode& inode = *inodes_[number];
    std::uint64_t hash = static_cast<std::uint64_t>(inode.kind);
    switch (inode.kind) {
        case Inode::Kind::kDatabase:
            return mixed(hash, inode.database ? inode.database->hash : 0);
        case Inode::Kind::kFile:
            hash = mixed(hash, inode.visible.hash());
            hash = mixed(hash, inode.durable.hash());
            for (const auto& pending : inode.pending) {
                const SectorRef& sector = pending.change.sector;
                hash = mixed(hash, mixed(pending.change.index, sector ? sector->hash : 0));
            }
            return hash;
        case Inode::Kind::kDirectory:
            for (const auto& [name, child] : inode.names) {
                hash = mixed(hash, mixed(hash_of_text(name), hash_of_inode(child)));
            }
            for (const NameChange& change : inode.pending_names) {
                hash = mixed(hash, mixed(hash_of_text(change.removed), hash_of_text(change.added)));
            }
            return hash;
    }
    return hash;
}

}  // namespace counterfoil::crash
