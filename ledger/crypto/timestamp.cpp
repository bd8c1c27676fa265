// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/timestamp.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include "ledger/crypto/der.h"
#include "ledger/crypto/encoding.h"

namespace counterfoil::crypto {
namespace {

constexpr std::size_t kAuthoritiesMax = 1000;
constexpr std::size_t kSerialBytesMax = 32;
constexpr int kStrengthLevel = 2;  // OpenSSL's name for 112 bits: RSA of 2048, SHA-256.

template <auto kFree>
struct Freer {
    template <class Object>
    void operator()(Object* object) const {
        kFree(object);
    }
};
template <class Object, auto kFree>
using Owned = std::unique_ptr<Object, Freer<kFree>>;

void free_certificates(STACK_OF(X509) * certificates) {
    sk_X509_free(certificates);
}
using OwnedBio = Owned<BIO, BIO_free>;
using OwnedReply = Owned<TS_RESP, TS_RESP_free>;
using OwnedCertificate = Owned<X509, X509_free>;

// Errors of OpenSSL end in this file: whatever a call left in its queue goes with this object.
class ErrorQueue {
  public:
    ErrorQueue() { ERR_clear_error(); }
    ~ErrorQueue() { ERR_clear_error(); }
    ErrorQueue(const ErrorQueue&) = delete;
    ErrorQueue& operator=(const ErrorQueue&) = delete;

