// SPDX-License-Identifier: Apache-2.0
#include "verifier/inventory.h"

#include <algorithm>

#include "ledger/format/directory.h"

namespace counterfoil::verifier {
namespace {

using platform::DirectoryEntry;
using platform::EntryKind;

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}
bool starts_with(std::string_view text, std::string_view start) {
    return text.substr(0, start.size()) == start;
}

// Not evidence, and SQLite's own files beside them.
bool is_disposable(std::string_view name) {
    return name == format::kLockFile || starts_with(name, format::kKeyringFile) ||
           starts_with(name, "index.db") || name == "metrics" || name == format::kKeysDirectory;
}

class InventoryTaker {
  public:
    InventoryTaker(platform::Storage& storage, const std::string& directory)
        : storage_(storage), directory_(directory) {}

    Inventory take() {
        for (const DirectoryEntry& entry : list("")) root_entry(entry);
        return std::move(inventory_);
    }

  private:
    void root_entry(const DirectoryEntry& entry) {
        const std::string& name = entry.name;
        if (name == format::kHeadFile) {
            inventory_.head = true;
            require_kind(name, entry.kind, EntryKind::kFile);
        } else if (name == format::kLedgerJson) {
            inventory_.ledger_json = true;
            require_kind(name, entry.kind, EntryKind::kFile);
        } else if (name == format::kLossFile) {
            inventory_.loss = true;
            require_kind(name, entry.kind, EntryKind::kFile);
        } else if (name == format::kSegmentsDirectory) {
            inventory_.segments_directory = true;
            if (!require_kind(name, entry.kind, EntryKind::kDirectory)) return;
            for (const DirectoryEntry& each : list(name)) segment_entry(each);
        } else if (name == format::kCheckpointsDirectory) {
            if (!require_kind(name, entry.kind, EntryKind::kDirectory)) return;
            for (const DirectoryEntry& each : list(name)) checkpoint_entry(each);
        } else if (name == format::kQuarantineDirectory) {
            if (!require_kind(name, entry.kind, EntryKind::kDirectory)) return;
            for (const DirectoryEntry& each : list(name)) {
                if (require_kind(name + "/" + each.name, each.kind, EntryKind::kFile)) {
                    inventory_.quarantine.push_back(each.name);
                }
            }
        } else if (!is_disposable(name)) {
            inventory_.unknown.push_back(name);
        }
    }

    void segment_entry(const DirectoryEntry& entry) {
        const std::string path =
            platform::join(std::string(format::kSegmentsDirectory), entry.name);
        const auto number = format::segment_number(entry.name);
        if (!number) {
            if (entry.name != format::kSpareFile) inventory_.unknown.push_back(path);
            return;
        }
        require_kind(path, entry.kind, EntryKind::kFile);
        inventory_.segments.push_back(*number);
    }

    void checkpoint_entry(const DirectoryEntry& entry) {
        const std::string path =
            platform::join(std::string(format::kCheckpointsDirectory), entry.name);
        const auto number = format::checkpoint_number(entry.name);
        const auto cosigned = format::cosigned_number(entry.name);
        const auto time_stamp = format::time_stamp_number(entry.name);
        if (number) {
            inventory_.checkpoints.push_back(*number);
        } else if (cosigned) {
            inventory_.cosigned.push_back(*cosigned);
        } else if (time_stamp) {
            inventory_.time_stamps.push_back(*time_stamp);
        } else {
            // A note that was being written when the writer ended.
            if (!ends_with(entry.name, ".tmp")) inventory_.unknown.push_back(path);
            return;
        }
        require_kind(path, entry.kind, EntryKind::kFile);
    }

    bool require_kind(const std::string& path, EntryKind kind, EntryKind wanted) {
        if (kind == wanted) return true;
        const bool file = wanted == EntryKind::kFile;
        inventory_.findings.push_back(
            failure(file ? "not-a-file" : "not-a-directory", {path, {}, {}, {}},
                    "links, devices and the like are no part of a ledger and are not followed",
                    {file ? "a regular file" : "a directory", "something else"}));
        return false;
    }

    std::vector<DirectoryEntry> list(const std::string& name) {
        const std::string path = name.empty() ? directory_ : platform::join(directory_, name);
        auto entries = storage_.list(path);
        if (entries) return std::move(*entries);
        if (!inventory_.io_error) inventory_.io_error = entries.error();
        return {};
    }

    platform::Storage& storage_;
    const std::string& directory_;
    Inventory inventory_;
};

// What lies beside no note says nothing: it moves to the unknown files.
void part_from_notes(std::vector<std::uint64_t>& numbers, std::string (*name)(std::uint64_t),
                     Inventory& inventory) {
    std::sort(numbers.begin(), numbers.end());
    const auto& notes = inventory.checkpoints;
    const auto without =
        std::stable_partition(numbers.begin(), numbers.end(), [&](std::uint64_t number) {
            return std::binary_search(notes.begin(), notes.end(), number);
        });
    for (auto each = without; each != numbers.end(); ++each) {
        inventory.unknown.push_back(
            platform::join(std::string(format::kCheckpointsDirectory), name(*each)));
    }
    numbers.erase(without, numbers.end());
}

}  // namespace

Inventory take_inventory(platform::Storage& storage, const std::string& directory) {
    Inventory inventory = InventoryTaker(storage, directory).take();
    std::sort(inventory.segments.begin(), inventory.segments.end());
    std::sort(inventory.checkpoints.begin(), inventory.checkpoints.end());
    part_from_notes(inventory.cosigned, format::cosigned_file_name, inventory);
    part_from_notes(inventory.time_stamps, format::time_stamp_file_name, inventory);
    return inventory;
}

}  // namespace counterfoil::verifier
