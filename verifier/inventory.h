// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/platform/storage.h"
#include "verifier/findings.h"

namespace counterfoil::verifier {

// The files of a ledger directory by name: docs/FORMAT.md, "Directory".
struct Inventory {
    bool head = false;
    bool ledger_json = false;
    bool loss = false;
    bool segments_directory = false;         // Something of that name is there.
    std::vector<std::uint64_t> segments;     // Ascending.
    std::vector<std::uint64_t> checkpoints;  // Ascending.
    // Of notes that are there too. Ascending.
    std::vector<std::uint64_t> cosigned;
    std::vector<std::uint64_t> time_stamps;
    std::vector<std::string> quarantine;  // File names, ascending.
    std::vector<std::string> unknown;     // Relative paths.
    std::vector<Finding> findings;        // What is there, but is no regular file.
    std::optional<Error> io_error;

    // Whoever takes all the rest away, and leaves an empty segments/, still leaves a ledger.
    [[nodiscard]] bool is_ledger() const { return head || ledger_json || segments_directory; }
};
[[nodiscard]] Inventory take_inventory(platform::Storage& storage, const std::string& directory);

}  // namespace counterfoil::verifier
