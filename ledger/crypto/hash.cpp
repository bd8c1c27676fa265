// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/hash.h"

// OpenSSL 3 would rather have SHA-256 called through EVP, which allocates for each message and
// costs 40 to 100 ns more: as much again as a short message itself (docs/decisions/0010).
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include "ledger/base/result.h"

namespace counterfoil::crypto {

namespace {

struct FreeMacContext {
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

// Fetched once and never freed: it lives as long as OpenSSL itself.
EVP_MAC* hmac_algorithm() {
    static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr);
    require(algorithm != nullptr, "OpenSSL has no HMAC");
    return algorithm;
}

}  // namespace

struct Sha256::State {
    SHA256_CTX context;
    bool in_message = false;

    void begin() {
        require(SHA256_Init(&context) == 1, "SHA-256 does not start");
        in_message = false;
    }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
    state_->begin();
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(ByteView bytes) {
    state_->in_message = true;
    if (bytes.empty()) return;
    require(SHA256_Update(&state_->context, bytes.data(), bytes.size()) == 1,
            "SHA-256 does not go on");
}

Hash Sha256::finish() {
    Hash hash;
    require(SHA256_Final(hash.data(), &state_->context) == 1, "SHA-256 does not end");
    state_->begin();
    return hash;
}

Hash Sha256::digest(std::initializer_list<ByteView> parts) {
    require(!state_->in_message, "Sha256::digest in the middle of another message");
    for (const ByteView part : parts) update(part);
    return finish();
}

Hash sha256(std::initializer_list<ByteView> parts) {
    thread_local Sha256 hasher;
    return hasher.digest(parts);
}

Hash hmac_sha256(ByteView key, std::initializer_list<ByteView> parts) {
    // A context of its own for each call, because it holds the key until it is freed.
    const std::unique_ptr<EVP_MAC_CTX, FreeMacContext> context{EVP_MAC_CTX_new(hmac_algorithm())};
    require(context != nullptr, "no memory for HMAC");
    char digest[] = "SHA2-256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    // OpenSSL takes a null key for no key, and an empty key is a key.
    const std::uint8_t empty_key = 0;
    const std::uint8_t* key_data = key.empty() ? &empty_key : key.data();
    require(EVP_MAC_init(context.get(), key_data, key.size(), parameters) == 1,
            "HMAC does not start");
    for (const ByteView part : parts) {
        if (part.empty()) continue;
        require(EVP_MAC_update(context.get(), part.data(), part.size()) == 1,
                "HMAC does not go on");
    }
    Hash hash;
    std::size_t size = 0;
    require(
        EVP_MAC_final(context.get(), hash.data(), &size, hash.size()) == 1 && size == hash.size(),
        "HMAC does not end");
    return hash;
}

}  // namespace counterfoil::crypto
