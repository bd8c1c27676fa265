// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/metrics/histogram.h"
#include "ledger/metrics/operations.h"
#include "ledger/metrics/queue_level.h"
#include "ledger/platform/clock.h"
#include "ledger/platform/storage.h"

namespace counterfoil::metrics {

// Where a ledger keeps how long its work took: the older file first. Each is an interval log, at
// most kLatencyFileSizeMax bytes long before the older one is given up for it. They are no part of
// the ledger, prove nothing, and may be removed at any time.
[[nodiscard]] std::vector<std::string> latency_files(const std::string& ledger_directory);
inline constexpr std::uint64_t kLatencyFileSizeMax = std::uint64_t{1} << 20U;

// Measures the work of a ledger's writer, and leaves an interval in its files every ten seconds and
// at the end. Each operation is recorded by one thread at a time; that allocates and waits for
// nothing: a thread of its own writes. What cannot be written is given up, since no append may fail
// for it.
class LatencyKeeper {
  public:
    // `live`: with the thread; else all is written at the end. References must outlive this object.
    LatencyKeeper(platform::Storage& storage, platform::Clock& clock,
                  const std::string& ledger_directory, bool live);
    ~LatencyKeeper();  // Writes what is not written yet.
    LatencyKeeper(const LatencyKeeper&) = delete;
    LatencyKeeper& operator=(const LatencyKeeper&) = delete;

    void record(Operation operation, std::uint64_t ns) {
        live_[static_cast<std::size_t>(operation)].record(ns);
    }
    void note_queue(const QueueLevel& level) {
        queue_depth_.store(level.depth, std::memory_order_relaxed);
        queue_depth_max_.store(level.depth_max, std::memory_order_relaxed);
        queue_capacity_.store(level.capacity, std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t now_ns() { return clock_.monotonic_ns(); }

  private:
    void run();
    void write_interval();
    [[nodiscard]] Status append(const std::string& lines, std::uint64_t begin_ns);
    [[nodiscard]] Status open(std::size_t room, std::uint64_t begin_ns);

    platform::Storage& storage_;
    platform::Clock& clock_;
    const std::string directory_;
    std::array<LiveHistogram, kOperationNames.size()> live_;
    // A QueueLevel; who reads between two stores sees one that is a commit older in part.
    std::atomic<std::uint64_t> queue_depth_ = 0;
    std::atomic<std::uint64_t> queue_depth_max_ = 0;
    std::atomic<std::uint64_t> queue_capacity_ = 0;
    // Of whoever writes: the thread, then the destructor.
    std::array<std::optional<Histogram>, kOperationNames.size()> written_;
    std::uint64_t interval_begin_ns_;
    std::unique_ptr<platform::File> file_;
    std::uint64_t file_size_ = 0;

    std::mutex mutex_;
    std::condition_variable ending_changed_;
    bool ending_ = false;
    std::thread thread_;
};

// Records how long it lived, if there is somebody to keep that.
class Timed {
  public:
    Timed(LatencyKeeper* keeper, Operation operation)
        : keeper_(keeper), operation_(operation), begin_ns_(keeper ? keeper->now_ns() : 0) {}
    ~Timed() {
        if (keeper_ != nullptr) keeper_->record(operation_, keeper_->now_ns() - begin_ns_);
    }
    Timed(const Timed&) = delete;
    Timed& operator=(const Timed&) = delete;

  private:
    LatencyKeeper* const keeper_;
    const Operation operation_;
    const std::uint64_t begin_ns_;
};

}  // namespace counterfoil::metrics
