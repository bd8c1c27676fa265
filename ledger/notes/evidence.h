// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/bytes.h"

// docs/FORMAT.md, "Evidence bundle": manifest.json, the text that says what is in a bundle.
namespace counterfoil::notes {

// The kinds of bundles, by the value of "format" in their manifests.
inline constexpr std::string_view kEvidenceFormat = "counterfoil-evidence";  // Of records.
inline constexpr std::string_view kCheckpointFormat = "counterfoil-checkpoint";

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

// How every version of a kind's manifest begins; the version's number stands behind, then a comma.
[[nodiscard]] std::string manifest_start(std::string_view format);

// The files, byte for byte.
[[nodiscard]] std::string evidence_manifest_json(const ManifestHead& head,
                                                 const EvidenceCounts& counts);
[[nodiscard]] std::string checkpoint_manifest_json(const ManifestHead& head);

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
