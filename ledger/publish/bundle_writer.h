// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "ledger/base/result.h"
#include "ledger/platform/storage.h"
#include "ledger/publish/disclosure.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::publish {

struct BundleOptions {
    std::uint64_t first = 0;
    std::uint64_t count = 1;                 // At least one.
    DisclosureSource* disclosure = nullptr;  // Null: no secret is given away.
    // Called for each record of each of two passes; may be empty.
    std::function<void(std::uint64_t done, std::uint64_t total)> progress;
    std::function<bool()> cancelled;  // Polled; true ends with kInterrupted. May be empty.
};

struct WrittenBundle {
    std::uint64_t bytes = 0;
    std::uint64_t checkpoint_size = 0;
    std::uint64_t epochs = 0;
    std::uint64_t streams = 0;
    std::uint64_t events = 0;
    std::uint64_t disclosed_records = 0;
    std::uint64_t bodies_left_out = 0;  // Of events whose bodies were destroyed.
};

// Writes the evidence bundle of some records (docs/FORMAT.md, "Evidence bundle") to `path`: first
// as `path`.tmp, which replaces what an earlier try left, then renamed, durable when it returns.
// kExists: there is something at `path`, which stays as it is; kNotFound: the ledger has no such
// records; kDamaged: the ledger does not prove them. Memory is bounded by the largest record and a
// quarter of a byte for each record of the ledger; a first proof hashes all its entries.
[[nodiscard]] Result<WrittenBundle> write_bundle(reader::LedgerReader& reader,
                                                 platform::Storage& storage,
                                                 const std::string& path,
                                                 const BundleOptions& options);

}  // namespace counterfoil::publish
