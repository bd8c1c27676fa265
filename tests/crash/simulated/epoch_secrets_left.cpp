// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/simulated/epoch_secrets_left.h"

#include <algorithm>

#include "ledger/format/directory.h"
#include "tests/crash/simulated/history.h"

namespace counterfoil::crash {
namespace {

std::string keys_directory() {
    return platform::join(kLedgerDirectory, std::string(format::kKeysDirectory));
}

bool holds_anything(const Content& content) {
    Bytes bytes(content.size());
    bytes.resize(content.read(0, bytes));
    return !all_zero(bytes);
}

}  // namespace

std::vector<std::uint64_t> epoch_secrets_left(SimulatedDisk& disk) {
    std::vector<std::uint64_t> epochs;
    const auto entries = disk.list(keys_directory());
    if (!entries) return epochs;
    for (const platform::DirectoryEntry& entry : *entries) {
        const auto epoch = format::epoch_number(entry.name);
        const auto inode = disk.state().find(platform::join(keys_directory(), entry.name));
        if (!epoch || !inode) continue;
        if (holds_anything(disk.state().inode(*inode).visible)) epochs.push_back(*epoch);
    }
    std::sort(epochs.begin(), epochs.end());
    return epochs;
}

std::string secret_not_overwritten(SimulatedDisk& disk) {
    const std::string prefix = keys_directory() + "/";
    for (const Operation& operation : disk.journal()) {
        if (operation.kind != Operation::Kind::kRemove) continue;
        if (operation.path.find(prefix) == std::string::npos) continue;
        if (!disk.state().has(operation.inode)) continue;
        if (holds_anything(disk.state().inode(operation.inode).durable)) return operation.path;
    }
    return {};
}

}  // namespace counterfoil::crash
