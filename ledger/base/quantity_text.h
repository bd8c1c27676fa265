// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace counterfoil {

// For people: "12.3 MiB", "1,234,567", "1 record" or "2 records", "2 min 05 s".
[[nodiscard]] std::string size_text(std::uint64_t bytes);
[[nodiscard]] std::string count_text(std::uint64_t count);
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view thing);
[[nodiscard]] std::string duration_text(double seconds);

}  // namespace counterfoil
