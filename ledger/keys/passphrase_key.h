// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/derive.h"
#include "ledger/crypto/secret.h"
#include "ledger/platform/random.h"

namespace counterfoil::keys {

// The text of a key file whose master key is wrapped under a passphrase (docs/FORMAT.md, "Files
// outside the ledger").
class PassphraseKey {
  public:
    static constexpr std::string_view kTitle = "counterfoil-passphrase-key v1";
    // About a second of a processor: libsodium's "moderate".
    static constexpr crypto::Argon2Cost kCost = {3, 256U << 10U};
    // Less would help who guesses: RFC 9106's second recommended choice.
    static constexpr crypto::Argon2Cost kCostMin = {3, 64U << 10U};
    // More would let a hostile file take the machine.
    static constexpr crypto::Argon2Cost kCostMax = {1U << 10U, 4U << 20U};
    static constexpr std::size_t kPassphraseSizeMax = 1024;
    static constexpr std::size_t kPassphraseCharactersMin = 12;

    // kInvalidArgument when the passphrase is shorter than 12 characters, longer than 1,024 bytes,
    // or not UTF-8 without control characters. `cost` is within the limits.
    [[nodiscard]] static Result<std::string> seal(const crypto::Secret256& master,
                                                  const LedgerId& ledger_id, ByteView passphrase,
                                                  platform::Random& random,
                                                  const crypto::Argon2Cost& cost = kCost);

    // Whether a text claims to be one.
    [[nodiscard]] static bool is_one(std::string_view text);
    // kDamaged: the text is none of this ledger's. kUnsupported: its cost is out of the limits.
    // Messages do not name the file.
    [[nodiscard]] static Result<PassphraseKey> parse(std::string_view text,
                                                     const LedgerId& ledger_id);
    // kPermission when it does not open with this passphrase; kIo when memory is short.
    [[nodiscard]] Result<crypto::Secret256> open(ByteView passphrase,
                                                 platform::Random& random) const;

  private:
    PassphraseKey() = default;

    LedgerId ledger_id_{};
    crypto::Argon2Cost cost_;
    crypto::Argon2Salt salt_{};
    Bytes wrapped_;
};

}  // namespace counterfoil::keys
