// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"

// docs/FORMAT.md, "Evidence bundle": manifest.json, the text that says what is in a bundle.
namespace counterfoil::notes {

// The kinds of bundles, by the value of "format" in their manifests.
inline constexpr std::string_view kEvidenceFormat = "counterfoil-evidence";  // Of records.
inline constexpr std::string_view kCheckpointFormat = "counterfoil-checkpoint";
inline constexpr std::string_view kRangeFormat = "counterfoil-range";

inline constexpr std::string_view kForkFormat = "counterfoil-fork";

// What the manifest of every kind says first.
struct ManifestHead {
    LedgerId ledger_id{};
    std::string origin;
    std::string vkey;
    Hash genesis_leaf{};
    bool encrypted = true;
    std::uint64_t checkpoint_size = 0;
    Hash checkpoint_root{};
    std::uint64_t epochs = 0;
};

// What a bundle of records says besides.
struct EvidenceCounts {
    std::uint64_t streams = 0;
    std::uint64_t first_record = 0;
    std::uint64_t record_count = 0;
    std::uint64_t disclosed_records = 0;
};

// Between two times of the writer's clock, both included.
struct TimeSpan {
    std::uint64_t from_ns = 0;
    std::uint64_t to_ns = 0;  // Not less.
};

// What a bundle of a range says besides: records first to end - 1.
struct RangeClaim {
    std::uint64_t first = 0;
    std::uint64_t end = 0;
    std::optional<std::uint32_t> stream;  // The one that was asked for.
    std::optional<TimeSpan> times;        // Those that were asked for.
};

// How every version of a kind's manifest begins; the version's number stands behind, then a comma.
[[nodiscard]] std::string manifest_start(std::string_view format);

// The files, byte for byte.
[[nodiscard]] std::string evidence_manifest_json(const ManifestHead& head,
                                                 const EvidenceCounts& counts);
[[nodiscard]] std::string checkpoint_manifest_json(const ManifestHead& head);
[[nodiscard]] std::string range_manifest_json(const ManifestHead& head, const RangeClaim& claim);

// The times with which a range's manifest ends; none when it names none. kDamaged when it ends in
// no such way. They alone cannot be told from the bundle's other files.
[[nodiscard]] Result<std::optional<TimeSpan>> range_manifest_times(std::string_view manifest);

// What the manifest of a fork says: the ledger as it is remembered, and as it was shown.
struct ForkManifest {
    LedgerId ledger_id{};
    std::string origin;
    std::string vkey;
    Hash genesis_leaf{};
    std::uint64_t remembered_size = 0;
    Hash remembered_root{};
    std::uint64_t shown_size = 0;
    Hash shown_root{};
    Hash shown_beginning{};  // The root of the first remembered_size records that were shown.
};
[[nodiscard]] std::string fork_manifest_json(const ForkManifest& manifest);

}  // namespace counterfoil::notes
