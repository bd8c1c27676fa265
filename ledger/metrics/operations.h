// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace counterfoil::metrics {

// What is measured. Durations, each in nanoseconds. A ledger's writer records append, wait, sync,
// commit, seal and hash. The others are words for logs, and nothing in a ledger records them yet.
enum class Operation : std::size_t {
    kAppend,         // One batch of a caller's, or of several: from its events to its receipts.
    kWait,           // How long the first event of a shared batch waited for that to begin.
    kSync,           // One fdatasync of a segment.
    kCommit,         // Making one frame, unless that was done ahead, writing and syncing it.
    kRead,           // One record by its sequence, opened.
    kVerify,         // One frame, judged.
    kSeal,           // Sealing the bodies of one batch.
    kHash,           // Hashing one batch into chain and tree.
    kApply,          // One committed frame into a projection.
    kProjectionLag,  // From a commit to a projection that shows it.
};
inline constexpr std::array<std::string_view, 10> kOperationNames = {
    "append", "wait", "sync", "commit", "read",
    "verify", "seal", "hash", "apply",  "projection-lag"};

[[nodiscard]] inline std::string_view name_of(Operation operation) {
    return kOperationNames[static_cast<std::size_t>(operation)];
}

}  // namespace counterfoil::metrics