    // What was first, which is the cause; for people.
    [[nodiscard]] static std::string first() {
        const char* data = nullptr;
        int flags = 0;
        const unsigned long code = ERR_get_error_all(nullptr, nullptr, nullptr, &data, &flags);
        const char* const reason = ERR_reason_error_string(code);
        std::string text = reason != nullptr ? reason : "OpenSSL does not say why";
        if ((flags & ERR_TXT_STRING) != 0 && data != nullptr && *data != 0) {
            text += fmt::format(" ({})", data);
        }
        return text;
    }
};

Error no_stamp(std::string_view why) {
    return {ErrorCode::kInvalidArgument, fmt::format("not a time stamp reply: {}", why)};
}

// "20261126073011.5Z": RFC 3161 wants seconds and Z, and allows a fraction.
bool is_stamp_time(std::string_view text) {
    constexpr std::size_t kSecondsEnd = 14;
    const auto is_digit = [](char each) { return each >= '0' && each <= '9'; };
    if (text.size() <= kSecondsEnd || text.back() != 'Z') return false;
    const std::string_view whole = text.substr(0, kSecondsEnd);
    if (!std::all_of(whole.begin(), whole.end(), is_digit)) return false;
    std::string_view rest = text.substr(kSecondsEnd, text.size() - kSecondsEnd - 1);
    if (rest.empty()) return true;
    if (rest.front() != '.') return false;
    rest.remove_prefix(1);
    return !rest.empty() && std::all_of(rest.begin(), rest.end(), is_digit);
}

// Seconds since 1970 of "20261126073011Z", if there is such a moment.
std::optional<std::uint64_t> seconds_of(std::string_view text) {
    if (!is_stamp_time(text)) return std::nullopt;
    const auto number = [&](std::size_t at, std::size_t digits) {
        int value = 0;
        for (std::size_t i = at; i < at + digits; ++i) value = value * 10 + (text[i] - '0');
        return value;
    };
    const std::chrono::year_month_day date{std::chrono::year(number(0, 4)),
                                           std::chrono::month(static_cast<unsigned>(number(4, 2))),
                                           std::chrono::day(static_cast<unsigned>(number(6, 2)))};
    const int hours = number(8, 2);
    const int minutes = number(10, 2);
    const int seconds = number(12, 2);
    if (!date.ok() || date.year() < std::chrono::year(1970) || hours > 23 || minutes > 59 ||
        seconds > 59) {
        return std::nullopt;
    }
    const auto days = std::chrono::sys_days(date).time_since_epoch().count();
    return static_cast<std::uint64_t>(days) * 86'400 +
           static_cast<std::uint64_t>(hours * 3600 + minutes * 60 + seconds);
}

// The values with these tags that `bytes` begins with; nothing when others stand there.
template <std::size_t kCount>
std::optional<std::array<ByteView, kCount>> items(ByteView bytes,
                                                  const std::uint8_t (&tags)[kCount]) {
    std::array<ByteView, kCount> contents;
    for (std::size_t i = 0; i < kCount; ++i) {
        const std::optional<ByteView> content = der::take(bytes, tags[i]);
        if (!content) return std::nullopt;
        contents[i] = *content;
    }
    return contents;
}

bool is(ByteView content, std::string_view expected) {
    return as_text(content) == expected;
}

// Object identifiers.
constexpr std::string_view kSignedData("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", 9);
constexpr std::string_view kTstInfo("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04", 11);
constexpr std::string_view kSha256("\x60\x86\x48\x01\x65\x03\x04\x02\x01", 9);

// From the reply down to the TSTInfo, and no further aside: what else a token holds matters to
// those who know authorities only, and then OpenSSL reads it.
Result<ByteView> find_info(ByteView reply) {
    using namespace der;
    const std::optional<ByteView> response = take(reply, kSequence);
    if (!response) return no_stamp("it is not DER, or was cut short");
    if (!reply.empty()) return no_stamp("something stands behind it");
    const auto status_info = items(*response, {kSequence});
    const auto status = status_info ? items((*status_info)[0], {kInteger}) : std::nullopt;
    if (!status) return no_stamp("it has no status");
    if (!is((*status)[0], std::string_view("\0", 1)) && !is((*status)[0], "\1")) {
        return no_stamp("the authority did not grant one");
    }
    const auto parts = items(*response, {kSequence, kSequence});
    if (!parts) return no_stamp("there is no token in it");
    const auto token = items((*parts)[1], {kObject, kFirst});
    const auto outer = token ? items((*token)[1], {kSequence}) : std::nullopt;
    const auto data = outer ? items((*outer)[0], {kInteger, kSet, kSequence}) : std::nullopt;
    const auto content = data ? items((*data)[2], {kObject, kFirst}) : std::nullopt;
    if (!content || !is((*token)[0], kSignedData) || !is((*content)[0], kTstInfo)) {
        return no_stamp("its token is not signed data over a TSTInfo");
    }
    const auto octets = items((*content)[1], {kOctets});
    const auto info = octets ? items((*octets)[0], {kSequence}) : std::nullopt;
    if (!info) return no_stamp("there is no TSTInfo in its token");
    return (*info)[0];
}

std::string serial_of(ByteView number) {
    const bool is_long = number.size() > kSerialBytesMax;
    return hex(number.first(std::min(number.size(), kSerialBytesMax))) + (is_long ? "..." : "");
}

std::string authority_of(PKCS7* token) {
    if (token == nullptr) return "";
    const Owned<STACK_OF(X509), free_certificates> signers(PKCS7_get0_signers(token, nullptr, 0));
    if (!signers || sk_X509_num(signers.get()) != 1) return "";
    const OwnedBio text(BIO_new(BIO_s_mem()));
    require(text != nullptr, "no memory for a name");
    const X509_NAME* const name = X509_get_subject_name(sk_X509_value(signers.get(), 0));
    if (X509_NAME_print_ex(text.get(), name, 0, XN_FLAG_RFC2253) < 0) return "";
    char* data = nullptr;
    const long size = BIO_get_mem_data(text.get(), &data);
    std::string printed(data, static_cast<std::size_t>(std::max(size, 0L)));
    for (char& each : printed) {
        if (each < 0x20 || each > 0x7e) each = '?';
    }
    return printed;
}

Result<TimeStamp> read(ByteView reply) {
    using namespace der;
    if (reply.size() > kTimeStampSizeMax) {
        return Error{ErrorCode::kTooLarge, fmt::format("a time stamp reply of {} bytes; the limit "
                                                       "is {}",
                                                       reply.size(), kTimeStampSizeMax)};
    }
    const Result<ByteView> info = find_info(reply);
    if (!info) return info.error();
    const auto fields = items(*info, {kInteger, kObject, kSequence, kInteger, kGeneralizedTime});
    if (!fields) return no_stamp("its TSTInfo is none");
    const auto imprint = items((*fields)[2], {kSequence, kOctets});
    const auto algorithm = imprint ? items((*imprint)[0], {kObject}) : std::nullopt;
    TimeStamp stamp;
    if (!algorithm || !is((*algorithm)[0], kSha256) ||
        (*imprint)[1].size() != stamp.imprint.size()) {
        return no_stamp("it is over another digest than SHA-256");
    }
    std::copy((*imprint)[1].begin(), (*imprint)[1].end(), stamp.imprint.begin());
    const std::optional<std::uint64_t> time = seconds_of(as_text((*fields)[4]));
    if (!time) return no_stamp("its time is none, or is before 1970");
    stamp.time = *time;
    stamp.serial = serial_of((*fields)[3]);
    return stamp;
}

OwnedReply decode(ByteView reply) {
    const unsigned char* next = reply.data();
    return OwnedReply(d2i_TS_RESP(nullptr, &next, static_cast<long>(reply.size())));
}

}  // namespace

Bytes time_stamp_request(const Hash& imprint, std::uint64_t nonce) {
    const ErrorQueue errors;
    const Owned<TS_REQ, TS_REQ_free> request(TS_REQ_new());
    const Owned<TS_MSG_IMPRINT, TS_MSG_IMPRINT_free> message(TS_MSG_IMPRINT_new());
    const Owned<X509_ALGOR, X509_ALGOR_free> algorithm(X509_ALGOR_new());
    const Owned<ASN1_INTEGER, ASN1_INTEGER_free> number(ASN1_INTEGER_new());
    Hash digest = imprint;  // OpenSSL takes it without const, and copies it.
    const bool made =
        request && message && algorithm && number &&
        X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr) == 1 &&
        TS_MSG_IMPRINT_set_algo(message.get(), algorithm.get()) == 1 &&
        TS_MSG_IMPRINT_set_msg(message.get(), digest.data(), static_cast<int>(digest.size())) ==
            1 &&
        TS_REQ_set_version(request.get(), 1) == 1 &&
        TS_REQ_set_msg_imprint(request.get(), message.get()) == 1 &&
        ASN1_INTEGER_set_uint64(number.get(), nonce) == 1 &&
        TS_REQ_set_nonce(request.get(), number.get()) == 1 &&
        TS_REQ_set_cert_req(request.get(), 1) == 1;
    require(made, "OpenSSL does not make a time stamp request");
    const int size = i2d_TS_REQ(request.get(), nullptr);
    require(size > 0, "OpenSSL does not write a time stamp request");
    Bytes bytes(static_cast<std::size_t>(size));
    unsigned char* next = bytes.data();
    require(i2d_TS_REQ(request.get(), &next) == size, "a time stamp request changed its size");
    return bytes;
}

