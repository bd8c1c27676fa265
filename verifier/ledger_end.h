// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/sign.h"
#include "ledger/format/bodies.h"
#include "ledger/format/body_codec.h"
#include "ledger/format/head.h"
#include "ledger/format/segment.h"
#include "ledger/merkle/frontier.h"
#include "ledger/platform/storage.h"

namespace counterfoil::verifier {

// Everything that the next record must continue.
struct LedgerState {
    merkle::Frontier tree;
    Hash chain_head{};
    std::uint64_t next_frame = 0;
    std::uint64_t incarnation = 0;  // Of the last open record.
    std::uint64_t event_count = 0;
    std::uint64_t epoch = 0;
    std::uint64_t epoch_start = 0;
    std::uint64_t epoch_record = 0;
    crypto::PublicKey epoch_key{};
    std::uint64_t drop_total = 0;
    std::uint64_t heartbeat_count = 0;
    std::uint64_t last_erasure = 0;  // Sequence + 1; 0 for none.
    std::uint64_t last_destroyed = 0;
    std::uint64_t last_time_ns = 0;
    std::uint64_t head_generation = 0;            // The largest that a record names.
    std::vector<format::StreamPosition> streams;  // Ascending; stream 0 first.
};

// Where a ledger ends, for the writer that wants to go on.
struct LedgerEnd {
    format::Genesis genesis;
    Hash genesis_leaf{};
    format::HeadSlot head;                      // The newer good slot.
    bool slots_agree = false;                   // Both good, both clean, equal but for generation.
    LedgerState state;                          // At C, the end of the last frame that checks.
    format::SegmentHeader segment;              // The segment in which C lies.
    std::uint64_t end_offset = 0;               // C.
    std::vector<format::FramePosition> frames;  // Of that segment, up to C.
    std::uint64_t segment_events = 0;           // Event records of that segment, up to C.
    Hash segment_header_digest{};
    bool has_footer = false;             // A right footer stands at C.
    std::uint64_t checkpoint_count = 0;  // Files that are there and check, beyond HEAD too.
    std::uint64_t checkpoint_size = 0;   // Of the newest of them.
    Hash checkpoint_chain{};

    // The row of the recovery table (docs/ARCHITECTURE.md) that holds: 0 when the ledger was closed
    // cleanly, is exact, and may be reopened in place; 9 when recovery may go on; else 2 … 8. Row 1
    // is the error kIo. Row 8 is told apart from 9 for a writer only, which knows its machine.
    // After row 2 with both slots bad, only genesis, genesis_leaf, row and reason are set.
    unsigned row = 0;
    std::string reason;                           // For people; empty when row is 0.
    std::vector<format::RecoveredTail> tails;     // What recovery must name; for row 9.
    std::optional<std::uint64_t> abandoned_size;  // A commit that was signed but torn.
    Hash abandoned_root{};
};

// What a writer knows of the crash that it finds.
struct CrashFacts {
    // Of this boot of the machine. If HEAD was written on it, the kernel has kept all that was
    // written, and only the last write can be short: row 8 when it is more than that.
    std::optional<BootId> boot_id;
    // A write or sync failed on the boot on which HEAD was written: then the kernel may have
    // dropped anything that was not synced, and row 8 does not hold.
    bool poisoned = false;
};

// Finds the end from HEAD and the last segments only: it reads HEAD, genesis, the target segment
// and those behind it, whatever the ledger's size (earlier ones only when no frame of the target
// checks). The state before that segment is what its own signed record tells. kUnsupported (of
// ledger.json's version, too), kNotFound (no ledger there), kIo and kDamaged (so bad that not even
// a row can be given) are errors; a bad ledger that can be described is a row. `threads`: how many
// judge frames, as in VerifyOptions.
[[nodiscard]] Result<LedgerEnd> find_end(platform::Storage& storage, const std::string& directory,
                                         const CrashFacts& crash = {}, unsigned threads = 1);

}  // namespace counterfoil::verifier
