// SPDX-License-Identifier: Apache-2.0
#include "ledger/base/unknown_version.h"

#include <fmt/format.h>

#include <charconv>

namespace counterfoil {

std::string unknown_version_text(std::string_view what, std::string_view found,
                                 std::uint64_t known) {
    if (found == "0") return fmt::format("{} has format version 0, which never was", what);
    return fmt::format(
        "{} has format version {}; this program knows version {}; use a newer counterfoil", what,
        found, known == 1 ? "1" : fmt::format("1 to {}", known));
}

Error unknown_version(std::string_view what, std::uint64_t found, std::uint64_t known) {
    return {found == 0 ? ErrorCode::kDamaged : ErrorCode::kUnsupported,
            unknown_version_text(what, std::to_string(found), known)};
}

Error unsupported_version(std::string_view what, std::uint64_t found, std::uint64_t known) {
    return {ErrorCode::kUnsupported, unknown_version_text(what, std::to_string(found), known)};
}

std::optional<std::uint64_t> other_version_of(std::string_view title, std::string_view line) {
    require(!title.empty() && title.back() >= '1' && title.back() <= '9',
            "a title ends with a version of one digit");
    if (line == title || !line.starts_with(title.substr(0, title.size() - 1))) return std::nullopt;
    line.remove_prefix(title.size() - 1);
    std::uint64_t version = 0;
    const char* const end = line.data() + line.size();
    const auto parsed = std::from_chars(line.data(), end, version);
    if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
    return version;
}

}  // namespace counterfoil
