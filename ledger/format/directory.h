// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// docs/FORMAT.md, "Directory": the names of a ledger's files, relative to its directory.
namespace counterfoil::format {

inline constexpr std::string_view kLedgerJson = "ledger.json";
inline constexpr std::string_view kHeadFile = "HEAD";
inline constexpr std::string_view kLossFile = "LOSS";
inline constexpr std::string_view kLockFile = "lock";
inline constexpr std::string_view kKeyringFile = "keyring.db";
inline constexpr std::string_view kSegmentsDirectory = "segments";
inline constexpr std::string_view kCheckpointsDirectory = "checkpoints";
inline constexpr std::string_view kKeysDirectory = "keys";
inline constexpr std::string_view kQuarantineDirectory = "quarantine";
inline constexpr std::string_view kSpareFile = "spare.tmp";  // In segments/.
// In checkpoints/: locked by whoever adds what lies beside a note.
inline constexpr std::string_view kAttachLockFile = "attach.tmp";

[[nodiscard]] std::string segment_file_name(std::uint64_t number);     // "%020llu.segment"
[[nodiscard]] std::string checkpoint_file_name(std::uint64_t number);  // "%020llu.note"
[[nodiscard]] std::string cosigned_file_name(std::uint64_t number);    // "%020llu.cosigned"
[[nodiscard]] std::string time_stamp_file_name(std::uint64_t number);  // "%020llu.tsr"
[[nodiscard]] std::string epoch_file_name(std::uint64_t epoch);        // "epoch-%llu"
[[nodiscard]] std::string quarantine_file_name(std::uint64_t segment, std::uint64_t offset);

// The number in a canonical name, or nothing for any other name.
[[nodiscard]] std::optional<std::uint64_t> segment_number(std::string_view file_name);
[[nodiscard]] std::optional<std::uint64_t> checkpoint_number(std::string_view file_name);
[[nodiscard]] std::optional<std::uint64_t> cosigned_number(std::string_view file_name);
[[nodiscard]] std::optional<std::uint64_t> time_stamp_number(std::string_view file_name);
[[nodiscard]] std::optional<std::uint64_t> epoch_number(std::string_view file_name);

}  // namespace counterfoil::format
