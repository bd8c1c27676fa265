// SPDX-License-Identifier: Apache-2.0
#include "ledger/format/body_codec.h"

#include "ledger/base/utf8.h"
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

}  // namespace

bool is_plain_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::optional<char32_t> code_point = take_code_point(text);
        if (!code_point || is_control(*code_point)) return false;
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
