// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "ledger/base/bytes.h"

namespace counterfoil::keys {

// label ‖ ledger id ‖ bytes: what is signed, and what wrapped secrets are bound to, so that nothing
// made for one purpose or ledger serves another (docs/FORMAT.md).
[[nodiscard]] inline Bytes labelled(std::string_view label, const LedgerId& ledger_id,
                                    ByteView bytes) {
    Bytes message(label.begin(), label.end());
    message.insert(message.end(), ledger_id.begin(), ledger_id.end());
    message.insert(message.end(), bytes.begin(), bytes.end());
    return message;
}

}  // namespace counterfoil::keys
