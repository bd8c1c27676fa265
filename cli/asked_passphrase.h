// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "ledger/keys/passphrase_source.h"

namespace counterfoil::cli {

// Passphrases from a file descriptor, or else from a person at the terminal; never from arguments
// or the environment, which other processes can read.
class AskedPassphrase : public keys::PassphraseSource {
  public:
    // `may_ask`: whether the person at the terminal may be made to type.
    AskedPassphrase(std::optional<int> descriptor, bool may_ask)
        : descriptor_(descriptor), may_ask_(may_ask) {}

    [[nodiscard]] Result<crypto::SecretBytes> ask(const std::string& path) override;
    [[nodiscard]] Result<crypto::SecretBytes> ask_new(const std::string& path) override;
    // A person may mistype three times.
    [[nodiscard]] bool ask_again(unsigned wrong) const override;

  private:
    [[nodiscard]] Result<crypto::SecretBytes> read_descriptor();
    [[nodiscard]] Result<crypto::SecretBytes> ask_on_terminal(const std::string& prompt) const;

    std::optional<int> descriptor_;
    bool may_ask_;
    std::optional<crypto::SecretBytes> read_;  // A descriptor gives it once only.
};

}  // namespace counterfoil::cli
