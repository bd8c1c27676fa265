// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "ledger/base/bytes.h"
#include "ledger/base/little_endian.h"
#include "ledger/format/field_table.h"
#include "ledger/format/labels.h"

// docs/FORMAT.md, "keys/epoch-N".
namespace counterfoil::format {

struct EpochSecret {
    Magic magic{};
    Le16 version;
    std::array<std::uint8_t, 6> reserved{};
    LedgerId ledger_id{};
    Le64 epoch;
    std::array<std::uint8_t, 32> public_key{};
    std::array<std::uint8_t, 24> nonce{};
    std::array<std::uint8_t, 48> sealed_seed{};
};
inline constexpr std::size_t kEpochSecretSize = 144;
inline constexpr std::array kEpochSecretFields = {
    COUNTERFOIL_FIELD(EpochSecret, magic),    COUNTERFOIL_FIELD(EpochSecret, version),
    COUNTERFOIL_FIELD(EpochSecret, reserved), COUNTERFOIL_FIELD(EpochSecret, ledger_id),
    COUNTERFOIL_FIELD(EpochSecret, epoch),    COUNTERFOIL_FIELD(EpochSecret, public_key),
    COUNTERFOIL_FIELD(EpochSecret, nonce),    COUNTERFOIL_FIELD(EpochSecret, sealed_seed),
};
COUNTERFOIL_LAYOUT(EpochSecret, kEpochSecretSize, kEpochSecretFields);

}  // namespace counterfoil::format
