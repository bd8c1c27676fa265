// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/metrics/bucket_layout.h"

namespace counterfoil::metrics {

// How often each value was seen, to a fixed number of digits: an HDR histogram. Its memory is
// allocated once, and recording allocates nothing. For one thread; a LiveHistogram is for more.
class Histogram {
  public:
    explicit Histogram(const BucketLayout& layout = latency_layout());

    // A value above the layout's highest counts as that, and in clipped().
    void record(std::uint64_t value, std::uint64_t times = 1);
    // And, when the value is longer than what was expected between two of them, all that were not
    // measured meanwhile because of it: a stall hides the requests that would have waited too.
    // Source: G. Tene, "How NOT to Measure Latency" (coordinated omission). `expected` 0: none.
    void record_with_expected_interval(std::uint64_t value, std::uint64_t expected);
    // Adds the counts of another; kInvalidArgument unless both have one layout.
    [[nodiscard]] Status merge(const Histogram& other);
    // Takes off what `before` had seen, which must be an earlier state of this one.
    void subtract(const Histogram& before);

    [[nodiscard]] std::uint64_t count() const { return count_; }  // Of values.
    [[nodiscard]] std::uint64_t clipped() const { return clipped_; }
    // Of the smallest and largest bucket that was seen, which hold them to the layout's digits: the
    // first value of one, the last of the other. 0 when none was.
    [[nodiscard]] std::uint64_t min() const;
    [[nodiscard]] std::uint64_t max() const;
    [[nodiscard]] double mean() const;
    [[nodiscard]] double standard_deviation() const;
    // The largest value of the bucket up to which at least `percentile` (0 to 100) of all values
    // were seen; 0 when there were none.
    [[nodiscard]] std::uint64_t value_at_percentile(double percentile) const;
    // How many were seen up to the bucket of this value.
    [[nodiscard]] std::uint64_t count_up_to(std::uint64_t value) const;

    [[nodiscard]] const BucketLayout& layout() const { return layout_; }
    [[nodiscard]] std::uint64_t count_at(std::size_t index) const { return counts_[index]; }
    // By index; for those who read a histogram from elsewhere. All counts must fit 64 bits.
    void add_at(std::size_t index, std::uint64_t times);

  private:
    friend class LiveHistogram;

    BucketLayout layout_;
    std::vector<std::uint64_t> counts_;
    std::uint64_t count_ = 0;
    std::uint64_t clipped_ = 0;
};

// A histogram that one thread records into while others look. record() is a few instructions,
// without lock or waiting; a reader may miss what is recorded while it reads.
class LiveHistogram {
  public:
    explicit LiveHistogram(const BucketLayout& layout = latency_layout());

    // From the one thread.
    void record(std::uint64_t value);
    // From any. What it had seen when it was called, at least. The layout must be this one's.
    void add_to(Histogram& sum) const;

  private:
    BucketLayout layout_;
    std::unique_ptr<std::atomic<std::uint64_t>[]> counts_;
    std::atomic<std::uint64_t> clipped_ = 0;
};

}  // namespace counterfoil::metrics
