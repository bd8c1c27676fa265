// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"

namespace counterfoil::platform {

// Whole zlib streams (RFC 1950) in memory.
[[nodiscard]] Bytes zlib_pack(ByteView content);
// kTooLarge as soon as the content is longer than `size_max`, whatever the packed size: memory is
// bounded by that. kDamaged when it is not exactly one stream.
[[nodiscard]] Result<Bytes> zlib_unpack(ByteView packed, std::size_t size_max);

}  // namespace counterfoil::platform
