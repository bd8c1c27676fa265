// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>

#include "ledger/base/result.h"

namespace counterfoil::metrics {

// How HdrHistogram divides a range of values into buckets that each hold them to the same number of
// significant decimal digits: buckets of doubling width, each of sub-buckets of equal width.
// Source: HdrHistogram, Histogram.java, "Internal computation" (G. Tene, public domain).
class BucketLayout {
  public:
    static constexpr std::size_t kSizeMax = std::size_t{1} << 22U;  // 32 MiB of counts.

    // `lowest`: the smallest difference that counts, 1 at least. `highest`: the largest value that
    // is kept, twice `lowest` at least. `digits`: 1 to 5. kInvalidArgument for others, kTooLarge
    // when it would take more than kSizeMax buckets.
    [[nodiscard]] static Result<BucketLayout> of(std::uint64_t lowest, std::uint64_t highest,
                                                 unsigned digits);

    // Of a value up to highest().
    [[nodiscard]] std::size_t index_of(std::uint64_t value) const {
        const auto bucket = static_cast<unsigned>(std::bit_width(value | sub_bucket_mask_)) -
                            unit_magnitude_ - half_magnitude_ - 1;
        const std::uint64_t sub_bucket = value >> (bucket + unit_magnitude_);
        return (std::size_t{bucket} << half_magnitude_) + static_cast<std::size_t>(sub_bucket);
    }
    // The values of a bucket.
    [[nodiscard]] std::uint64_t first_value(std::size_t index) const {
        const Bucket bucket = bucket_at(index);
        return bucket.sub_bucket << bucket.shift;
    }
    [[nodiscard]] std::uint64_t last_value(std::size_t index) const {
        const Bucket bucket = bucket_at(index);
        return (bucket.sub_bucket << bucket.shift) + ((std::uint64_t{1} << bucket.shift) - 1);
    }
    [[nodiscard]] std::uint64_t middle_value(std::size_t index) const {
        const Bucket bucket = bucket_at(index);
        return (bucket.sub_bucket << bucket.shift) + ((std::uint64_t{1} << bucket.shift) >> 1U);
    }

    [[nodiscard]] std::size_t size() const { return size_; }  // Sub-buckets that are counted.
    // As HdrHistogram counts them: of doubling width, and how many each is divided into.
    [[nodiscard]] std::size_t buckets() const { return (size_ >> half_magnitude_) - 1; }
    [[nodiscard]] std::size_t sub_buckets() const { return std::size_t{2} << half_magnitude_; }
    [[nodiscard]] std::uint64_t lowest() const { return lowest_; }
    [[nodiscard]] std::uint64_t highest() const { return highest_; }
    [[nodiscard]] unsigned digits() const { return digits_; }
    friend bool operator==(const BucketLayout&, const BucketLayout&) = default;

  private:
    struct Bucket {
        std::uint64_t sub_bucket;
        unsigned shift;
    };
    [[nodiscard]] Bucket bucket_at(std::size_t index) const {
        // Below the first bucket's upper half every bucket of the row is one half.
        const std::size_t half = std::size_t{1} << half_magnitude_;
        const std::size_t row = index >> half_magnitude_;
        const std::size_t within = index & (half - 1);
        if (row <= 1) return {index, unit_magnitude_};
        return {within + half, static_cast<unsigned>(row - 1) + unit_magnitude_};
    }

    BucketLayout() = default;

    std::uint64_t lowest_ = 1;
    std::uint64_t highest_ = 2;
    unsigned digits_ = 1;
    unsigned unit_magnitude_ = 0;  // log2 of the unit, which is at most `lowest`.
    unsigned half_magnitude_ = 0;  // log2 of half the sub-buckets of a bucket.
    std::uint64_t sub_bucket_mask_ = 0;
    std::size_t size_ = 0;
};

// Of a latency in nanoseconds: three digits, up to one hour.
[[nodiscard]] BucketLayout latency_layout();

}  // namespace counterfoil::metrics