Result<TimeStamp> read_time_stamp(ByteView reply) {
    Result<TimeStamp> stamp = read(reply);
    if (!stamp) return stamp;
    const ErrorQueue errors;
    const OwnedReply decoded = decode(reply);
    if (decoded) stamp->authority = authority_of(TS_RESP_get_token(decoded.get()));
    return stamp;
}

struct Authorities::State {
    std::vector<OwnedCertificate> certificates;
};

Result<Authorities> Authorities::parse(std::string_view pem) {
    const ErrorQueue errors;
    const auto invalid = [](const std::string& why) {
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("no certificates of time stamp authorities in PEM: {}", why)};
    };
    if (pem.size() > kAuthoritiesSizeMax) {
        return Error{ErrorCode::kTooLarge, fmt::format("certificates of {} bytes; the limit is {}",
                                                       pem.size(), kAuthoritiesSizeMax)};
    }
    const OwnedBio source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    require(source != nullptr, "no memory for certificates");
    auto state = std::make_shared<State>();
    for (;;) {
        OwnedCertificate certificate(PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr));
        if (!certificate) {
            // The end of the text is an error to OpenSSL, too.
            if (ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE) break;
            return invalid(ErrorQueue::first());
        }
        if (state->certificates.size() == kAuthoritiesMax) {
            return invalid(fmt::format("there are over {}", kAuthoritiesMax));
        }
        state->certificates.push_back(std::move(certificate));
    }
    if (state->certificates.empty()) return invalid("there is none");
    return Authorities(std::move(state));
}

Result<TimeStamp> Authorities::verify(ByteView reply, const Hash& imprint) const {
    Result<TimeStamp> stamp = read(reply);
    if (!stamp) return stamp;
    const ErrorQueue errors;
    const auto refused = [] {
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("no trusted authority vouches for this time stamp: {}",
                                 ErrorQueue::first())};
    };
    const OwnedReply decoded = decode(reply);
    if (!decoded) return refused();
    stamp->authority = authority_of(TS_RESP_get_token(decoded.get()));

    Owned<X509_STORE, X509_STORE_free> store(X509_STORE_new());
    Owned<TS_VERIFY_CTX, TS_VERIFY_CTX_free> context(TS_VERIFY_CTX_new());
    // The context will free it.
    auto* const digest = static_cast<unsigned char*>(OPENSSL_malloc(imprint.size()));
    require(store && context && digest != nullptr, "no memory to verify a time stamp");
    std::copy(imprint.begin(), imprint.end(), digest);
    for (const OwnedCertificate& each : state_->certificates) {
        require(X509_STORE_add_cert(store.get(), each.get()) == 1, "no memory for a certificate");
    }
    // The certificate says who may stamp, and until when: what counts is when it did.
    X509_VERIFY_PARAM* const rules = X509_STORE_get0_param(store.get());
    X509_VERIFY_PARAM_set_time(rules, static_cast<std::int64_t>(stamp->time));
    X509_VERIFY_PARAM_set_auth_level(rules, kStrengthLevel);
    TS_VERIFY_CTX_set_store(context.get(), store.release());
    TS_VERIFY_CTX_set_imprint(context.get(), digest, static_cast<long>(imprint.size()));
    TS_VERIFY_CTX_set_flags(context.get(),
                            TS_VFY_VERSION | TS_VFY_IMPRINT | TS_VFY_SIGNER | TS_VFY_SIGNATURE);
    if (TS_RESP_verify_response(context.get(), decoded.get()) != 1) return refused();
    return stamp;
}

}  // namespace counterfoil::crypto
