// SPDX-License-Identifier: Apache-2.0
#include "ledger/metrics/histogram_codec.h"

#include <fmt/format.h>

#include <bit>
#include <limits>
#include <optional>

#include "ledger/crypto/encoding.h"
#include "ledger/platform/zlib_stream.h"

namespace counterfoil::metrics {
namespace {

constexpr std::uint32_t kCompressedCookie = 0x1c849314;
constexpr std::uint32_t kCookie = 0x1c849313;
// The first bytes of what versions 0 and 1 wrote, compressed or not, but for the word size in the
// second half of the last byte.
constexpr std::uint32_t kOlderCookies[] = {0x1c849308, 0x1c849309, 0x1c849301, 0x1c849302};
constexpr std::uint32_t kFamily = 0xffffff00;  // All cookies so far begin alike.
constexpr unsigned kLongestNumber = 9;         // Bytes; the last holds eight bits.

template <class Number>
void put(Bytes& bytes, Number number) {
    for (unsigned shift = sizeof(Number) * 8; shift > 0;) {
        shift -= 8;
        bytes.push_back(static_cast<std::uint8_t>(number >> shift));
    }
}

void put_signed(Bytes& bytes, std::int64_t number) {
    auto zigzag =
        (static_cast<std::uint64_t>(number) << 1U) ^ static_cast<std::uint64_t>(number >> 63U);
    for (unsigned i = 1; i < kLongestNumber && zigzag >= 0x80; ++i) {
        bytes.push_back(static_cast<std::uint8_t>(zigzag | 0x80U));
        zigzag >>= 7U;
    }
    bytes.push_back(static_cast<std::uint8_t>(zigzag));
}

// Takes what was put; nothing more comes of bytes that are cut short.
class Taker {
  public:
    explicit Taker(ByteView bytes) : rest_(bytes) {}

    template <class Number>
    [[nodiscard]] Number take() {
        Number number = 0;
        for (std::size_t i = 0; i < sizeof(Number); ++i) {
            number = static_cast<Number>(number << 8U) | take_byte();
        }
        return number;
    }
    [[nodiscard]] std::int64_t take_signed() {
        std::uint64_t zigzag = 0;
        for (unsigned i = 0; i < kLongestNumber; ++i) {
            const std::uint64_t byte = take_byte();
            const bool last = i + 1 == kLongestNumber;
            zigzag |= (last ? byte : byte & 0x7fU) << (7 * i);
            if (last || byte < 0x80) break;
        }
        return static_cast<std::int64_t>((zigzag >> 1U) ^ (~(zigzag & 1U) + 1));
    }
    [[nodiscard]] ByteView rest() const { return rest_; }
    [[nodiscard]] bool cut_short() const { return cut_short_; }

  private:
    std::uint8_t take_byte() {
        if (rest_.empty()) {
            cut_short_ = true;
            return 0;
        }
        const std::uint8_t byte = rest_.front();
        rest_ = rest_.subspan(1);
        return byte;
    }

