// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// The few rules that all these text formats share.
namespace counterfoil::notes {

// Takes the first code point off `text`. Nothing when it does not begin with well-formed UTF-8
// (RFC 3629: shortest form, no surrogates, at most U+10FFFF); `text` is then unchanged.
[[nodiscard]] std::optional<char32_t> take_code_point(std::string_view& text);

// U+0000 to U+001F and U+007F to U+009F.
[[nodiscard]] bool is_control(char32_t code_point);

// Unicode's property White_Space, version 15.
[[nodiscard]] bool is_space(char32_t code_point);

// UTF-8 without control characters, except for LF.
[[nodiscard]] bool is_clean_text(std::string_view text);

// Takes a line off `text`, and gives it without its LF. Nothing when no LF is left.
[[nodiscard]] std::optional<std::string_view> take_line(std::string_view& text);

// Takes `prefix` off `text`, or does nothing and says so.
[[nodiscard]] bool take_prefix(std::string_view& text, std::string_view prefix);

// ASCII decimal that fits 64 bits, without sign or leading zeros.
[[nodiscard]] std::optional<std::uint64_t> parse_decimal(std::string_view text);

}  // namespace counterfoil::notes
