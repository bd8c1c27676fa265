// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "ledger/base/bytes.h"

// The distinguished encoding of ASN.1 (X.690), as much of it as reading down to a value needs.
namespace counterfoil::crypto::der {

// Identifier octets.
inline constexpr std::uint8_t kInteger = 0x02;
inline constexpr std::uint8_t kOctets = 0x04;
inline constexpr std::uint8_t kObject = 0x06;
inline constexpr std::uint8_t kGeneralizedTime = 0x18;
inline constexpr std::uint8_t kSequence = 0x30;
inline constexpr std::uint8_t kSet = 0x31;
inline constexpr std::uint8_t kFirst = 0xa0;  // [0], constructed.

// Takes the value that `bytes` begins with off them and gives its content; both borrow from the
// same bytes. Nothing, and `bytes` as they were, unless it has this tag, its length is in its one
// form, of up to four bytes, and all of it is there.
[[nodiscard]] std::optional<ByteView> take(ByteView& bytes, std::uint8_t tag);

}  // namespace counterfoil::crypto::der
