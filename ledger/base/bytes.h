// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace counterfoil {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;  // Borrowed: valid while its owner lives.
using MutableByteView = std::span<std::uint8_t>;

using Hash = std::array<std::uint8_t, 32>;      // A SHA-256 value.
using LedgerId = std::array<std::uint8_t, 16>;  // Random, drawn by `init`.
using BootId = std::array<std::uint8_t, 16>;    // The kernel's random id of this boot.

[[nodiscard]] inline ByteView as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view as_text(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// True when every byte is zero; also for no bytes at all.
[[nodiscard]] inline bool all_zero(ByteView bytes) {
    for (const std::uint8_t byte : bytes) {
        if (byte != 0) return false;
    }
    return true;
}

}  // namespace counterfoil
