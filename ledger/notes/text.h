// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "ledger/base/utf8.h"

// The few rules that all these text formats share.
namespace counterfoil::notes {

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
