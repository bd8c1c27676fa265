// SPDX-License-Identifier: Apache-2.0
#include "ledger/base/harmless.h"

#include <fmt/format.h>

#include <cstdint>
#include <optional>

#include "ledger/base/utf8.h"

namespace counterfoil {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};

// What drives a terminal, turns the direction of writing, breaks a line, or cannot be seen.
constexpr Range kHarmful[] = {
    {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},       {0x61c, 0x61c},
    {0x180e, 0x180e}, {0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f},
    {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
};

bool is_harmful(char32_t code) {
    for (const Range& range : kHarmful) {
        if (code >= range.first && code <= range.last) return true;
    }
    return false;
}

// Takes the first character off `text` and gives what stands for it.
std::string take(std::string_view& text) {
    const std::string_view before = text;
    const std::optional<char32_t> code = take_code_point(text);
    if (!code) text.remove_prefix(1);
    if (!code || (*code < 0x80 && is_harmful(*code))) {
        return fmt::format("\\x{:02x}", static_cast<std::uint8_t>(before.front()));
    }
    if (is_harmful(*code)) return fmt::format("\\u{{{:04x}}}", static_cast<std::uint32_t>(*code));
    return std::string(before.substr(0, before.size() - text.size()));
}

}  // namespace

std::string harmless(std::string_view text) {
    std::string shown;
    shown.reserve(text.size());
    while (!text.empty()) shown += take(text);
    return shown;
}

std::string harmless_lines(std::string_view text) {
    std::string shown;
    shown.reserve(text.size());
    while (!text.empty()) {
        if (text.front() == '\n') {
            shown += '\n';
            text.remove_prefix(1);
        } else {
            shown += take(text);
        }
    }
    return shown;
}

std::string preview(std::string_view text, std::size_t columns) {
    std::string shown;
    std::size_t used = 0;
    std::size_t end_with_ellipsis = 0;
    while (!text.empty()) {
        const std::string next = take(text);
        // An escape counts its letters, any other character is taken for one column.
        used += next.front() == '\\' ? next.size() : 1;
        if (used > columns) return shown.substr(0, end_with_ellipsis) + "…";
        shown += next;
        if (used < columns) end_with_ellipsis = shown.size();
    }
    return shown;
}

}  // namespace counterfoil
