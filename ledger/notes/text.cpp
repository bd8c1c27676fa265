// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/text.h"

#include <charconv>
#include <cstddef>

namespace counterfoil::notes {

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
