// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/format/body_codec.h"
#include "ledger/platform/storage.h"
#include "ledger/store/opening.h"
#include "verifier/ledger_end.h"

namespace counterfoil::store {

// The steps of recovery before its record is written: nothing is cut, and each may be interrupted
// and done again.

// Makes durable what was found: HEAD, and after a crash (any row but 0) every segment from HEAD's
// on and the directories, as whole frames may live only in the page cache.
[[nodiscard]] Status sync_what_was_found(platform::Storage& storage, const std::string& directory,
                                         const verifier::LedgerEnd& end);

// Removes the newest segments in which nothing but their header was ever written, and takes them
// off end.tails: the segment that recovery begins takes their place.
[[nodiscard]] Status discard_header_only_segments(platform::Storage& storage,
                                                  const std::string& directory,
                                                  verifier::LedgerEnd& end);

// Copies every tail into quarantine/, without the zeros at its end.
[[nodiscard]] Status quarantine_tails(platform::Storage& storage, const std::string& directory,
                                      const verifier::LedgerEnd& end);

// The record that explains the recovery of what `opening` found; `end` is what is left of it.
[[nodiscard]] format::Recovery recovery_record(const Opening& opening,
                                               const verifier::LedgerEnd& end);

// The number of the segment that recovery begins: behind every file that is there.
[[nodiscard]] std::uint64_t next_segment_number(const verifier::LedgerEnd& end);

}  // namespace counterfoil::store
