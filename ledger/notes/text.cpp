// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/text.h"

#include <charconv>
#include <cstddef>

namespace counterfoil::notes {

namespace {

// What the first byte of a sequence says: how many bytes, its own bits, and the smallest code point
// that needs so many.
struct Lead {
    std::size_t size;
    char32_t bits;
    char32_t smallest;
};

std::optional<Lead> lead_of(unsigned char byte) {
    if (byte < 0x80) return Lead{1, byte, 0};
    if (byte >= 0xc0 && byte < 0xe0) return Lead{2, byte & 0x1fU, 0x80};
    if (byte >= 0xe0 && byte < 0xf0) return Lead{3, byte & 0x0fU, 0x800};
    if (byte >= 0xf0 && byte < 0xf8) return Lead{4, byte & 0x07U, 0x10000};
    return std::nullopt;
}

bool is_surrogate(char32_t code_point) {
    return code_point >= 0xd800 && code_point <= 0xdfff;
}

}  // namespace

std::optional<char32_t> take_code_point(std::string_view& text) {
    if (text.empty()) return std::nullopt;
    const std::optional<Lead> lead = lead_of(static_cast<unsigned char>(text[0]));
    if (!lead || text.size() < lead->size) return std::nullopt;
    char32_t code_point = lead->bits;
    for (std::size_t i = 1; i < lead->size; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xc0U) != 0x80U) return std::nullopt;
        code_point = code_point << 6U | (byte & 0x3fU);
    }
    if (code_point < lead->smallest || code_point > 0x10ffff || is_surrogate(code_point)) {
        return std::nullopt;
    }
    text.remove_prefix(lead->size);
    return code_point;
}

bool is_control(char32_t code_point) {
    return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0);
}

bool is_space(char32_t code_point) {
    switch (code_point) {
        case 0x0020:
        case 0x0085:
        case 0x00a0:
        case 0x1680:
        case 0x2028:
        case 0x2029:
        case 0x202f:
        case 0x205f:
        case 0x3000:
            return true;
        default:
            return (code_point >= 0x0009 && code_point <= 0x000d) ||
                   (code_point >= 0x2000 && code_point <= 0x200a);
    }
}

bool is_clean_text(std::string_view text) {
    while (!text.empty()) {
        const std::optional<char32_t> code_point = take_code_point(text);
        if (!code_point || (is_control(*code_point) && *code_point != U'\n')) return false;
    }
    return true;
}

std::optional<std::string_view> take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
    if (text.empty() || (text.size() > 1 && text[0] == '0')) return std::nullopt;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace counterfoil::notes
