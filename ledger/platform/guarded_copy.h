// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/base/bytes.h"

namespace counterfoil::platform {

// Takes SIGBUS over, once for the whole process; later calls do nothing. What was installed before
// still gets every SIGBUS that does not come from a guarded copy. Whoever installs another handler
// after this takes the guard away.
void guard_copies();

// Copies from a mapping whose file may have lost its pages meanwhile: false, with any part of
// `into` written, when the system could not give one of them. As long as each other. Safe for all
// threads.
[[nodiscard]] bool guarded_copy(ByteView source, MutableByteView into);

}  // namespace counterfoil::platform
