// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "cli/bench/bench_ledger.h"
#include "cli/bench/results.h"

namespace counterfoil::cli::bench {

// A ledger of many records, filled when it is first asked for, and kept for all jobs that look at
// it. One thread.
class FilledLedger {
  public:
    // References must outlive it.
    FilledLedger(const Machine& machine, Scratch& scratch, std::uint64_t records,
                 std::size_t record_bytes, std::size_t frame_records)
        : machine_(machine),
          scratch_(scratch),
          records_(records),
          record_bytes_(record_bytes),
          frame_records_(frame_records) {}

    [[nodiscard]] Result<const BenchLedger*> get();
    [[nodiscard]] std::uint64_t records() const { return records_; }
    [[nodiscard]] std::size_t record_bytes() const { return record_bytes_; }

  private:
    const Machine& machine_;
    Scratch& scratch_;
    const std::uint64_t records_;
    const std::size_t record_bytes_;
    const std::size_t frame_records_;
    std::unique_ptr<BenchLedger> ledger_;
};
using FilledLedgerPtr = std::shared_ptr<FilledLedger>;

// Random reads with decryption: "read.warm", and "read.cold" beside its yardstick "device.read", a
// random read of 4 KiB past what the kernel keeps; and "open", for appending.
[[nodiscard]] std::vector<Job> read_jobs(const FilledLedgerPtr& ledger,
                                         std::chrono::nanoseconds duration);
[[nodiscard]] Job open_job(const FilledLedgerPtr& ledger);
// "append.grown": what an append costs at the end of a ledger of this size. Each round adds 20,000
// records.
[[nodiscard]] Job grown_job(const FilledLedgerPtr& ledger);
// Full verification of a ledger in the kernel's memory, by so many threads, against one SHA-256
// over the same bytes ("ID.hash").
[[nodiscard]] std::vector<Job> verify_jobs(const FilledLedgerPtr& ledger, const std::string& id,
                                           const std::string& title, unsigned threads);

}  // namespace counterfoil::cli::bench
