// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "ledger/base/result.h"
#include "ledger/notes/evidence.h"
#include "ledger/notes/tar_writer.h"
#include "ledger/platform/storage.h"
#include "ledger/publish/disclosure.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::publish {

struct RangeOptions {
    // Records first to end - 1, at least one. Not looked at when times are given.
    std::uint64_t first = 0;
    std::uint64_t end = 0;
    // What was logged between two times: the range that published checkpoints bracket, or commits
    // where there are none.
    std::optional<notes::TimeSpan> times;
    // The stream whose records are wanted. Its name is told: in an encrypted ledger `disclosure`
    // must have it.
    std::optional<std::uint32_t> stream;
    DisclosureSource* disclosure = nullptr;
    // Called now and then; may be empty.
    std::function<void(std::uint64_t done, std::uint64_t total)> progress;
    std::function<bool()> cancelled;  // Polled; true ends with kInterrupted. May be empty.
};

struct WrittenRange {
    std::uint64_t first = 0;
    std::uint64_t end = 0;
    std::uint64_t stream_records = 0;  // Of the stream, if one was wanted.
    std::uint64_t checkpoint_size = 0;
    std::uint64_t epochs = 0;
    std::uint64_t bytes = 0;
};

// Proves a range complete (docs/FORMAT.md, "Range bundle"): the entries of all its records and no
// bodies. kNotFound: the ledger has no such records or stream; kTooLarge: more entries than an
// archive's file holds; kDamaged: the ledger does not prove them. Memory as write_bundle.
[[nodiscard]] Result<WrittenRange> write_range(reader::LedgerReader& reader,
                                               const notes::ByteSink& sink,
                                               const RangeOptions& options);
// The same into a file, which is whole and durable when this returns, or not there. kExists: there
// is something at `path`, which stays as it is.
[[nodiscard]] Result<WrittenRange> write_range(reader::LedgerReader& reader,
                                               platform::Storage& storage, const std::string& path,
                                               const RangeOptions& options);

}  // namespace counterfoil::publish
