// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/platform/storage.h"
#include "verifier/pin.h"

namespace counterfoil::verifier {

// The ledgers that this user knows: one pin file LEDGER-ID.pin for each, in one directory.
class TrustStore {
  public:
    // The directory need not exist yet. `storage` must outlive this object.
    TrustStore(platform::Storage& storage, std::string directory);

    // Nothing when this ledger is not known. kDamaged when its pin cannot be read as one.
    [[nodiscard]] Result<std::optional<Pin>> find(const LedgerId& ledger) const;
    // Keeps the pin. The same pin again is fine; another pin for the same ledger is kExists.
    [[nodiscard]] Status remember(const LedgerId& ledger, const Pin& pin);
    [[nodiscard]] std::string path_of(const LedgerId& ledger) const;

    // A ledger that is known here.
    struct Known {
        LedgerId ledger{};
        Pin pin;
    };
    // Those of this origin, in the order of their ids. What is no pin is passed over.
    [[nodiscard]] Result<std::vector<Known>> of_origin(const std::string& origin) const;
    // Where evidence of a ledger's epochs is kept, a checkpoint bundle, if it is: LEDGER-ID.tar.
    [[nodiscard]] std::string evidence_path_of(const LedgerId& ledger) const;

  private:
    platform::Storage& storage_;
    std::string directory_;
};

}  // namespace counterfoil::verifier
