// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"

// Time stamps by RFC 3161, through OpenSSL. Nothing here touches a network: a request and a reply
// are bytes that somebody carries to an authority and back.
namespace counterfoil::crypto {

inline constexpr std::size_t kTimeStampSizeMax = 64U << 10U;
inline constexpr std::size_t kAuthoritiesSizeMax = 1U << 20U;

// A TimeStampReq in DER: asks for a stamp of this SHA-256 digest with the authority's certificates
// in it. A nonce keeps a reply to an earlier request from being taken for one to this.
[[nodiscard]] Bytes time_stamp_request(const Hash& imprint, std::uint64_t nonce);

// What a reply says. Read from it, it is a claim; from Authorities::verify, it is proven.
struct TimeStamp {
    Hash imprint{};          // Of what existed then.
    std::uint64_t time = 0;  // Seconds since 1970 UTC by the authority's clock, fractions cut off.
    std::string serial;      // Hexadecimal, unique for one authority; cut when it is very long.
    std::string authority;   // The subject of the signer's certificate as RFC 2253 writes it, in
                             // printable ASCII; empty when the reply does not hold it.
};

// A TimeStampResp in DER, without more behind it: granted, over a SHA-256 digest, of a time from
// 1970 on in the form of RFC 3161. Reads down to the TSTInfo by code of our own, so that what
// counts as one does not depend on a library; what lies aside is not judged. kTooLarge, or
// kInvalidArgument with why it is none.
[[nodiscard]] Result<TimeStamp> read_time_stamp(ByteView reply);

// The authorities that somebody trusts to tell the time. Copies share what they hold; safe for all
// threads.
class Authorities {
  public:
    // PEM with one certificate or more, each trusted. kInvalidArgument when it is not.
    [[nodiscard]] static Result<Authorities> parse(std::string_view pem);

    // Whether one of them vouches for this reply over this digest: the signature; the certificates
    // that lead from its signer to an authority, all valid at the stamp's own time, of 112 bits of
    // strength or more; and that the signer's is for time stamps and nothing else (critical
    // extended key usage). kInvalidArgument with what does not hold. Revocation is not looked at.
    [[nodiscard]] Result<TimeStamp> verify(ByteView reply, const Hash& imprint) const;

  private:
    struct State;
    explicit Authorities(std::shared_ptr<const State> state) : state_(std::move(state)) {}
    std::shared_ptr<const State> state_;
};

}  // namespace counterfoil::crypto
