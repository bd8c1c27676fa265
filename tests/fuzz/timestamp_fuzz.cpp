// SPDX-License-Identifier: Apache-2.0
// Replies of time stamp authorities. Whatever an authority vouches for is over the digest that was
// asked about, and can be read without it.
#include <cstddef>
#include <cstdint>

#include "ledger/base/result.h"
#include "ledger/crypto/hash.h"
#include "ledger/crypto/library.h"
#include "ledger/crypto/timestamp.h"
#include "tests/crypto/timestamp_samples.h"

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    counterfoil::require(counterfoil::crypto::start().ok(), "the crypto room starts");
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace counterfoil;
    static const auto authorities = crypto::Authorities::parse(test::kAuthority).value();
    static const Hash digest = crypto::sha256(as_bytes(test::kStampedText));
    const auto claimed = crypto::read_time_stamp({data, size});
    const auto proven = authorities.verify({data, size}, digest);
    if (!proven) return 0;
    require(claimed.ok(), "what is proven can be read");
    require(proven->imprint == digest, "it is proven of what was asked about");
    require(proven->time == claimed->time, "there is one time");
    return 0;
}
