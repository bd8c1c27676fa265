// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/library.h"

#include <openssl/crypto.h>
#include <sodium.h>

#include "ledger/crypto/known_answers.h"

namespace counterfoil::crypto {

Status start() {
    if (sodium_init() < 0) {
        return Error{ErrorCode::kUnsupported,
                     "libsodium does not start; it needs the system's random numbers"};
    }
    return check(known_answers());
}

std::string openssl_version() {
    return OpenSSL_version(OPENSSL_VERSION);
}

std::string sodium_version() {
    return sodium_version_string();
}

}  // namespace counterfoil::crypto
