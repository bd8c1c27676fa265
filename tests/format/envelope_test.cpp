// SPDX-License-Identifier: Apache-2.0
#include "ledger/format/envelope.h"

#include <cstring>
#include <random>

#include <gtest/gtest.h>

#include "ledger/format/limits.h"
#include "tests/format/body_samples.h"

namespace counterfoil::format {
namespace {

const std::string kEvent = "{\"login\":\"ada\"}\n";

EventAttributes full_attributes() {
    EventAttributes attributes;
    attributes.content_type = "application/json";
    attributes.source_time_ns = 1767323045000000006;
    attributes.idempotency_id = {0, 1, 255};
    attributes.event_type = "login";
    attributes.subjects = {"zoë", "ada"};
    attributes.peer = PeerCredentials{10, 1000, 1001, 0};
    return attributes;
}

Bytes envelope_of(const EventAttributes& attributes) {
    Bytes bytes = encode_envelope(attributes).value();
    bytes.insert(bytes.end(), kEvent.begin(), kEvent.end());
    return bytes;
}

void append16(Bytes& bytes, std::size_t value) {
    bytes.push_back(static_cast<std::uint8_t>(value & 0xFFU));
    bytes.push_back(static_cast<std::uint8_t>(value >> 8U));
}

struct RawField {
    std::uint16_t tag;
    std::string value;
};

// Written by hand from FORMAT.md, so that fields which encode_envelope never writes can be tried.
Bytes raw_envelope(const std::vector<RawField>& fields) {
    Bytes body;
    for (const RawField& field : fields) {
        append16(body, field.tag);
        append16(body, field.value.size());
        body.insert(body.end(), field.value.begin(), field.value.end());
    }
    Bytes bytes;
    append16(bytes, kVersion);
    append16(bytes, body.size());
    bytes.insert(bytes.end(), body.begin(), body.end());
    bytes.insert(bytes.end(), kEvent.begin(), kEvent.end());
    return bytes;
}

TEST(Envelope, ReadsBackWhatItWrote) {
    const Bytes bytes = envelope_of(full_attributes());
    const std::optional<Envelope> envelope = decode_envelope(bytes);
    ASSERT_TRUE(envelope.has_value());
    const EventAttributes& attributes = envelope->attributes;
    EXPECT_EQ(attributes.content_type, "application/json");
    EXPECT_EQ(attributes.source_time_ns, 1767323045000000006U);
    EXPECT_EQ(attributes.idempotency_id, (Bytes{0, 1, 255}));
    EXPECT_EQ(attributes.event_type, "login");
    EXPECT_EQ(attributes.subjects, (std::vector<std::string>{"zoë", "ada"}));
    ASSERT_TRUE(attributes.peer.has_value());
    EXPECT_EQ(attributes.peer->process_id, 10U);
    EXPECT_EQ(attributes.peer->user_id, 1000U);
    EXPECT_EQ(attributes.peer->group_id, 1001U);
    EXPECT_EQ(as_text(envelope->event), kEvent);
    EXPECT_EQ(envelope_of(attributes), bytes);
}

TEST(Envelope, IsItsHeaderAloneWhenNothingIsSaid) {
    EXPECT_EQ(encode_envelope({}), (Bytes{1, 0, 0, 0}));
    const Bytes bytes = {1, 0, 0, 0};
    const std::optional<Envelope> envelope = decode_envelope(bytes);
    ASSERT_TRUE(envelope.has_value());
    EXPECT_TRUE(envelope->event.empty());
}

TEST(Envelope, LiesAsTheDocumentSays) {
    EventAttributes attributes;
    attributes.source_time_ns = 0x0102030405060708;
    attributes.subjects = {"a"};
    EXPECT_EQ(encode_envelope(attributes),
              (Bytes{1, 0, 17, 0, 2, 0, 8, 0, 8, 7, 6, 5, 4, 3, 2, 1, 5, 0, 1, 0, 'a'}));
}

TEST(Envelope, DoesNotWriteWhatItWouldNotRead) {
    const auto refused = [](void (*spoil)(EventAttributes&)) {
        EventAttributes attributes = full_attributes();
        spoil(attributes);
        return !encode_envelope(attributes).has_value();
    };
    using A = EventAttributes;
    EXPECT_TRUE(refused([](A& a) { a.content_type.assign(256, 'c'); }));
    EXPECT_TRUE(refused([](A& a) { a.content_type = "text/plain\r\n"; }));
    EXPECT_TRUE(refused([](A& a) { a.event_type.assign(256, 'e'); }));
    EXPECT_TRUE(refused([](A& a) { a.event_type = "\xFF"; }));
    EXPECT_TRUE(refused([](A& a) { a.idempotency_id.resize(65); }));
    EXPECT_TRUE(refused([](A& a) { a.subjects.emplace_back(256, 's'); }));
    EXPECT_TRUE(refused([](A& a) { a.subjects.emplace_back(); }));
    EXPECT_TRUE(refused([](A& a) { a.peer->reserved = 1; }));
}

TEST(Envelope, HoldsFieldsUpToTheirLimitTogether) {
    EventAttributes attributes;
    attributes.subjects.assign(253, std::string(255, 's'));
    attributes.subjects.emplace_back(kEnvelopeFieldsSizeMax - 253 * 259 - 4, 's');
    const std::optional<Bytes> bytes = encode_envelope(attributes);
    ASSERT_TRUE(bytes.has_value());
    EXPECT_EQ(bytes->size(), kEnvelopeHeaderSize + kEnvelopeFieldsSizeMax);
    EXPECT_TRUE(decode_envelope(*bytes).has_value());
    attributes.subjects.back() += 's';
    EXPECT_FALSE(encode_envelope(attributes).has_value());
}

TEST(Envelope, SkipsTagsOfALaterVersion) {
    const Bytes bytes =
        raw_envelope({{0, ""}, {4, "login"}, {7, "new"}, {65535, std::string(300, 0)}});
    const std::optional<Envelope> envelope = decode_envelope(bytes);
    ASSERT_TRUE(envelope.has_value());
    EXPECT_EQ(envelope->attributes.event_type, "login");
    EXPECT_EQ(as_text(envelope->event), kEvent);
}

TEST(Envelope, RefusesSpoiledFields) {
    const std::string peer(kPeerCredentialsSize, '\0');
    struct Row {
        const char* what;
        std::vector<RawField> fields;
    };
    const std::vector<Row> rows = {
        {"tags descend", {{4, "login"}, {1, "text/plain"}}},
        {"content type twice", {{1, "text/plain"}, {1, "text/plain"}}},
        {"source time twice", {{2, "12345678"}, {2, "12345678"}}},
        {"peer twice", {{6, peer}, {6, peer}}},
        {"unknown tag twice", {{9, "x"}, {9, "x"}}},
        {"empty content type", {{1, ""}}},
        {"long content type", {{1, std::string(256, 'c')}}},
        {"content type not UTF-8", {{1, "\xC3"}}},
        {"short source time", {{2, "1234567"}}},
        {"long source time", {{2, "123456789"}}},
        {"empty idempotency id", {{3, ""}}},
        {"long idempotency id", {{3, std::string(65, 'i')}}},
        {"empty event type", {{4, ""}}},
        {"event type with a control character", {{4, "log\x1Bin"}}},
        {"empty subject", {{5, "ada"}, {5, ""}}},
        {"long subject", {{5, std::string(256, 's')}}},
        {"subject with a C1 control", {{5, "\xC2\x85"}}},
        {"short peer", {{6, peer.substr(1)}}},
        {"long peer", {{6, peer + '\0'}}},
        {"peer with reserved bytes", {{6, peer.substr(1) + '\1'}}},
    };
    for (const Row& row : rows) {
        EXPECT_FALSE(decode_envelope(raw_envelope(row.fields)).has_value()) << row.what;
    }
}

TEST(Envelope, RefusesABrokenStructure) {
    const std::vector<Bytes> broken = {
        {},
        {1, 0, 0},                       // Header cut short.
        {0, 0, 0, 0},                    // Version 0.
        {2, 0, 0, 0},                    // Version 2.
        {1, 1, 0, 0},                    // Version 257.
        {1, 0, 1, 0},                    // Fields beyond the end.
        {1, 0, 0xFF, 0xFF, 7, 0, 0, 0},  // Largest length.
        {1, 0, 3, 0, 7, 0, 0},           // Field header cut short.
        {1, 0, 4, 0, 7, 0, 1, 0, 'x'},   // Value beyond the fields, into the event.
    };
    for (const Bytes& bytes : broken) {
        EXPECT_FALSE(decode_envelope(bytes).has_value()) << ::testing::PrintToString(bytes);
    }
}

// Whatever is read can be written, and says the same when it is read again.
::testing::AssertionResult refused_or_stable(ByteView bytes) {
    const std::optional<Envelope> envelope = decode_envelope(bytes);
    if (!envelope) return ::testing::AssertionSuccess();
    const std::optional<Bytes> written = encode_envelope(envelope->attributes);
    if (!written) return ::testing::AssertionFailure() << "read, but cannot be written";
    const std::optional<Envelope> again = decode_envelope(*written);
    if (!again || encode_envelope(again->attributes) != written) {
        return ::testing::AssertionFailure() << "written, but reads as something else";
    }
    const std::size_t header_and_fields = bytes.size() - envelope->event.size();
    // Only fields of unknown tags may be missing.
    if (written->size() > header_and_fields) return ::testing::AssertionFailure() << "longer";
    if (written->size() == header_and_fields &&
        !std::equal(written->begin(), written->end(), bytes.begin())) {
        return ::testing::AssertionFailure() << "other bytes";
    }
    return ::testing::AssertionSuccess();
}

TEST(Envelope, RefusesEveryTruncationBeforeItsEvent) {
    const Bytes bytes = envelope_of(full_attributes());
    for (std::size_t size = 0; size < bytes.size() - kEvent.size(); ++size) {
        EXPECT_FALSE(decode_envelope(ByteView(bytes).first(size)).has_value()) << size;
    }
}

TEST(Envelope, AFlippedBitIsRefusedOrReadAsItStands) {
    Bytes bytes = envelope_of(full_attributes());
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
        const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
        bytes[bit / 8] ^= mask;
        EXPECT_TRUE(refused_or_stable(bytes)) << "bit " << bit % 8 << " of byte " << bit / 8;
        bytes[bit / 8] ^= mask;
    }
}

TEST(Envelope, SurvivesRandomBytes) {
    std::mt19937_64 random(test_seed());
    for (int round = 0; round < 50'000; ++round) {
        Bytes bytes = round % 2 == 0 ? envelope_of(full_attributes()) : Bytes(4 + random() % 200);
        for (std::uint64_t edits = 1 + random() % 4; edits > 0; --edits) {
            bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
        }
        ASSERT_TRUE(refused_or_stable(bytes)) << round;
    }
}

}  // namespace
}  // namespace counterfoil::format
