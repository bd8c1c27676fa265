// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace counterfoil::platform {

// What the system said, as an Error: "cannot ACTION PATH: REASON; REMEDY".
[[nodiscard]] Error posix_error(std::string_view action, std::string_view path, int error_number);

// A path for a message: control characters become \xNN, so that a hostile name can neither start a
// new line nor drive the reader's terminal.
[[nodiscard]] std::string printable(std::string_view path);

// Refuses a path that the system would read only up to a zero byte.
[[nodiscard]] Status check_path(std::string_view path);

}  // namespace counterfoil::platform
