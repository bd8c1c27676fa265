// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/der.h"

#include <cstddef>

namespace counterfoil::crypto::der {

std::optional<ByteView> take(ByteView& bytes, std::uint8_t tag) {
    constexpr std::size_t kShortMax = 0x7f;
    constexpr std::size_t kLengthBytesMax = 4;
    if (bytes.size() < 2 || bytes[0] != tag) return std::nullopt;
    std::size_t length = bytes[1];
    std::size_t start = 2;
    if (length > kShortMax) {
        const std::size_t count = length - kShortMax - 1;
        if (count == 0 || count > kLengthBytesMax || bytes.size() - start < count ||
            bytes[start] == 0) {
            return std::nullopt;
        }
        length = 0;
        for (std::size_t i = 0; i < count; ++i) length = length << 8U | bytes[start++];
        if (length <= kShortMax) return std::nullopt;
    }
    if (bytes.size() - start < length) return std::nullopt;
    const ByteView content = bytes.subspan(start, length);
    bytes = bytes.subspan(start + length);
    return content;
}

}  // namespace counterfoil::crypto::der
