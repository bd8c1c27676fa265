// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "ledger/base/bytes.h"

namespace counterfoil::crypto {

// CRC-32C (Castagnoli, RFC 3720 appendix B.4): finds accidental damage, proves nothing against an
// attacker. The value of "123456789" is e3069283. Pass the result of earlier bytes as `before` to
// go on with later ones: crc32c(b, crc32c(a)) == crc32c(a followed by b).
[[nodiscard]] std::uint32_t crc32c(ByteView bytes, std::uint32_t before = 0);

}  // namespace counterfoil::crypto
