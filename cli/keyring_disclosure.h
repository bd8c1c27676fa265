// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "ledger/base/result.h"
#include "ledger/keys/unlocked_keys.h"
#include "ledger/publish/bundle_writer.h"

namespace counterfoil::cli {

// What an evidence bundle may give away, from the keys at hand.
class KeyringDisclosure : public publish::DisclosureSource {
  public:
    // `keys` must outlive it, and be those of an encrypted ledger.
    explicit KeyringDisclosure(keys::UnlockedKeys& keys) : keys_(keys) {}

    Result<std::optional<crypto::Secret256>> record_key(const format::Entry& entry) override;
    Result<std::optional<publish::DisclosedName>> stream_name(std::uint32_t stream_id) override;

  private:
    keys::UnlockedKeys& keys_;
};

}  // namespace counterfoil::cli
