// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// RFC 3339, as far as 64 bits of nanoseconds since 1970 reach (to 2554).
namespace counterfoil::notes {

// UTC with nine decimals: "2026-01-02T03:04:05.000000006Z".
[[nodiscard]] std::string rfc3339(std::uint64_t time_ns);
// The same of whole seconds, up to the year 9999 and cut to that, without decimals:
// "2026-01-02T03:04:05Z".
[[nodiscard]] std::string rfc3339_seconds(std::uint64_t time);

// Any date-time of RFC 3339 with up to nine decimals and any offset. Nothing for other text, for a
// leap second (a clock in nanoseconds since 1970 has none), and for times that do not fit.
[[nodiscard]] std::optional<std::uint64_t> parse_rfc3339(std::string_view text);

}  // namespace counterfoil::notes
