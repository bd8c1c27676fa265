// SPDX-License-Identifier: Apache-2.0
#include "ledger/base/quantity_text.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>

namespace counterfoil {

std::string size_text(std::uint64_t bytes) {
    constexpr std::array kUnits = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    if (bytes < 1024) return fmt::format("{} {}", bytes, kUnits[0]);
    double size = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; size >= 1024 && unit + 1 < kUnits.size(); ++unit) size /= 1024;
    return fmt::format("{:.1f} {}", size, kUnits[unit]);
}

std::string count_text(std::uint64_t count) {
    const std::string digits = fmt::to_string(count);
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
        text += digits[i];
    }
    return text;
}

std::string counted(std::uint64_t count, std::string_view thing) {
    return fmt::format("{} {}{}", count_text(count), thing, count == 1 ? "" : "s");
}

std::string duration_text(double seconds) {
    if (seconds < 60) return fmt::format("{:.1f} s", seconds);
    const auto whole = static_cast<std::uint64_t>(seconds);
    if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

}  // namespace counterfoil
