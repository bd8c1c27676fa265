// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/derive.h"

#include <memory>

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <sodium.h>

namespace counterfoil::crypto {
namespace {

static_assert(crypto_pwhash_SALTBYTES == std::tuple_size_v<Argon2Salt>);
static_assert(crypto_pwhash_argon2id_OPSLIMIT_MIN == 1 &&
              crypto_pwhash_argon2id_MEMLIMIT_MIN == 8 << 10U);

struct FreeKdfContext {
    void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};

// Fetched once and never freed: it lives as long as OpenSSL itself.
EVP_KDF* hkdf_algorithm() {
    static EVP_KDF* const algorithm = EVP_KDF_fetch(nullptr, OSSL_KDF_NAME_HKDF, nullptr);
    require(algorithm != nullptr, "OpenSSL has no HKDF");
    return algorithm;
}

// OpenSSL only reads what its parameters point to.
OSSL_PARAM octets(const char* name, ByteView bytes) {
    static std::uint8_t nothing = 0;
    auto* data = bytes.empty() ? &nothing : const_cast<std::uint8_t*>(bytes.data());
    return OSSL_PARAM_construct_octet_string(name, data, bytes.size());
}

}  // namespace

Secret256 hkdf_sha256(ByteView key, ByteView salt, ByteView info) {
    require(!key.empty(), "HKDF needs a key");
    // A context of its own for each call, because it holds the key until it is freed.
    const std::unique_ptr<EVP_KDF_CTX, FreeKdfContext> context{EVP_KDF_CTX_new(hkdf_algorithm())};
    require(context != nullptr, "no memory for HKDF");
    char digest[] = "SHA2-256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        octets(OSSL_KDF_PARAM_KEY, key),
        octets(OSSL_KDF_PARAM_SALT, salt),
        octets(OSSL_KDF_PARAM_INFO, info),
        OSSL_PARAM_construct_end(),
    };
    Secret256 derived;
    require(
        EVP_KDF_derive(context.get(), derived.writable().data(), Secret256::kSize, parameters) == 1,
        "HKDF does not derive");
    return derived;
}

Result<Secret256> argon2id(ByteView passphrase, const Argon2Salt& salt, const Argon2Cost& cost) {
    require(cost.passes >= crypto_pwhash_argon2id_OPSLIMIT_MIN &&
                cost.memory_kib >= crypto_pwhash_argon2id_MEMLIMIT_MIN >> 10U,
            "Argon2id has a cost");
    Secret256 derived;
    if (crypto_pwhash(derived.writable().data(), Secret256::kSize, as_text(passphrase).data(),
                      passphrase.size(), salt.data(), cost.passes,
                      std::size_t{cost.memory_kib} << 10U, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return Error{ErrorCode::kIo,
                     fmt::format("there is no memory for Argon2id, which takes {} MiB to turn a "
                                 "passphrase into a key; try again when more is free",
                                 (cost.memory_kib + 1023) >> 10U)};
    }
    return derived;
}

bool argon2id_opens(const char* encoded, ByteView passphrase) {
    return crypto_pwhash_argon2id_str_verify(encoded, as_text(passphrase).data(),
                                             passphrase.size()) == 0;
}

}  // namespace counterfoil::crypto
