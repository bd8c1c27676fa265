// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/base/result.h"

namespace counterfoil::api {

// Has the library's parts started that a program's main would start. To be called first by every
// public function that makes something; quick, but for the first time. Safe for all threads.
[[nodiscard]] Status started();

}  // namespace counterfoil::api
