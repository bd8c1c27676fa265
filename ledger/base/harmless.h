// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace counterfoil {

// Text from outside, made harmless for a terminal and for its reader: control characters, escape
// sequences, characters that are invisible or turn the direction of writing, and bytes that are no
// UTF-8 become \xNN or \u{NNNN}. For people only: what it shows is not always what is there.
[[nodiscard]] std::string harmless(std::string_view text);
// The same for a text of several lines, whose LFs stay.
[[nodiscard]] std::string harmless_lines(std::string_view text);
// The beginning of it, in at most `columns` characters; an ellipsis says that there is more.
[[nodiscard]] std::string preview(std::string_view text, std::size_t columns);

}  // namespace counterfoil
