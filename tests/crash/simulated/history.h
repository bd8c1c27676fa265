// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/platform/storage.h"
#include "ledger/store/writer.h"

namespace counterfoil::crash {

inline constexpr const char* kLedgerDirectory = "/data/ledger";
inline constexpr const char* kKeyDirectory = "/data/keys";

// For a writer of that ledger.
[[nodiscard]] inline store::WriterOptions writer_options() {
    store::WriterOptions options;
    options.directory = kLedgerDirectory;
    options.keys.directory = kKeyDirectory;
    return options;
}

// An event that was handed to a writer, in the order of handing over.
struct Submitted {
    std::string stream;
    std::string content;
    std::optional<store::Receipt> receipt;  // When it was answered.
};

// What a mark in the journal says: how many of the submitted events, from the first on, must be
// there from now on.
struct Promise {
    bool ledger = false;       // Whether there must be a ledger.
    std::size_t synced = 0;    // After a power loss.
    std::size_t answered = 0;  // After the end of the process only.
    // No secret of an earlier signing epoch is left, whatever the crash.
    std::uint64_t epoch = 0;
};

// What happened on one machine, as those who used the ledger saw it. Marks of its journal are
// places in `promises`.
struct History {
    std::vector<Submitted> events;
    std::vector<Promise> promises;
};

// Puts something between the store and its disk; how a careless store is made from a careful one
// (planted_faults.h). Empty for nothing. The disk outlives what is put in front of it.
using Plant = std::function<std::unique_ptr<platform::Storage>(platform::Storage& disk)>;

}  // namespace counterfoil::crash
