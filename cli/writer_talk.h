// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/store/writer.h"

namespace counterfoil::cli {

// What a person should hear of a writer that is done: that a signing epoch should have ended by
// itself and did not.
void say_what_was_put_off(const store::LedgerWriter& writer);

}  // namespace counterfoil::cli
