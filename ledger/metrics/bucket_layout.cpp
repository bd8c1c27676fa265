// SPDX-License-Identifier: Apache-2.0
#include "ledger/metrics/bucket_layout.h"

#include <fmt/format.h>

namespace counterfoil::metrics {
namespace {

constexpr std::uint64_t kOneHourNs = 3'600'000'000'000;
constexpr unsigned kLatencyDigits = 3;
constexpr unsigned kDigitsMax = 5;
constexpr std::uint64_t kHighestMax = ~std::uint64_t{0} >> 1U;  // As in Java's long.

}  // namespace

Result<BucketLayout> BucketLayout::of(std::uint64_t lowest, std::uint64_t highest,
                                      unsigned digits) {
    if (digits < 1 || digits > kDigitsMax) {
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("a histogram keeps 1 to {} digits, not {}", kDigitsMax, digits)};
    }
    if (lowest < 1 || lowest > kHighestMax / 2 || highest < 2 * lowest || highest > kHighestMax) {
        return Error{
            ErrorCode::kInvalidArgument,
            fmt::format("a histogram of values from {} to {} makes no sense", lowest, highest)};
    }
    BucketLayout layout;
    layout.lowest_ = lowest;
    layout.highest_ = highest;
    layout.digits_ = digits;
    std::uint64_t single_units = 2;  // Up to here values are kept as they are.
    for (unsigned i = 0; i < digits; ++i) single_units *= 10;
    const auto magnitude = static_cast<unsigned>(std::bit_width(single_units - 1));
    layout.half_magnitude_ = magnitude - 1;
    layout.unit_magnitude_ = static_cast<unsigned>(std::bit_width(lowest)) - 1;
    if (layout.unit_magnitude_ + magnitude > 62) {
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("{} digits of values in units of {} are more than 64 bits hold",
                                 digits, lowest)};
    }
    layout.sub_bucket_mask_ = ((std::uint64_t{1} << magnitude) - 1) << layout.unit_magnitude_;
    // Rows of half a bucket: two for the first one, and another for each that is as wide again.
    std::size_t rows = 2;
    for (unsigned reach = magnitude + layout.unit_magnitude_;
         reach < 63 && (std::uint64_t{1} << reach) <= highest; ++reach) {
        ++rows;
    }
    if (rows > (kSizeMax >> layout.half_magnitude_)) {
        return Error{
            ErrorCode::kTooLarge,
            fmt::format("a histogram of {} digits from {} to {} takes more than {} buckets", digits,
                        lowest, highest, kSizeMax)};
    }
    layout.size_ = rows << layout.half_magnitude_;
    return layout;
}

BucketLayout latency_layout() {
    return *BucketLayout::of(1, kOneHourNs, kLatencyDigits);
}

}  // namespace counterfoil::metrics
