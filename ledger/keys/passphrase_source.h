// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ledger/base/result.h"
#include "ledger/crypto/secret_bytes.h"

namespace counterfoil::keys {

// Whoever knows the passphrase of a master key: a person at a terminal, or a descriptor.
class PassphraseSource {
  public:
    virtual ~PassphraseSource() = default;

    // The passphrase that opens the key file `path`. An error when nobody answers.
    [[nodiscard]] virtual Result<crypto::SecretBytes> ask(const std::string& path) = 0;
    // A passphrase for the new key file `path`, as sure as the source can be that it is what was
    // meant.
    [[nodiscard]] virtual Result<crypto::SecretBytes> ask_new(const std::string& path) = 0;
    // Whether it is worth asking again after so many passphrases that were wrong.
    [[nodiscard]] virtual bool ask_again(unsigned wrong) const = 0;
};

}  // namespace counterfoil::keys
