// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal_text.h"

#include <fmt/format.h>

#include <cstdint>
#include <optional>

namespace counterfoil::cli {
namespace {

struct Character {
    std::uint32_t code = 0;
    std::size_t size = 0;  // Bytes.
};

// The first character of `text`, which is not empty; nothing when it is not well-formed.
std::optional<Character> first_character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(0);
    if (lead < 0x80) return Character{lead, 1};
    const std::size_t size = lead >= 0xf0 ? 4U : lead >= 0xe0 ? 3U : 2U;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return std::nullopt;
    std::uint32_t code = lead & (0x7fU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xc0U) != 0x80U) return std::nullopt;
        code = code << 6U | (byte(i) & 0x3fU);
    }
    const bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    if (overlong || surrogate || code > 0x10ffff) return std::nullopt;
    return Character{code, size};
}

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};

// What drives a terminal, turns the direction of writing, breaks a line, or cannot be seen.
constexpr Range kHarmful[] = {
    {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},       {0x61c, 0x61c},
    {0x180e, 0x180e}, {0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f},
    {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
};

bool is_harmful(std::uint32_t code) {
    for (const Range& range : kHarmful) {
        if (code >= range.first && code <= range.last) return true;
    }
    return false;
}

// Takes the first character off `text` and gives what stands for it.
std::string take(std::string_view& text) {
    const std::optional<Character> character = first_character(text);
    const std::size_t size = character ? character->size : 1;
    std::string shown(text.substr(0, size));
    if (!character || (character->code < 0x80 && is_harmful(character->code))) {
        shown = fmt::format("\\x{:02x}", static_cast<std::uint8_t>(text.front()));
    } else if (is_harmful(character->code)) {
        shown = fmt::format("\\u{{{:04x}}}", character->code);
    }
    text.remove_prefix(size);
    return shown;
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

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::optional<Character> character = first_character(text);
        if (!character) return false;
        text.remove_prefix(character->size);
    }
    return true;
}

}  // namespace counterfoil::cli
