// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ledger/base/result.h"

namespace counterfoil::crypto {

// Prepares libsodium and checks every primitive of this room against a known answer. A program
// calls it once, before any other function of the room, and must not go on when it fails.
[[nodiscard]] Status start();

// The run-time versions, such as "OpenSSL 3.0.17 1 Jul 2025" and "1.0.18".
[[nodiscard]] std::string openssl_version();
[[nodiscard]] std::string sodium_version();

}  // namespace counterfoil::crypto
