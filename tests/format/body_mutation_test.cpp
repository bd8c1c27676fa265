// SPDX-License-Identifier: Apache-2.0
#include <random>

#include <gtest/gtest.h>

#include "ledger/format/body_codec.h"
#include "tests/format/body_samples.h"

namespace counterfoil::format {
namespace {

// What decode_body promises of any bytes: refused, or the one encoding of what was read.
::testing::AssertionResult refused_or_reencodes(RecordType type, const Bytes& bytes) {
    const std::optional<Body> body = decode_body(type, bytes);
    if (!body) return ::testing::AssertionSuccess();
    if (body_type(*body) != type) return ::testing::AssertionFailure() << "another type";
    if (encode_body(*body) != bytes) return ::testing::AssertionFailure() << "other bytes";
    return ::testing::AssertionSuccess();
}

TEST(BodyCodec, RefusesEveryTruncation) {
    for (const BodySample& sample : body_samples()) {
        const Bytes whole = encode_body(sample.body);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            EXPECT_FALSE(decode_body(sample.type, ByteView(whole).first(size)).has_value())
                << sample.name << " cut to " << size;
        }
    }
}

TEST(BodyCodec, RefusesAByteBehindTheBody) {
    for (const BodySample& sample : body_samples()) {
        Bytes bytes = encode_body(sample.body);
        bytes.push_back(0);
        EXPECT_FALSE(decode_body(sample.type, bytes).has_value()) << sample.name;
    }
}

TEST(BodyCodec, AFlippedBitIsRefusedOrReadAsItStands) {
    for (const BodySample& sample : body_samples()) {
        Bytes bytes = encode_body(sample.body);
        for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
            const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
            bytes[bit / 8] ^= mask;
            EXPECT_TRUE(refused_or_reencodes(sample.type, bytes))
                << sample.name << ", bit " << bit % 8 << " of byte " << bit / 8;
            bytes[bit / 8] ^= mask;
        }
    }
}

TEST(BodyCodec, SurvivesRandomBytes) {
    std::mt19937_64 random(test_seed());
    for (int round = 0; round < 20'000; ++round) {
        Bytes bytes(random() % 400);
        for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
        for (unsigned type = 0; type <= kRecordTypeLast + 1U; ++type) {
            ASSERT_TRUE(refused_or_reencodes(static_cast<RecordType>(type), bytes)) << round;
        }
    }
}

TEST(BodyCodec, SurvivesSamplesWithRandomBytesInThem) {
    std::mt19937_64 random(test_seed());
    for (int round = 0; round < 5'000; ++round) {
        for (const BodySample& sample : body_samples()) {
            Bytes bytes = encode_body(sample.body);
            for (std::uint64_t edits = 1 + random() % 4; edits > 0; --edits) {
                // Small numbers reach further than random ones: kinds and counts are small.
                const std::uint64_t value = random() % 2 == 0 ? random() : random() % 4;
                bytes[random() % bytes.size()] = static_cast<std::uint8_t>(value);
            }
            if (random() % 4 == 0) bytes.resize(bytes.size() + random() % 100);
            ASSERT_TRUE(refused_or_reencodes(sample.type, bytes)) << sample.name;
        }
    }
}

}  // namespace
}  // namespace counterfoil::format
