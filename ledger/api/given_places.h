// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <counterfoil/places.h>

#include <functional>
#include <string>

#include "ledger/base/result.h"
#include "ledger/keys/key_access.h"
#include "ledger/keys/passphrase_source.h"

namespace counterfoil::api {

// Places as a caller gave them, and for the empty ones those of this user. kInvalidArgument when
// there is neither.
[[nodiscard]] Result<std::string> trust_directory(const Places& places);
[[nodiscard]] Result<std::string> marks_directory(const Places& places);
// Borrows `passphrase`.
[[nodiscard]] Result<keys::KeyAccess> key_access(const Places& places,
                                                 keys::PassphraseSource& passphrase);

// Asks whoever calls the library.
class AskedCaller final : public keys::PassphraseSource {
  public:
    explicit AskedCaller(const Places& places) : ask_(places.passphrase) {}

    [[nodiscard]] Result<crypto::SecretBytes> ask(const std::string& path) override;
    [[nodiscard]] Result<crypto::SecretBytes> ask_new(const std::string& path) override;
    // A caller who wants to be asked again calls again.
    [[nodiscard]] bool ask_again(unsigned wrong) const override;

  private:
    std::function<Result<Bytes>(const std::string& key_file)> ask_;
};

}  // namespace counterfoil::api
