// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "ledger/base/result.h"
#include "ledger/platform/storage.h"
#include "verifier/genesis_reader.h"
#include "verifier/ledger_end.h"
#include "verifier/segment_judge.h"

// What a process leaves behind that ended in the middle of a write while the machine went on. The
// kernel copies a write from front to back and keeps what it has, so there stands the beginning of
// the one thing that was being written, and then the zeros that were there before. After a power
// loss any sector may be missing instead: there these tests prove nothing.
namespace counterfoil::verifier {

// Whether the bytes of a segment from `offset` on can be the beginning, empty included, of the
// frame that continues `state`. All that the beginning holds whole must be right: the header,
// entries and their links, bodies and their digests, the trailer and its signature, checksums as
// far as they go. A whole frame is not a beginning.
[[nodiscard]] Result<bool> begins_next_frame(const platform::File& file, std::uint64_t segment,
                                             std::uint64_t offset, std::uint64_t size,
                                             const LedgerFacts& facts, const LedgerState& state);

// The same for the footer of a segment whose frames end at run.end_offset.
[[nodiscard]] Result<bool> begins_footer(const platform::File& file, const SegmentRun& run,
                                         const LedgerState& state);

}  // namespace counterfoil::verifier
