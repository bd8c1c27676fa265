// SPDX-License-Identifier: Apache-2.0
#include "ledger/format/body_codec.h"

#include <new>
#include <set>

#include <gtest/gtest.h>

#include "ledger/format/limits.h"
#include "ledger/format/segment.h"
#include "tests/format/body_samples.h"

namespace counterfoil::format {
namespace {

TEST(BodyCodec, EveryAlternativeHasASample) {
    std::set<std::size_t> alternatives;
    for (const BodySample& sample : body_samples()) alternatives.insert(sample.body.index());
    EXPECT_EQ(alternatives.size(), std::variant_size_v<Body>);
}

TEST(BodyCodec, ReadsBackWhatItWrote) {
    for (const BodySample& sample : body_samples()) {
        SCOPED_TRACE(sample.name);
        const Bytes bytes = encode_body(sample.body);
        const std::optional<Body> body = decode_body(sample.type, bytes);
        ASSERT_TRUE(body.has_value());
        EXPECT_EQ(body->index(), sample.body.index());
        EXPECT_EQ(body_type(*body), sample.type);
        EXPECT_EQ(encode_body(*body), bytes);
    }
}

TEST(BodyCodec, KeepsTheVariableParts) {
    const auto again = [](const char* name) {
        const BodySample& sample = body_sample(name);
        return decode_body(sample.type, encode_body(sample.body)).value();
    };
    EXPECT_EQ(std::get<Genesis>(again("genesis")).origin, "example.org/audit/2026");
    EXPECT_EQ(std::get<Genesis>(again("genesis")).signature[63], 190 + 63);
    EXPECT_EQ(std::get<Segment>(again("segment")).frontier.size(), 2U);
    EXPECT_EQ(std::get<Segment>(again("segment")).streams.at(2).stream_id, 7U);
    EXPECT_EQ(std::get<Stream>(again("clear stream")).name, "Löschung/payroll");
    EXPECT_EQ(std::get<Stream>(again("hidden stream")).name, "");
    EXPECT_EQ(std::get<JointKey>(again("joint key")).subject_key_ids,
              (std::vector<std::uint64_t>{4, 8, 15}));
    EXPECT_EQ(std::get<Erasure>(again("erasure")).key_ids, (std::vector<std::uint64_t>{8, 9}));
    EXPECT_EQ(std::get<Destroyed>(again("destroyed")).ranges.at(1).end, 10U);
    EXPECT_EQ(std::get<Recovery>(again("recovery")).tails.at(1).length, 65536U);
    EXPECT_EQ(std::get<Anchor>(again("anchor")).payload.size(), 5U);
}

TEST(BodyCodec, ABodyOfWhichNothingIsSaidIsZeroBytes) {
    // What the memory held before must not reach a ledger through a member that nobody set.
    alignas(HoldBody) std::array<std::uint8_t, sizeof(HoldBody)> memory{};
    memory.fill(0xAA);
    const HoldBody* const body = new (memory.data()) HoldBody;
    EXPECT_TRUE(all_zero(encode_body(*body)));
}

TEST(BodyCodec, SetsCountsAndKindsItself) {
    Genesis genesis = std::get<Genesis>(body_sample("genesis").body);
    genesis.fixed.origin_length = 1;
    EXPECT_EQ(encode_body(genesis), encode_body(body_sample("genesis").body));

    JointKey joint = std::get<JointKey>(body_sample("joint key").body);
    joint.fixed.kind = 77;
    joint.fixed.subject_count = 77;
    EXPECT_EQ(encode_body(joint), encode_body(body_sample("joint key").body));
}

TEST(BodyCodec, RefusesABodyUnderEveryOtherType) {
    for (const BodySample& sample : body_samples()) {
        const Bytes bytes = encode_body(sample.body);
        for (unsigned type = 0; type <= 255; ++type) {
            const auto other = static_cast<RecordType>(type);
            // A heartbeat is four free numbers: some other body of its size may read as one.
            if (other == sample.type || other == RecordType::kHeartbeat) continue;
            EXPECT_FALSE(decode_body(other, bytes).has_value()) << sample.name << " as " << type;
        }
    }
}

TEST(BodyCodec, AcceptsTheEmptyStateOfSegmentZero) {
    Segment body = std::get<Segment>(body_sample("segment").body);
    body.frontier.clear();
    body.streams.clear();
    EXPECT_TRUE(decode_body(RecordType::kSegment, encode_body(body)).has_value());
}

TEST(BodyCodec, AcceptsNoMoreFrontierHashesThanASizeHasBits) {
    Segment body = std::get<Segment>(body_sample("segment").body);
    body.frontier.resize(64);
    EXPECT_TRUE(decode_body(RecordType::kSegment, encode_body(body)).has_value());
    body.frontier.resize(65);
    EXPECT_FALSE(decode_body(RecordType::kSegment, encode_body(body)).has_value());
}

TEST(BodyCodec, AcceptsARecoveryWithoutTailsAndWithoutAnAbandonedCommit) {
    Recovery body = std::get<Recovery>(body_sample("recovery").body);
    body.fixed.flags = kRecoveryPoisoned;
    body.fixed.abandoned_size = 0;
    body.fixed.abandoned_root = {};
    body.tails.clear();
    EXPECT_TRUE(decode_body(RecordType::kRecovery, encode_body(body)).has_value());
}

TEST(BodyCodec, AcceptsTheLongestOriginAndName) {
    Genesis genesis = std::get<Genesis>(body_sample("genesis").body);
    genesis.origin.assign(kOriginSizeMax, 'o');
    EXPECT_TRUE(decode_body(RecordType::kGenesis, encode_body(genesis)).has_value());
    genesis.origin += 'o';
    EXPECT_FALSE(decode_body(RecordType::kGenesis, encode_body(genesis)).has_value());

    Stream stream = std::get<Stream>(body_sample("clear stream").body);
    stream.name.assign(kStreamNameSizeMax, 'n');
    EXPECT_TRUE(decode_body(RecordType::kStream, encode_body(stream)).has_value());
    stream.name += 'n';
    EXPECT_FALSE(decode_body(RecordType::kStream, encode_body(stream)).has_value());
}

TEST(BodyCodec, RefusesABodyThatNoRecordCanHold) {
    Anchor anchor = std::get<Anchor>(body_sample("anchor").body);
    anchor.payload.resize(kRecordSizeMax - kEntrySize - kAnchorBodySize);
    EXPECT_TRUE(decode_body(RecordType::kAnchor, encode_body(anchor)).has_value());
    anchor.payload.push_back(0);
    EXPECT_FALSE(decode_body(RecordType::kAnchor, encode_body(anchor)).has_value());
}

TEST(BodyCodec, SignsAllOfGenesisBeforeItsSignature) {
    const Genesis genesis = std::get<Genesis>(body_sample("genesis").body);
    Bytes bytes = encode_body(genesis);
    bytes.resize(bytes.size() - genesis.signature.size());
    EXPECT_EQ(genesis_signed_part(genesis), bytes);
}

TEST(BodyCodecDeathTest, AListTooLongForItsCountIsABrokenInvariant) {
    Genesis genesis = std::get<Genesis>(body_sample("genesis").body);
    genesis.origin.assign(65536, 'o');
    EXPECT_DEATH((void)encode_body(genesis), "broken invariant");
}

TEST(RecordType, EveryNumberOfTheFormatHasItsOwnName) {
    std::set<std::string> names;
    for (unsigned type = 0; type <= 255; ++type) {
        const std::string name = record_type_name(static_cast<std::uint8_t>(type));
        const bool known = type >= 1 && type <= kRecordTypeLast;
        EXPECT_EQ(name != "unknown", known) << type;
        if (known) {
            EXPECT_TRUE(names.insert(name).second) << name;
        }
    }
}

TEST(SyncPolicy, HasANameForOneToFour) {
    EXPECT_STREQ(sync_policy_name(0), "unknown");
    EXPECT_STREQ(sync_policy_name(1), "record");
    EXPECT_STREQ(sync_policy_name(2), "batch");
    EXPECT_STREQ(sync_policy_name(3), "group");
    EXPECT_STREQ(sync_policy_name(4), "none");
    EXPECT_STREQ(sync_policy_name(5), "unknown");
}

TEST(SyncPolicy, IsFoundByItsNameAndNoOtherText) {
    for (const SyncPolicy policy : kSyncPolicies) {
        EXPECT_EQ(sync_policy_of(sync_policy_name(policy)), policy);
    }
    for (const char* name : {"", "unknown", "Batch", "batch ", "batc", "2"}) {
        EXPECT_EQ(sync_policy_of(name), std::nullopt) << name;
    }
}

}  // namespace
}  // namespace counterfoil::format
