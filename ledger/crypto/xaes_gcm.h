// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <memory>

#include "ledger/base/bytes.h"
#include "ledger/crypto/secret.h"

namespace counterfoil::crypto {

using Nonce192 = std::array<std::uint8_t, 24>;

inline constexpr std::size_t kTagSize = 16;

// The most bytes of plaintext, and of associated data, in one message: far below the limit of GCM,
// far above our largest record.
inline constexpr std::size_t kMessageSizeMax = std::size_t{1} << 30U;

// XAES-256-GCM (c2sp.org/XAES-256-GCM): AES-256-GCM with 192-bit nonces. One AES-CMAC step under
// the data key, over the first half of the nonce, derives the record key; the second half is the
// nonce of AES-256-GCM.
//
// The two steps are apart because the record key is what a key commitment binds and what a
// disclosure gives away. OpenSSL's algorithms are fetched once and contexts are reused: no
// allocation after construction. The last data key is remembered, so that what only depends on it
// is computed once for many records. The contexts hold the schedules of the last keys, in OpenSSL's
// ordinary memory, until the next use or the end of the object, which wipes them; so a process that
// forgets its data keys ends its XaesGcm too. One object serves one thread.
class XaesGcm {
  public:
    XaesGcm();
    ~XaesGcm();
    XaesGcm(XaesGcm&&) noexcept;
    XaesGcm& operator=(XaesGcm&&) noexcept;

    [[nodiscard]] Secret256 record_key(const Secret256& data_key, const Nonce192& nonce);
    void record_key_into(const Secret256& data_key, const Nonce192& nonce, Secret256& out);

    // Writes ciphertext and tag to `sealed`, whose size must be plaintext.size() + kTagSize.
    // `sealed` may begin where `plaintext` begins; no other overlap.
    void seal(const Secret256& record_key, const Nonce192& nonce, ByteView associated_data,
              ByteView plaintext, MutableByteView sealed);

    // Opens what seal wrote into `plaintext`, whose size must be sealed.size() - kTagSize.
    // `plaintext` may begin where `sealed` begins; no other overlap. False when `sealed` is shorter
    // than a tag or does not authenticate; `plaintext` is wiped then.
    [[nodiscard]] bool open(const Secret256& record_key, const Nonce192& nonce,
                            ByteView associated_data, ByteView sealed, MutableByteView plaintext);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace counterfoil::crypto
