// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

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

// From elsewhere: kDamaged when it is none, kUnsupported for versions 0 and 1, kTooLarge beyond
// kEncodedSizeMax or the limits of a BucketLayout. Memory is bounded by these, whatever is claimed.
[[nodiscard]] Result<Histogram> decode_histogram(ByteView encoded);
[[nodiscard]] Result<Histogram> parse_histogram(std::string_view text);

}  // namespace counterfoil::metrics
