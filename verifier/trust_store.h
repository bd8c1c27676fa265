// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/platform/storage.h"
#include "verifier/pin.h"
#include "verifier/verify.h"

namespace counterfoil::verifier {

// The ledgers that this user knows, in one directory: of each the pin file LEDGER-ID.pin and, once
// a verification proved it, the largest checkpoint seen, LEDGER-ID.tar (a bundle of kind
// counterfoil-checkpoint, which others can judge as well).
class TrustStore {
  public:
    // The directory need not exist yet. `storage` must outlive this object.
    TrustStore(platform::Storage& storage, std::string directory);

    // Nothing when this ledger is not known. kDamaged when its pin cannot be read as one.
    [[nodiscard]] Result<std::optional<Pin>> find(const LedgerId& ledger) const;
    // Keeps the pin. The same pin again is fine; another pin for the same ledger is kExists.
    [[nodiscard]] Status remember(const LedgerId& ledger, const Pin& pin);
    [[nodiscard]] std::string path_of(const LedgerId& ledger) const;

    // The largest checkpoint that was proven; nothing when none was. kDamaged when the memory is
    // none, or of another ledger than its pin: it is judged anew each time.
    [[nodiscard]] Result<std::optional<KnownSize>> remembered(const LedgerId& ledger) const;
    [[nodiscard]] std::string memory_path(const LedgerId& ledger) const;
    // Where evidence of a fork goes that was seen with this root.
    [[nodiscard]] std::string fork_path(const LedgerId& ledger, const Hash& shown_root) const;

    // All that have a pin, in the order of their ids. Nothing when the directory is not there.
    [[nodiscard]] Result<std::vector<LedgerId>> list() const;
    // A ledger that is known here.
    struct Known {
        LedgerId ledger{};
        Pin pin;
    };
    // Those of this origin, in the order of their ids. What is no pin is passed over.
    [[nodiscard]] Result<std::vector<Known>> of_origin(const std::string& origin) const;
    // Forgets pin and memory; evidence of forks stays. kNotFound when it has no pin.
    [[nodiscard]] Status forget(const LedgerId& ledger);

  private:
    platform::Storage& storage_;
    std::string directory_;
};

}  // namespace counterfoil::verifier
