// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/format/bodies.h"
#include "ledger/keys/keyring_database.h"

namespace counterfoil::keys {

using HoldId = std::array<std::uint8_t, 16>;

// A legal hold: while it stands, the subject's key must not be destroyed.
struct Hold {
    HoldId id{};
    std::uint64_t key_id = 0;               // Of the subject; 0: all subjects of the ledger.
    std::uint64_t added = 0;                // Sequence of the record that began it.
    std::optional<std::uint64_t> released;  // And of the one that ended it.
};

// The holds that the ledger's records have set, as the keyring remembers them. `database` must
// outlive it.
class HoldRegister {
  public:
    explicit HoldRegister(KeyringDatabase& database) : database_(&database) {}

    [[nodiscard]] Status load();
    [[nodiscard]] Status apply(std::uint64_t sequence, const format::HoldBody& body);

    // In the order in which they were added, those that were released included.
    [[nodiscard]] std::vector<Hold> all() const;
    // The first standing hold that forbids destroying this key.
    [[nodiscard]] std::optional<Hold> on(std::uint64_t key_id) const;

  private:
    [[nodiscard]] Status store(const Hold& hold);

    KeyringDatabase* database_;
    std::map<HoldId, Hold> holds_;
};

}  // namespace counterfoil::keys
