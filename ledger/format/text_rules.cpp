// SPDX-License-Identifier: Apache-2.0
#include "ledger/format/body_codec.h"

#include <cstddef>
#include <cstdint>

#include "ledger/format/labels.h"
#include "ledger/format/limits.h"

namespace counterfoil::format {
namespace {

// Not std::isalnum: it asks the locale.
bool is_origin_character(char character) {
    if (character >= 'a' && character <= 'z') return true;
    if (character >= 'A' && character <= 'Z') return true;
    if (character >= '0' && character <= '9') return true;
    return std::string_view("-._~:/@%").find(character) != std::string_view::npos;
}

// How many bytes follow a lead byte, and between which bounds the first of them must lie: RFC 3629,
// section 4. The bounds exclude overlong forms, surrogates and numbers above U+10FFFF.
struct Lead {
    std::size_t following;
    std::uint8_t second_min;
    std::uint8_t second_max;
};

std::optional<Lead> multibyte_lead(std::uint8_t byte) {
    // 0xC2 0x80 to 0xC2 0x9F are the C1 controls.
    if (byte == 0xC2) return Lead{1, 0xA0, 0xBF};
    if (byte >= 0xC3 && byte <= 0xDF) return Lead{1, 0x80, 0xBF};
    if (byte == 0xE0) return Lead{2, 0xA0, 0xBF};
    if (byte == 0xED) return Lead{2, 0x80, 0x9F};
    if (byte >= 0xE1 && byte <= 0xEF) return Lead{2, 0x80, 0xBF};
    if (byte == 0xF0) return Lead{3, 0x90, 0xBF};
    if (byte >= 0xF1 && byte <= 0xF3) return Lead{3, 0x80, 0xBF};
    if (byte == 0xF4) return Lead{3, 0x80, 0x8F};
    return std::nullopt;
}

// The bytes of the character that the text begins with; zero when it is not a plain one.
std::size_t plain_character_size(ByteView text) {
    const std::uint8_t first = text[0];
    if (first < 0x80) return first >= 0x20 && first != 0x7F ? 1 : 0;
    const std::optional<Lead> lead = multibyte_lead(first);
    if (!lead || text.size() <= lead->following) return 0;
    if (text[1] < lead->second_min || text[1] > lead->second_max) return 0;
    for (std::size_t i = 2; i <= lead->following; ++i) {
        if (text[i] < 0x80 || text[i] > 0xBF) return 0;
    }
    return 1 + lead->following;
}

}  // namespace

bool is_plain_utf8(std::string_view text) {
    ByteView rest = as_bytes(text);
    while (!rest.empty()) {
        const std::size_t size = plain_character_size(rest);
        if (size == 0) return false;
        rest = rest.subspan(size);
    }
    return true;
}

bool is_stream_name(std::string_view name) {
    return !name.empty() && name.size() <= kStreamNameSizeMax && is_plain_utf8(name);
}

bool is_origin(std::string_view origin) {
    if (origin.empty() || origin.size() > kOriginSizeMax) return false;
    for (const char character : origin) {
        if (!is_origin_character(character)) return false;
    }
    for (const std::string_view reserved : kReservedOrigins) {
        if (origin.starts_with(reserved)) return false;
    }
    return true;
}

}  // namespace counterfoil::format
