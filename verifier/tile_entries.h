// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/format/entry.h"
#include "ledger/format/segment.h"
#include "verifier/findings.h"
#include "verifier/genesis_reader.h"

namespace counterfoil::verifier {

// All entries of a ledger from genesis on, without their bodies: docs/FORMAT.md, "Judging a tile
// tree". Memory: 12 bytes for each stream.
class TileEntries {
  public:
    // `facts`: what genesis says. Nothing: genesis's body is not here, and the entries are judged
    // by what they agree on among themselves.
    explicit TileEntries(std::optional<LedgerFacts> facts);

    // Judges the next entry, of exactly kEntrySize bytes, and gives its leaf hash.
    [[nodiscard]] std::optional<Finding> take(ByteView bytes, const Place& place, Hash& leaf);

    [[nodiscard]] std::uint64_t records() const { return records_; }
    [[nodiscard]] std::uint64_t event_records() const { return event_records_; }
    // Behind the first entry.
    [[nodiscard]] const LedgerId& ledger_id() const { return facts_.id; }
    [[nodiscard]] const Hash& genesis_leaf() const { return genesis_leaf_; }
    // How often the clock went back from a record to the next, and at which record first.
    [[nodiscard]] std::uint64_t time_steps_back() const { return time_steps_back_; }
    [[nodiscard]] std::uint64_t first_time_step_back() const { return first_time_step_back_; }

  private:
    void learn(const format::Entry& entry);

    bool facts_known_;
    bool encryption_known_;
    LedgerFacts facts_;
    std::uint64_t records_ = 0;
    std::uint64_t event_records_ = 0;
    std::uint8_t previous_type_ = 0;
    Hash previous_{};
    Hash genesis_leaf_{};
    std::uint64_t previous_time_ns_ = 0;
    std::uint64_t time_steps_back_ = 0;
    std::uint64_t first_time_step_back_ = 0;
    std::vector<format::StreamPosition> streams_;
};

}  // namespace counterfoil::verifier
