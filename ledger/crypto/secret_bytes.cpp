// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/secret_bytes.h"

#include <algorithm>

#include <sodium.h>

#include "ledger/base/result.h"

namespace counterfoil::crypto {

void SecretBytes::Free::operator()(std::uint8_t* bytes) const {
    sodium_free(bytes);  // Wipes first.
}

SecretBytes::SecretBytes(std::size_t capacity)
    : bytes_(static_cast<std::uint8_t*>(sodium_malloc(capacity))), capacity_(capacity) {
    require(bytes_ != nullptr, "no memory for a secret");
    sodium_memzero(bytes_.get(), capacity_);
}

ByteView SecretBytes::view() const {
    require(bytes_ != nullptr, "use of a secret that was moved away");
    return {bytes_.get(), size_};
}

MutableByteView SecretBytes::room() {
    require(bytes_ != nullptr, "use of a secret that was moved away");
    return {bytes_.get(), capacity_};
}

void SecretBytes::resize(std::size_t size) {
    require(size <= capacity_, "a secret stays within its memory");
    sodium_memzero(room().subspan(size).data(), capacity_ - size);
    size_ = size;
}

void SecretBytes::append(ByteView bytes) {
    require(bytes.size() <= capacity_ - size_, "a secret stays within its memory");
    std::copy(bytes.begin(), bytes.end(), room().subspan(size_).begin());
    size_ += bytes.size();
}

}  // namespace counterfoil::crypto
