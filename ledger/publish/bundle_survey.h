// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>

#include "ledger/base/result.h"
#include "ledger/publish/disclosure.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::publish {

// What a bundle of some records will hold, told before it is written: its first file counts the
// others.
struct BundleSurvey {
    std::uint64_t events = 0;
    std::uint64_t disclosed_records = 0;             // Events that get their record key.
    std::map<std::uint32_t, std::uint64_t> streams;  // Those that are named, and their records.
};

// The records [first, end). `disclosure` null: nothing is disclosed. `step` is called for each
// record; false ends with kInterrupted.
[[nodiscard]] Result<BundleSurvey> survey_bundle(reader::LedgerReader& reader, std::uint64_t first,
                                                 std::uint64_t end, DisclosureSource* disclosure,
                                                 const std::function<bool()>& step);

}  // namespace counterfoil::publish
