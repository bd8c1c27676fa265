// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/sign.h"

#include <cstddef>

#include <sodium.h>

#include "ledger/base/result.h"

namespace counterfoil::crypto {

static_assert(std::tuple_size_v<PublicKey> == crypto_sign_PUBLICKEYBYTES);
static_assert(std::tuple_size_v<Signature> == crypto_sign_BYTES);
static_assert(Secret256::kSize == crypto_sign_SEEDBYTES);

// libsodium's form of the secret key: seed and public key. Allocated like every secret, which also
// wipes it.
struct SigningKey::Expanded {
    std::uint8_t bytes[crypto_sign_SECRETKEYBYTES];

    static void* operator new(std::size_t size) {
        void* memory = sodium_malloc(size);
        require(memory != nullptr, "no memory for a secret");
        return memory;
    }
    static void operator delete(void* memory) { sodium_free(memory); }
};

SigningKey::SigningKey(const Secret256& seed) : expanded_(new Expanded) {
    require(crypto_sign_seed_keypair(public_key_.data(), expanded_->bytes, seed.view().data()) == 0,
            "Ed25519 makes no key");
}
SigningKey::~SigningKey() = default;
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;

Signature SigningKey::sign(ByteView message) const {
    require(expanded_ != nullptr, "use of a signing key that was moved away");
    Signature signature;
    require(crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(),
                                 expanded_->bytes) == 0,
            "Ed25519 does not sign");
    return signature;
}

bool verify(const PublicKey& key, ByteView message, const Signature& signature) {
    return crypto_sign_verify_detached(signature.data(), message.data(), message.size(),
                                       key.data()) == 0;
}

}  // namespace counterfoil::crypto
