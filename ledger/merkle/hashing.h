// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/base/bytes.h"

// The hashes of RFC 6962 section 2.1, with SHA-256.
namespace counterfoil::merkle {

[[nodiscard]] Hash leaf_hash(ByteView leaf);                        // SHA-256(0x00 ‖ leaf)
[[nodiscard]] Hash node_hash(const Hash& left, const Hash& right);  // SHA-256(0x01 ‖ left ‖ right)
[[nodiscard]] const Hash& empty_root();                             // SHA-256("")

}  // namespace counterfoil::merkle
