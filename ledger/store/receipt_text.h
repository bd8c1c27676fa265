// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ledger/base/bytes.h"
#include "ledger/store/event.h"

namespace counterfoil::store {

// A receipt as whoever appended keeps it: one JSON object on one line, without LF, with the hashes
// in hexadecimal and the signature in base64. `origin` is one (format::is_origin).
[[nodiscard]] std::string receipt_json(const Receipt& receipt, const LedgerId& ledger_id,
                                       const std::string& origin);

}  // namespace counterfoil::store
