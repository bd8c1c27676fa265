// SPDX-License-Identifier: Apache-2.0
#include "ledger/metrics/histogram_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

#include "ledger/crypto/encoding.h"
#include "ledger/platform/zlib_stream.h"

namespace counterfoil::metrics {
namespace {

using testing::HasSubstr;

bool same(const Histogram& left, const Histogram& right) {
    if (left.layout() != right.layout() || left.count() != right.count()) return false;
    for (std::size_t i = 0; i < left.layout().size(); ++i) {
        if (left.count_at(i) != right.count_at(i)) return false;
    }
    return true;
}

Histogram some() {
    Histogram histogram(*BucketLayout::of(1, 3'600'000'000, 2));
    histogram.record(0);
    histogram.record(1, 1000);
    histogram.record(3, 2);
    histogram.record(123'456, 77);
    histogram.record(3'600'000'000);
    return histogram;
}

TEST(HistogramCodec, ReadsWhatItWrote) {
    EXPECT_TRUE(rc::check("parse(text(histogram)) = histogram", [] {
        Histogram histogram(*BucketLayout::of(1, 3'600'000'000, *rc::gen::inRange(1U, 4U)));
        const auto values =
            *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::arbitrary<std::uint32_t>());
        for (const std::uint32_t value : values) {
            histogram.record(value % 3'600'000'000U, 1 + value % 1000);
        }
        const Result<StoredHistogram> read = parse_histogram(histogram_text(histogram));
        RC_ASSERT(read.ok());
        RC_ASSERT(read->count() == histogram.count());
        RC_ASSERT(same(read->histogram(), histogram));
    }));
    EXPECT_TRUE(same(parse_histogram(histogram_text(Histogram()))->histogram(), Histogram()));
    Histogram large(*BucketLayout::of(1, 1000, 1));
    large.record(5, ~std::uint64_t{0} >> 1U);
    EXPECT_TRUE(same(parse_histogram(histogram_text(large))->histogram(), large));
}

// By hand; that HdrHistogram itself reads what is written so is a test of its own
// (tests/conformance).
TEST(HistogramCodec, WritesTheBytesOfTheFormat) {
    EXPECT_EQ(crypto::hex(encode_histogram(some())),
              "1c849313"
              "0000000c"
              "00000000"
              "00000002"
              "0000000000000001"
              "00000000d693a400"
              "3ff0000000000000"
              "02"
              "d00f"
              "00"
              "04"
              "d915"
              "9a01"
              "c71d"
              "02");
}

TEST(HistogramCodec, RefusesWhatIsNoHistogram) {
    const Bytes whole = encode_histogram(some());
    for (std::size_t length = 0; length < 40; ++length) {
        EXPECT_FALSE(decode_histogram(ByteView(whole).first(length))) << length;
    }
    const struct {
        std::size_t at;
        std::uint8_t bits;
        ErrorCode code;
    } table[] = {{0, 1, ErrorCode::kDamaged},
                 {3, 0x1a, ErrorCode::kUnsupported},
                 {3, 0x11, ErrorCode::kUnsupported},
                 {3, 0x30, ErrorCode::kUnsupported},  // Of a kind that may come.
                 {3, 0x07, ErrorCode::kDamaged},      // The compressed kind, which this is not.
                 {7, 1, ErrorCode::kDamaged},
                 {11, 1, ErrorCode::kUnsupported},
                 {15, 8, ErrorCode::kInvalidArgument},
                 {16, 0x80, ErrorCode::kInvalidArgument},
                 {24, 0x80, ErrorCode::kInvalidArgument},
                 {33, 1, ErrorCode::kUnsupported}};
    for (const auto& each : table) {
        Bytes spoiled = whole;
        spoiled[each.at] ^= each.bits;
        const auto read = decode_histogram(spoiled);
        ASSERT_FALSE(read) << each.at;
        EXPECT_EQ(read.error().code, each.code) << each.at << ": " << read.error().message;
    }
}

Bytes with_counts(const Bytes& counts) {
    Bytes bytes = encode_histogram(Histogram(*BucketLayout::of(1, 1000, 1)));
    bytes[7] = static_cast<std::uint8_t>(counts.size());
    bytes.insert(bytes.end(), counts.begin(), counts.end());
    return bytes;
}

TEST(HistogramCodec, RefusesCountsThatDoNotFit) {
    EXPECT_TRUE(decode_histogram(with_counts({2, 4})));
    const Bytes smallest = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    const Bytes largest = {0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    EXPECT_FALSE(decode_histogram(with_counts(smallest)));       // Zeros without end.
    EXPECT_FALSE(decode_histogram(with_counts({0x80})));         // Cut short.
    EXPECT_FALSE(decode_histogram(with_counts(Bytes(200, 2))));  // More than there are.
    Bytes thrice = largest;
    for (int i = 0; i < 2; ++i) thrice.insert(thrice.end(), largest.begin(), largest.end());
    const auto read = decode_histogram(with_counts(thrice));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kTooLarge);
}

TEST(HistogramCodec, DoesNotUnpackMoreThanItsLimit) {
    // More than is allowed, in a thousandth of that.
    Bytes bomb = platform::zlib_pack(Bytes(std::size_t{80} << 20U));
    Bytes bytes = {0x1c, 0x84, 0x93, 0x14};
    for (unsigned shift = 32; shift > 0; shift -= 8) {
        bytes.push_back(static_cast<std::uint8_t>(bomb.size() >> (shift - 8)));
    }
    bytes.insert(bytes.end(), bomb.begin(), bomb.end());
    const auto read = parse_histogram(crypto::base64(bytes));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kTooLarge);
}

// As a few dozen bytes claim it, of 32 MiB as a Histogram: thousands of these are a small log.
TEST(HistogramCodec, HoldsNoMoreThanWasStored) {
    const BucketLayout fine = *BucketLayout::of(1, (std::uint64_t{1} << 48U) - 1, 5);
    ASSERT_GT(fine.size(), 4'000'000U);
    Histogram histogram(fine);
    histogram.record(1);
    histogram.record(fine.highest());
    const auto read = parse_histogram(histogram_text(histogram));
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(read->buckets.size(), 2U);
    EXPECT_EQ(read->buckets[0].index, 1U);
    EXPECT_EQ(read->buckets[1].index, fine.size() - 1);
    EXPECT_EQ(read->count(), 2U);
}

TEST(HistogramCodec, AddsWhatWasStoredOnlyWhereItFits) {
    Histogram sum = some();
    const auto read = parse_histogram(histogram_text(some()));
    ASSERT_TRUE(read && read->add_to(sum));
    EXPECT_EQ(sum.count(), 2 * some().count());
    Histogram other(*BucketLayout::of(1, 3'600'000'000, 3));
    EXPECT_EQ(read->add_to(other).error().code, ErrorCode::kInvalidArgument);
    Histogram full(some().layout());
    full.record(1, ~std::uint64_t{0});
    EXPECT_EQ(read->add_to(full).error().code, ErrorCode::kTooLarge);
    EXPECT_EQ(full.count(), ~std::uint64_t{0});
}

TEST(HistogramCodec, SaysWhichVersionsItDoesNotRead) {
    // Of jHiccup 2.0.1's logs: version 0.
    const auto read = parse_histogram("HISTiQAAAEV42pNpmdzBwMDAxAAGfgoMDMxuBjsWQLgM");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kUnsupported);
    EXPECT_THAT(read.error().message, HasSubstr("version 0 or 1"));
}

}  // namespace
}  // namespace counterfoil::metrics
