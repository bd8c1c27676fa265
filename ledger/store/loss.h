// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ledger/base/result.h"
#include "ledger/platform/platform.h"
#include "ledger/store/opening.h"

namespace counterfoil::store {

// Ends a ledger whose end no crash explains (rows 3 to 8) for ever, at the last frame that checks:
// writes the signed file LOSS, which says what HEAD promised, what is left, when, and the
// operator's reason. Nothing else is touched: the damage stays as evidence, the ledger is read-only
// and INCOMPLETE at best, and a successor may continue it. kInvalidArgument when there is nothing
// to acknowledge (rows 0 and 9), no slot of HEAD is good (row 2), or the reason is not 1 to 4,096
// bytes of UTF-8 without control characters.
[[nodiscard]] Status acknowledge_loss(const platform::Platform& platform,
                                      const WriterOptions& options, const Opening& opening,
                                      const std::string& reason);

}  // namespace counterfoil::store
