// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cli/bench/scratch.h"
#include "cli/places.h"
#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/format/segment.h"
#include "ledger/store/event.h"
#include "ledger/store/writer.h"
#include "verifier/pin.h"

namespace counterfoil::cli::bench {

// A ledger with its keys in a scratch place, made as `init` makes one, and removed at the end.
class BenchLedger {
  public:
    // `machine` and `scratch` must outlive it.
    [[nodiscard]] static Result<std::unique_ptr<BenchLedger>> make(const Machine& machine,
                                                                   Scratch& scratch,
                                                                   bool encrypted);
    ~BenchLedger();
    BenchLedger(const BenchLedger&) = delete;
    BenchLedger& operator=(const BenchLedger&) = delete;

    [[nodiscard]] const Machine& machine() const { return machine_; }
    [[nodiscard]] const std::string& directory() const { return directory_; }
    [[nodiscard]] keys::KeyAccess key_access() const;
    [[nodiscard]] const verifier::Pin& pin() const { return pin_; }
    // As a long-lived program opens it.
    [[nodiscard]] Result<std::unique_ptr<store::LedgerWriter>> open(
        format::SyncPolicy policy) const;
    // Appends `records` events of `record_bytes` in frames of `frame_records`, unsynced until the
    // clean close. kInterrupted when somebody asks to stop.
    [[nodiscard]] Status fill(std::uint64_t records, std::size_t record_bytes,
                              std::size_t frame_records) const;
    // Of its segments, ascending.
    [[nodiscard]] Result<std::vector<std::string>> segment_paths() const;

  private:
    BenchLedger(const Machine& machine, Scratch& scratch, std::string place)
        : machine_(machine), scratch_(scratch), place_(std::move(place)) {}

    const Machine& machine_;
    Scratch& scratch_;
    std::string place_;
    std::string directory_;
    verifier::Pin pin_;
};

// Content that no part of the work can make short: printable text without a pattern, the same in
// every run.
[[nodiscard]] Bytes event_content(std::size_t size);
// `count` events with this content, which must outlive them.
[[nodiscard]] std::vector<store::Event> events_of(const Bytes& content, std::size_t count);

}  // namespace counterfoil::cli::bench
