// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "ledger/base/result.h"

namespace counterfoil::support {

// A file of the data that lies beside the checkout and is not part of it, or nothing: such a test
// says that it skips. The environment variable COUNTERFOIL_SHARED names another place.
inline std::optional<std::filesystem::path> shared_data(const std::filesystem::path& name) {
    const char* elsewhere = std::getenv("COUNTERFOIL_SHARED");
    const std::filesystem::path shared =
        elsewhere != nullptr ? std::filesystem::path(elsewhere)
                             : std::filesystem::path(COUNTERFOIL_SOURCE_DIR) / ".." / "shared";
    const std::filesystem::path path = shared / "data" / name;
    if (!std::filesystem::exists(path)) return std::nullopt;
    return path;
}

inline std::string read_text(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    require(file.is_open(), "a file of a test does not open");
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace counterfoil::support
