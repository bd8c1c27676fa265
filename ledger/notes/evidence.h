// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/bytes.h"

// docs/FORMAT.md, "Evidence bundle": manifest.json, the text that says what is in a bundle.
namespace counterfoil::notes {

struct EvidenceManifest {
    LedgerId ledger_id{};
    std::string origin;
    std::string vkey;
    Hash genesis_leaf{};
    bool encrypted = true;
    std::uint64_t checkpoint_size = 0;
    Hash checkpoint_root{};
    std::uint64_t epochs = 0;
    std::uint64_t streams = 0;
    std::uint64_t first_record = 0;
    std::uint64_t record_count = 0;
    std::uint64_t disclosed_records = 0;
};

// How every version of it begins; the version's number stands behind, then a comma.
inline constexpr std::string_view kEvidenceManifestStart =
    "{\n  \"format\": \"counterfoil-evidence\",\n  \"format_version\": ";

// The file, byte for byte.
[[nodiscard]] std::string evidence_manifest_json(const EvidenceManifest& manifest);

}  // namespace counterfoil::notes
