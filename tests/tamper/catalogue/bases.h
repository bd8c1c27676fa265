// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "tests/support/forge.h"
#include "tests/tamper/catalogue/family.h"

namespace counterfoil::tamper {

// The smallest ledgers and bundles that have everything. Each is made once and always the same.
using Base = std::shared_ptr<const Subject>;

[[nodiscard]] verifier::Pin pin_of(const test::Forge& forge);
[[nodiscard]] Subject subject_of(const test::Forge& forge);

// Segments of 64 KiB, two streams, two epochs, two notes; closed cleanly. Frames: 0 genesis,
// segment, open | open, two streams, a data key, five events | key of epoch 1 || segment |
// heartbeat, drop, three events. `hooks` spoil it while it is made.
[[nodiscard]] test::Forge small_forge(test::ForgeOptions options = {}, test::ForgeHooks hooks = {});
[[nodiscard]] Base small_ledger();
// The same without encryption: clear names, clear envelopes.
[[nodiscard]] Base clear_ledger();
// With every type of record and more segments.
[[nodiscard]] Base rich_ledger();
// With a torn tail, its copy in quarantine/ and a recovery record.
[[nodiscard]] Base recovered_ledger();
// Not closed; a frame behind HEAD's end.
[[nodiscard]] Base unclean_ledger();
// Records 6 to 8 of three epochs, disclosed, with the names of two streams.
[[nodiscard]] Base small_bundle();
// The same of an unencrypted ledger.
[[nodiscard]] Base clear_bundle();

inline const std::string kSegment0 = "segments/00000000000000000000.segment";
inline const std::string kSegment1 = "segments/00000000000000000001.segment";
inline const std::string kNote0 = "checkpoints/00000000000000000000.note";
inline const std::string kNote1 = "checkpoints/00000000000000000001.note";

}  // namespace counterfoil::tamper
