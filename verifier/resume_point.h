// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/platform/storage.h"
#include "verifier/event_list.h"
#include "verifier/frame_facts.h"
#include "verifier/lineage.h"
#include "verifier/walk_start.h"

namespace counterfoil::verifier {

// A segment's file as it was before it was read.
struct SeenFile {
    std::uint64_t segment = 0;
    platform::FileIdentity identity;
    std::uint64_t size = 0;
    std::uint64_t changed_ns = 0;
    friend bool operator==(const SeenFile&, const SeenFile&) = default;
};
[[nodiscard]] Result<SeenFile> look_at_segment(platform::Storage& storage,
                                               const std::string& directory, std::uint64_t segment);

// How far a verification came: everything before `segment` was right and needs no second look while
// the files are those that were read. Lies among the user's own files (docs/FORMAT.md, "Files
// outside the ledger"), and is believed as far as they are.
struct ResumePoint {
    LedgerId ledger{};
    Hash genesis_leaf{};
    std::optional<std::uint64_t> watched_size;  // Of the lineage.
    std::uint64_t segment = 0;                  // Where judging goes on.
    Hash state_digest{};                        // Of the state there (digest_of).
    std::uint64_t previous_end = 0;
    WalkTotals totals;
    std::uint64_t checkpoint_count = 0;  // Of the published notes that were judged,
    Hash checkpoint_chain{};             // and the chain over them.
    std::vector<NamedTail> named_tails;
    std::vector<EpochKey> epochs;
    EventTally events;
    LineageState lineage;
    std::vector<SeenFile> files;  // Of the segments before.

    [[nodiscard]] std::string text() const;
    // kDamaged when it is not exactly such a text.
    [[nodiscard]] static Result<ResumePoint> parse(std::string_view text);
};
inline constexpr std::uint64_t kResumePointSizeMax = 256ULL << 20U;

}  // namespace counterfoil::verifier
