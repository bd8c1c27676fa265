// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

// The numbers of format v1 (docs/FORMAT.md, "Limits"). Sizes are bytes.
namespace counterfoil::format {

inline constexpr std::uint16_t kVersion = 1;

inline constexpr std::uint64_t kBlockSize = 4096;  // Frames, footers and headers end on blocks.
inline constexpr std::uint64_t kSegmentSizeMin = 64ULL << 10U;
inline constexpr std::uint64_t kSegmentSizeMax = 1ULL << 30U;
inline constexpr std::uint64_t kSegmentSizeLimitDefault = 64ULL << 20U;
inline constexpr std::uint64_t kSegmentSizeFirst = 1ULL << 20U;
inline constexpr std::uint64_t kWindowDefault = 1ULL << 20U;
inline constexpr std::uint64_t kRecordSizeMax = 16ULL << 20U;
inline constexpr std::size_t kOriginSizeMax = 255;
inline constexpr std::size_t kStreamNameSizeMax = 255;
inline constexpr std::size_t kLossReasonSizeMax = 4096;
inline constexpr std::size_t kEnvelopeFieldsSizeMax = 65535;
inline constexpr std::uint64_t kHeadFileSize = 8192;  // Two slots, at 0 and 4096.
inline constexpr std::uint64_t kLedgerJsonSizeMax = 4096;
inline constexpr std::uint64_t kCheckpointNoteSizeMax = 4096;

// A record is its entry and its body as stored. At most 16 MiB, and at most a quarter of the
// largest segment that the ledger's genesis allows.
[[nodiscard]] constexpr std::uint64_t record_size_max(std::uint64_t segment_size_limit) {
    const std::uint64_t quarter = segment_size_limit / 4;
    return quarter < kRecordSizeMax ? quarter : kRecordSizeMax;
}

[[nodiscard]] constexpr std::uint64_t round_up_to_block(std::uint64_t size) {
    return (size + kBlockSize - 1) / kBlockSize * kBlockSize;
}

[[nodiscard]] constexpr bool is_segment_size(std::uint64_t size) {
    return size >= kSegmentSizeMin && size <= kSegmentSizeMax && (size & (size - 1)) == 0;
}

}  // namespace counterfoil::format
