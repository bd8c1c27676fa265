// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/metrics/histogram.h"

// HdrHistogram's own form of a histogram, version 2. Source: HdrHistogram, AbstractHistogram.java,
// "encodeIntoCompressedByteBuffer" (public domain). All numbers are big-endian:
//
//   compressed   cookie 0x1c849314, u32 length, a zlib stream of that length
//   in it        cookie 0x1c849313, u32 length of the counts, u32 0 (normalizing offset),
//                u32 digits, u64 lowest, u64 highest, f64 1.0 (conversion ratio), the counts
//   the counts   in the order of their buckets, up to the last that is not 0, as ZigZag LEB128 of
//                at most 9 bytes: a count, or −n for n zeros
namespace counterfoil::metrics {

inline constexpr std::size_t kEncodedSizeMax = std::size_t{64} << 20U;

[[nodiscard]] Bytes encode_histogram(const Histogram& histogram);
// The same compressed, in base64: as it stands in logs.
[[nodiscard]] std::string histogram_text(const Histogram& histogram);

// A histogram from elsewhere, as it was stored: only the buckets in which something was seen. It
// takes the memory of what it holds; a Histogram takes that of the layout, and a few bytes may
// claim one of 32 MiB.
struct StoredHistogram {
    struct Bucket {
        std::size_t index = 0;  // Of the layout.
        std::uint64_t times = 0;
    };
    BucketLayout layout = latency_layout();
    std::vector<Bucket> buckets;  // The indexes ascend, and no count is 0.

    // All counts; they fit 64 bits.
    [[nodiscard]] std::uint64_t count() const;
    // Adds them to a histogram. kInvalidArgument unless both have one layout, kTooLarge when all
    // do not fit 64 bits; the histogram is then as it was.
    [[nodiscard]] Status add_to(Histogram& sum) const;
    [[nodiscard]] Histogram histogram() const;
};

// From elsewhere: kDamaged when it is none, kUnsupported for versions 0 and 1, kInvalidArgument for
// a layout that makes no sense, kTooLarge beyond kEncodedSizeMax, the limits of a BucketLayout or
// 64 bits. Time and memory are bounded by what it holds unpacked, whatever is claimed.
[[nodiscard]] Result<StoredHistogram> decode_histogram(ByteView encoded);
[[nodiscard]] Result<StoredHistogram> parse_histogram(std::string_view text);

}  // namespace counterfoil::metrics
