// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "ledger/base/bytes.h"
#include "ledger/format/field_table.h"
#include "ledger/format/limits.h"

// docs/FORMAT.md, "Evidence bundle": the container, the names of its files and their limits.
namespace counterfoil::format {

// One header block of a POSIX ustar archive, all of it text.
struct TarHeader {
    std::array<char, 100> name{};
    std::array<char, 8> mode{};
    std::array<char, 8> user_id{};
    std::array<char, 8> group_id{};
    std::array<char, 12> size{};
    std::array<char, 12> modified{};
    std::array<char, 8> checksum{};
    std::array<char, 1> type{};
    std::array<char, 100> link_name{};
    std::array<char, 6> magic{};
    std::array<char, 2> version{};
    std::array<char, 32> user_name{};
    std::array<char, 32> group_name{};
    std::array<char, 8> device_major{};
    std::array<char, 8> device_minor{};
    std::array<char, 155> prefix{};
    std::array<char, 12> reserved{};
};
inline constexpr std::size_t kTarBlockSize = 512;
inline constexpr std::array kTarHeaderFields = {
    COUNTERFOIL_FIELD(TarHeader, name),         COUNTERFOIL_FIELD(TarHeader, mode),
    COUNTERFOIL_FIELD(TarHeader, user_id),      COUNTERFOIL_FIELD(TarHeader, group_id),
    COUNTERFOIL_FIELD(TarHeader, size),         COUNTERFOIL_FIELD(TarHeader, modified),
    COUNTERFOIL_FIELD(TarHeader, checksum),     COUNTERFOIL_FIELD(TarHeader, type),
    COUNTERFOIL_FIELD(TarHeader, link_name),    COUNTERFOIL_FIELD(TarHeader, magic),
    COUNTERFOIL_FIELD(TarHeader, version),      COUNTERFOIL_FIELD(TarHeader, user_name),
    COUNTERFOIL_FIELD(TarHeader, group_name),   COUNTERFOIL_FIELD(TarHeader, device_major),
    COUNTERFOIL_FIELD(TarHeader, device_minor), COUNTERFOIL_FIELD(TarHeader, prefix),
    COUNTERFOIL_FIELD(TarHeader, reserved),
};
COUNTERFOIL_LAYOUT(TarHeader, kTarBlockSize, kTarHeaderFields);

inline constexpr std::size_t kTarNameSizeMax = 99;
inline constexpr std::uint64_t kTarSizeMax = (std::uint64_t{1} << 33U) - 1;  // 11 octal digits.

// The size of a file's content with the zeros behind it.
[[nodiscard]] constexpr std::uint64_t round_up_to_tar_block(std::uint64_t size) {
    return (size + kTarBlockSize - 1) / kTarBlockSize * kTarBlockSize;
}

// The one header that a name and a size make. The name must have 1 to kTarNameSizeMax bytes, none
// of them zero, and the size be at most kTarSizeMax: else it is a broken invariant.
[[nodiscard]] TarHeader make_tar_header(std::string_view name, std::uint64_t size);

struct TarFile {
    std::string name;
    std::uint64_t size = 0;
};
// Strict: nothing unless `block` is byte for byte what make_tar_header makes of the answer.
[[nodiscard]] std::optional<TarFile> read_tar_header(ByteView block);

// The files of a bundle.
inline constexpr std::string_view kManifestFile = "manifest.json";
inline constexpr std::string_view kCheckpointFile = "checkpoint.note";
// In evidence of a fork: two bundles in a bundle.
inline constexpr std::string_view kRememberedFile = "remembered.tar";
inline constexpr std::string_view kShownFile = "shown.tar";
// In the directories epochs/E/, streams/S/ and records/N/.
inline constexpr std::string_view kEntryFile = "entry";
inline constexpr std::string_view kBodyFile = "body";
inline constexpr std::string_view kInclusionFile = "inclusion.tlog-proof";
inline constexpr std::string_view kConsistencyFile = "consistency";
inline constexpr std::string_view kNameFile = "name";
inline constexpr std::string_view kNameKeyFile = "name-key";
inline constexpr std::string_view kRecordKeyFile = "record-key";
// Of a range.
inline constexpr std::string_view kRangeBeforeFile = "range/before";
inline constexpr std::string_view kRangeLowerFile = "range/lower.note";
inline constexpr std::string_view kRangeEntriesFile = "range/entries";
inline constexpr std::string_view kRangeUpperFile = "range/upper.note";
inline constexpr std::string_view kRangeConsistencyFile = "range/consistency";

[[nodiscard]] std::string bundle_epoch_file(std::uint64_t epoch, std::string_view file);
[[nodiscard]] std::string bundle_stream_file(std::uint32_t stream_id, std::string_view file);
[[nodiscard]] std::string bundle_record_file(std::uint64_t sequence, std::string_view file);
// The number in the canonical name of an entry's file, or nothing for any other name.
[[nodiscard]] std::optional<std::uint32_t> bundle_stream_of(std::string_view entry_file);
[[nodiscard]] std::optional<std::uint64_t> bundle_record_of(std::string_view entry_file);

inline constexpr std::uint64_t kManifestSizeMax = 4096;
inline constexpr std::uint64_t kBundleProofSizeMax = 16384;
inline constexpr std::uint64_t kBundleKeySize = 32;

}  // namespace counterfoil::format
