// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "ledger/base/bytes.h"

// libipsec-mb (optional at build time): SHA-256 of many messages in the lanes of AVX-512 registers,
// and AES-256-GCM on VAES. OpenSSL is the reference, does everything without it, and is what opens
// and verifies: libipsec-mb only writes.
namespace counterfoil::crypto {

// Of the processor that runs this.
struct ProcessorFeatures {
    bool sha_ni = false;
    bool aes_ni = false;
    bool vaes = false;
    bool avx512 = false;
};
[[nodiscard]] ProcessorFeatures processor_features();

// Which implementation hashes many messages, and seals: "openssl" or "libipsec-mb".
[[nodiscard]] std::string_view hashing_implementation();
[[nodiscard]] std::string_view sealing_implementation();

// False: objects that are made from now on use OpenSSL only. For comparing the two; safe for all
// threads.
void allow_accelerator(bool allowed);

// One AES-256-GCM seal with a 96-bit nonce. One object serves one thread; it wipes the key's
// schedule when it ends and at each next key.
class AcceleratedGcm {
  public:
    // Null when there is none, it is not allowed, or this processor does not have VAES.
    [[nodiscard]] static std::unique_ptr<AcceleratedGcm> make();
    AcceleratedGcm();
    ~AcceleratedGcm();

    // `sealed` has room for the tag of 16 bytes and may begin where `plaintext` does.
    void seal(std::span<const std::uint8_t, 32> key, std::span<const std::uint8_t, 12> nonce,
              ByteView associated_data, ByteView plaintext, MutableByteView sealed);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// SHA-256 of independent messages. One object serves one thread.
class AcceleratedLanes {
  public:
    // Null as above, for a processor without AVX-512.
    [[nodiscard]] static std::unique_ptr<AcceleratedLanes> make();
    AcceleratedLanes();
    ~AcceleratedLanes();

    // What libipsec-mb takes: its lanes count bytes in 16 bits, and none may be empty.
    [[nodiscard]] static bool takes(ByteView message) {
        return !message.empty() && message.size() <= kMessageSizeMax;
    }
    static constexpr std::size_t kMessageSizeMax = 32768;
    // out[i] becomes the hash of messages[i]; as many of both. Leaves out what it does not take.
    void digest(std::span<const ByteView> messages, std::span<Hash> out);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace counterfoil::crypto
