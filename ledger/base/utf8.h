// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace counterfoil {
namespace utf8_detail {

// What the first byte of a sequence says: how many bytes, its own bits, and the smallest code point
// that needs so many.
struct Lead {
    std::size_t size;
    char32_t bits;
    char32_t smallest;
};

inline std::optional<Lead> lead_of(unsigned char byte) {
    if (byte < 0x80) return Lead{1, byte, 0};
    if (byte >= 0xc0 && byte < 0xe0) return Lead{2, byte & 0x1fU, 0x80};
    if (byte >= 0xe0 && byte < 0xf0) return Lead{3, byte & 0x0fU, 0x800};
    if (byte >= 0xf0 && byte < 0xf8) return Lead{4, byte & 0x07U, 0x10000};
    return std::nullopt;
}

}  // namespace utf8_detail

// Takes the first code point off `text`. Nothing when it does not begin with well-formed UTF-8
// (RFC 3629: shortest form, no surrogates, at most U+10FFFF); `text` is then unchanged.
[[nodiscard]] inline std::optional<char32_t> take_code_point(std::string_view& text) {
    if (text.empty()) return std::nullopt;
    const auto lead = utf8_detail::lead_of(static_cast<unsigned char>(text[0]));
    if (!lead || text.size() < lead->size) return std::nullopt;
    char32_t code_point = lead->bits;
    for (std::size_t i = 1; i < lead->size; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xc0U) != 0x80U) return std::nullopt;
        code_point = code_point << 6U | (byte & 0x3fU);
    }
    const bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
    if (code_point < lead->smallest || code_point > 0x10ffff || surrogate) return std::nullopt;
    text.remove_prefix(lead->size);
    return code_point;
}

// All of it is well-formed UTF-8.
[[nodiscard]] inline bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        if (!take_code_point(text)) return false;
    }
    return true;
}

// U+0000 to U+001F and U+007F to U+009F: what drives terminals and breaks lines.
[[nodiscard]] inline bool is_control(char32_t code_point) {
    return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0);
}

}  // namespace counterfoil