    ByteView rest_;
    bool cut_short_ = false;
};

Error damaged(const char* what) {
    return {ErrorCode::kDamaged, fmt::format("this is no histogram: {}", what)};
}

Status judge_cookie(std::uint32_t cookie, std::uint32_t expected) {
    if (cookie == expected) return {};
    for (const std::uint32_t older : kOlderCookies) {
        if ((cookie & ~std::uint32_t{0xf0}) != older) continue;
        return Error{ErrorCode::kUnsupported,
                     "a histogram of HdrHistogram's version 0 or 1, which this program does not "
                     "read; write it anew with HdrHistogram 2.1 or later"};
    }
    const bool known = cookie == kCookie || cookie == kCompressedCookie;
    if (!known && (cookie & kFamily) == (kCookie & kFamily)) {
        return Error{ErrorCode::kUnsupported,
                     fmt::format("a histogram of HdrHistogram's with the cookie {:08x}; this "
                                 "program knows {:08x}, version 2; use a newer counterfoil",
                                 cookie, expected)};
    }
    return damaged("it does not begin as one");
}

Status take_counts(Taker& taker, StoredHistogram& histogram) {
    std::size_t index = 0;
    std::uint64_t total = 0;
    while (!taker.rest().empty()) {
        const std::int64_t number = taker.take_signed();
        if (taker.cut_short()) return damaged("a count is cut short");
        const std::size_t left = histogram.layout.size() - index;
        if (number < 0) {
            // Of the smallest there is no positive.
            const auto zeros = ~static_cast<std::uint64_t>(number) + 1;
            if (zeros > left) return damaged("it has more counts than buckets");
            index += static_cast<std::size_t>(zeros);
            continue;
        }
        if (left == 0) return damaged("it has more counts than buckets");
        const auto times = static_cast<std::uint64_t>(number);
        if (times > std::numeric_limits<std::uint64_t>::max() - total) {
            return Error{ErrorCode::kTooLarge, "the counts of the histogram do not fit 64 bits"};
        }
        total += times;
        if (times > 0) histogram.buckets.push_back({index, times});
        ++index;
    }
    return {};
}

}  // namespace

std::uint64_t StoredHistogram::count() const {
    std::uint64_t count = 0;
    for (const Bucket& bucket : buckets) count += bucket.times;
    return count;
}

Status StoredHistogram::add_to(Histogram& sum) const {
    if (sum.layout() != layout) {
        return Error{ErrorCode::kInvalidArgument,
                     "histograms of different digits or ranges do not add up"};
    }
    if (count() > std::numeric_limits<std::uint64_t>::max() - sum.count()) {
        return Error{ErrorCode::kTooLarge, "the counts of the histograms do not fit 64 bits"};
    }
    for (const Bucket& bucket : buckets) sum.add_at(bucket.index, bucket.times);
    return {};
}

Histogram StoredHistogram::histogram() const {
    Histogram all(layout);
    require(add_to(all).ok(), "what was read fits its own layout");
    return all;
}

Bytes encode_histogram(const Histogram& histogram) {
    const BucketLayout& layout = histogram.layout();
    std::size_t end = layout.size();
    while (end > 0 && histogram.count_at(end - 1) == 0) --end;
    Bytes counts;
    for (std::size_t i = 0; i < end; ++i) {
        std::int64_t zeros = 0;
        while (histogram.count_at(i) == 0) ++zeros, ++i;  // The last is none.
        if (zeros > 0) put_signed(counts, zeros == 1 ? 0 : -zeros);
        // Java's counts are signed.
        constexpr auto kCountMax =
            static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        put_signed(counts, static_cast<std::int64_t>(std::min(histogram.count_at(i), kCountMax)));
    }
    Bytes bytes;
    put(bytes, kCookie);
    put(bytes, static_cast<std::uint32_t>(counts.size()));
    put(bytes, std::uint32_t{0});
    put(bytes, std::uint32_t{layout.digits()});
    put(bytes, layout.lowest());
    put(bytes, layout.highest());
    put(bytes, std::bit_cast<std::uint64_t>(1.0));
    bytes.insert(bytes.end(), counts.begin(), counts.end());
    return bytes;
}

std::string histogram_text(const Histogram& histogram) {
    const Bytes packed = platform::zlib_pack(encode_histogram(histogram));
    Bytes bytes;
    put(bytes, kCompressedCookie);
    put(bytes, static_cast<std::uint32_t>(packed.size()));
    bytes.insert(bytes.end(), packed.begin(), packed.end());
    return crypto::base64(bytes);
}

Result<StoredHistogram> decode_histogram(ByteView encoded) {
    Taker taker(encoded);
    if (Status known = judge_cookie(taker.take<std::uint32_t>(), kCookie); !known) {
        return known.error();
    }
    const auto length = taker.take<std::uint32_t>();
    const auto offset = taker.take<std::uint32_t>();
    const auto digits = taker.take<std::uint32_t>();
    const auto lowest = taker.take<std::uint64_t>();
    const auto highest = taker.take<std::uint64_t>();
    const auto ratio = taker.take<std::uint64_t>();
    if (taker.cut_short()) return damaged("it is cut short");
    if (taker.rest().size() != length) return damaged("its length is another than it says");
    if (offset != 0 || ratio != std::bit_cast<std::uint64_t>(1.0)) {
        return Error{ErrorCode::kUnsupported,
                     "a shifted or scaled histogram, which this program "
                     "does not read"};
    }
    const Result<BucketLayout> layout = BucketLayout::of(lowest, highest, digits);
    if (!layout) return layout.error();
    StoredHistogram histogram{*layout, {}};
    if (Status taken = take_counts(taker, histogram); !taken) return taken.error();
    return histogram;
}

Result<StoredHistogram> parse_histogram(std::string_view text) {
    const std::optional<Bytes> bytes = crypto::from_base64(text);
    if (!bytes) return damaged("it is not in base64");
    Taker taker(*bytes);
    if (Status known = judge_cookie(taker.take<std::uint32_t>(), kCompressedCookie); !known) {
        return known.error();
    }
    const auto length = taker.take<std::uint32_t>();
    if (taker.cut_short()) return damaged("it is cut short");
    if (taker.rest().size() != length) return damaged("its length is another than it says");
    const Result<Bytes> encoded = platform::zlib_unpack(taker.rest(), kEncodedSizeMax);
    if (!encoded) return encoded.error();
    return decode_histogram(*encoded);
}

}  // namespace counterfoil::metrics
