// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/wrapping.h"

#include <algorithm>

#include "ledger/crypto/xaes_gcm.h"
#include "ledger/keys/labelled.h"

namespace counterfoil::keys {
namespace {

constexpr std::size_t kNonceSize = sizeof(crypto::Nonce192);

Error not_ours() {
    return {ErrorCode::kDamaged,
            "a wrapped secret does not open under this master key; the master key is that of "
            "another ledger, or the file was altered"};
}

// Opens `wrapped` into `secret`, which has the size that the wrapping left.
bool unwrap_into(const crypto::Secret256& master, ByteView associated_data, ByteView wrapped,
                 MutableByteView secret) {
    crypto::Nonce192 nonce;
    std::copy_n(wrapped.begin(), kNonceSize, nonce.begin());
    crypto::XaesGcm cipher;
    const crypto::Secret256 record_key = cipher.record_key(master, nonce);
    return cipher.open(record_key, nonce, associated_data, wrapped.subspan(kNonceSize), secret);
}

}  // namespace

Bytes Wrapping::wrap(std::string_view label, ByteView context, ByteView secret) const {
    crypto::Nonce192 nonce;
    random_.fill(nonce);
    crypto::XaesGcm cipher;
    const crypto::Secret256 record_key = cipher.record_key(master_, nonce);
    Bytes wrapped(kNonceSize + secret.size() + crypto::kTagSize);
    std::copy(nonce.begin(), nonce.end(), wrapped.begin());
    cipher.seal(record_key, nonce, labelled(label, ledger_id_, context), secret,
                MutableByteView(wrapped).subspan(kNonceSize));
    return wrapped;
}

Result<Bytes> Wrapping::unwrap(std::string_view label, ByteView context, ByteView wrapped) const {
    if (wrapped.size() < kNonceSize + crypto::kTagSize) return not_ours();
    Bytes secret(wrapped.size() - kNonceSize - crypto::kTagSize);
    if (!unwrap_into(master_, labelled(label, ledger_id_, context), wrapped, secret))
        return not_ours();
    return secret;
}

Result<crypto::Secret256> Wrapping::unwrap_secret(std::string_view label, ByteView context,
                                                  ByteView wrapped) const {
    if (wrapped.size() != kWrappedSecretSize) return not_ours();
    crypto::Secret256 secret;
    if (!unwrap_into(master_, labelled(label, ledger_id_, context), wrapped, secret.writable())) {
        return not_ours();
    }
    return secret;
}

}  // namespace counterfoil::keys
