// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace counterfoil {

// What every reader says of a version that it does not know, in one wording: which one was found,
// which it knows, and what helps. `what` is a file, or part of one. docs/FORMAT.md, "Versions".
[[nodiscard]] std::string unknown_version_text(std::string_view what, std::string_view found,
                                               std::uint64_t known);
// The same as an error: kUnsupported, but for version 0, which never was: kDamaged.
[[nodiscard]] Error unknown_version(std::string_view what, std::uint64_t found,
                                    std::uint64_t known);
// Of what is kUnsupported whatever other number it has, 0 too: genesis, ledger.json.
[[nodiscard]] Error unsupported_version(std::string_view what, std::uint64_t found,
                                        std::uint64_t known);

// The number N when `line` is `title` with another number in the place of its last digit, such as
// "counterfoil-pin v2" for "counterfoil-pin v1".
[[nodiscard]] std::optional<std::uint64_t> other_version_of(std::string_view title,
                                                            std::string_view line);

}  // namespace counterfoil
