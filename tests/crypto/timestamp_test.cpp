// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/timestamp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ts.h>

#include "ledger/crypto/der.h"
#include "ledger/crypto/encoding.h"
#include "ledger/crypto/hash.h"
#include "tests/crypto/timestamp_samples.h"

namespace counterfoil::crypto {
namespace {

using test::kAuthority;
using test::kLateReply;
using test::kOtherAuthority;
using test::kReply;
using testing::HasSubstr;

constexpr std::uint64_t kStampedAt = 1'767'323'045;  // 2026-01-02T03:04:05Z.

Bytes decoded(std::string_view base64) {
    return from_base64(base64).value();
}

Hash digest() {
    return sha256(as_bytes(test::kStampedText));
}

Authorities trusted(std::string_view pem) {
    return Authorities::parse(pem).value();
}

TEST(TimeStamp, IsAskedForWithDigestNonceAndCertificates) {
    const Bytes bytes = time_stamp_request(digest(), 0x8000000000000001U);
    const unsigned char* next = bytes.data();
    TS_REQ* const request = d2i_TS_REQ(nullptr, &next, static_cast<long>(bytes.size()));
    ASSERT_NE(request, nullptr);
    EXPECT_EQ(next, bytes.data() + bytes.size());
    EXPECT_EQ(TS_REQ_get_version(request), 1);
    EXPECT_NE(TS_REQ_get_cert_req(request), 0);
    std::uint64_t nonce = 0;
    EXPECT_EQ(ASN1_INTEGER_get_uint64(&nonce, TS_REQ_get_nonce(request)), 1);
    EXPECT_EQ(nonce, 0x8000000000000001U);
    const ASN1_OCTET_STRING* const imprint =
        TS_MSG_IMPRINT_get_msg(TS_REQ_get_msg_imprint(request));
    EXPECT_EQ(as_text({ASN1_STRING_get0_data(imprint),
                       static_cast<std::size_t>(ASN1_STRING_length(imprint))}),
              as_text(digest()));
    TS_REQ_free(request);
}

TEST(TimeStamp, SaysWhatExistedWhenAndByWhom) {
    const Result<TimeStamp> stamp = read_time_stamp(decoded(kReply));
    ASSERT_TRUE(stamp.ok()) << stamp.error().message;
    EXPECT_EQ(stamp->imprint, digest());
    EXPECT_EQ(stamp->time, kStampedAt);
    EXPECT_EQ(stamp->serial, "07");
    EXPECT_EQ(stamp->authority, "CN=Test tsa");
}

TEST(TimeStamp, IsVerifiedAtItsOwnTimeLongAfterItsCertificateEnded) {
    const Result<TimeStamp> stamp = trusted(kAuthority).verify(decoded(kReply), digest());
    ASSERT_TRUE(stamp.ok()) << stamp.error().message;
    EXPECT_EQ(stamp->time, kStampedAt);
    EXPECT_EQ(stamp->authority, "CN=Test tsa");
}

TEST(TimeStamp, IsRefusedWhenItsCertificateHadEndedByThen) {
    EXPECT_TRUE(read_time_stamp(decoded(kLateReply)).ok());
    const auto stamp = trusted(kAuthority).verify(decoded(kLateReply), digest());
    ASSERT_FALSE(stamp.ok());
    EXPECT_THAT(stamp.error().message, HasSubstr("expired"));
}

TEST(TimeStamp, IsRefusedByAuthoritiesThatDoNotVouchForIt) {
    const Bytes reply = decoded(kReply);
    EXPECT_FALSE(trusted(kOtherAuthority).verify(reply, digest()).ok());
    // Among several, one is enough.
    const std::string both = std::string(kOtherAuthority) + std::string(kAuthority);
    EXPECT_TRUE(trusted(both).verify(reply, digest()).ok());
    Hash other = digest();
    other[0] ^= 1U;
    EXPECT_FALSE(trusted(kAuthority).verify(reply, other).ok());
}

TEST(TimeStamp, ThatWasCutShortOrGrewIsNone) {
    const Bytes reply = decoded(kReply);
    for (std::size_t size = 0; size < reply.size(); ++size) {
        const Result<TimeStamp> stamp = read_time_stamp(ByteView(reply).first(size));
        ASSERT_FALSE(stamp.ok()) << size;
        EXPECT_THAT(stamp.error().message, HasSubstr("not a time stamp reply"));
    }
    Bytes grown = reply;
    grown.push_back(0);
    EXPECT_FALSE(read_time_stamp(grown).ok());
    grown.resize(kTimeStampSizeMax + 1);
    EXPECT_EQ(read_time_stamp(grown).error().code, ErrorCode::kTooLarge);
    EXPECT_EQ(trusted(kAuthority).verify(grown, digest()).error().code, ErrorCode::kTooLarge);
}

// Every bit: found, or in what nobody signed and nobody reads (the status granted with changes, the
// token's own list of digests). What is proven is never another thing.
TEST(TimeStamp, ProvesNothingElseWhenABitIsFlipped) {
    const Bytes reply = decoded(kReply);
    const Authorities authorities = trusted(kAuthority);
    std::size_t unseen = 0;
    for (std::size_t bit = 0; bit < reply.size() * 8; ++bit) {
        Bytes spoiled = reply;
        spoiled[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        const Result<TimeStamp> stamp = authorities.verify(spoiled, digest());
        if (!stamp) continue;
        ++unseen;
        EXPECT_EQ(stamp->imprint, digest());
        EXPECT_EQ(stamp->time, kStampedAt);
    }
    EXPECT_LT(unseen, reply.size() * 8 / 20);
}

TEST(TimeStamp, AuthoritiesAreCertificatesInPem) {
    const std::string good(kAuthority);
    EXPECT_TRUE(Authorities::parse("a comment\n" + good + "another\n").ok());
    const std::string wrong[] = {
        "",
        "text\n",
        good.substr(0, good.size() / 2),
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        good + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    };
    for (const std::string& each : wrong) {
        const Result<Authorities> authorities = Authorities::parse(each);
        ASSERT_FALSE(authorities.ok()) << each;
        EXPECT_EQ(authorities.error().code, ErrorCode::kInvalidArgument);
    }
    EXPECT_EQ(Authorities::parse(std::string(kAuthoritiesSizeMax + 1, '\n')).error().code,
              ErrorCode::kTooLarge);
}

TEST(Der, TakesAValueInItsOneFormOnly) {
    const struct {
        Bytes bytes;
        std::optional<std::size_t> size;  // Of the content; what stands behind it is the last byte.
    } cases[] = {
        {{0x04, 0x00, 0xff}, 0},
        {{0x04, 0x02, 1, 2, 0xff}, 2},
        {{}, {}},
        {{0x04}, {}},
        {{0x04, 0x01}, {}},
        {{0x05, 0x00}, {}},
        {{0x04, 0x80, 0, 0}, {}},                                // Indefinite.
        {{0x04, 0x81, 0x01, 1}, {}},                             // Longer than it need be.
        {{0x04, 0x82, 0x00, 0x81}, {}},                          // The same.
        {{0x04, 0x84, 0xff, 0xff, 0xff, 0xff, 1}, {}},           // More than is there.
        {{0x04, 0x85, 0x01, 0, 0, 0, 0, 1}, {}},                 // More than four bytes.
        {{0x04, 0xff, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, {}},  // Far more.
        {{0x04, 0x82, 0x01}, {}},
    };
    for (const auto& each : cases) {
        SCOPED_TRACE(hex(each.bytes));
        ByteView view = each.bytes;
        const std::optional<ByteView> content = der::take(view, der::kOctets);
        ASSERT_EQ(content.has_value(), each.size.has_value());
        EXPECT_EQ(view.size(), content ? 1 : each.bytes.size());
        EXPECT_EQ(content ? content->size() : 0, each.size.value_or(0));
    }
    Bytes longer(3 + 128 + 1, 0xff);
    longer[0] = 0x04;
    longer[1] = 0x81;
    longer[2] = 0x80;
    ByteView view = longer;
    EXPECT_EQ(der::take(view, der::kOctets)->size(), 128U);
    EXPECT_EQ(view.size(), 1U);
}

}  // namespace
}  // namespace counterfoil::crypto
