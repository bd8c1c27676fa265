// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/user_places.h"

#include "ledger/platform/process.h"

namespace counterfoil::platform {
namespace {

// Of an absolute path; nothing when it is not set, or relative.
std::optional<std::string> absolute(const std::string& variable) {
    std::optional<std::string> named = environment(variable);
    if (named && named->front() != '/') return std::nullopt;
    return named;
}

std::optional<std::string> below(const std::string& variable, const std::string& in_home) {
    if (const auto named = absolute(variable)) return *named + "/counterfoil";
    const std::optional<std::string> home = environment("HOME");
    if (home) return *home + "/" + in_home + "/counterfoil";
    return std::nullopt;
}

}  // namespace

std::optional<std::string> user_data_directory(const std::string& name) {
    const std::optional<std::string> data = below("XDG_DATA_HOME", ".local/share");
    if (!data) return std::nullopt;
    return *data + "/" + name;
}

std::optional<std::string> user_state_directory() {
    return below("XDG_STATE_HOME", ".local/state");
}

std::optional<std::string> marks_directory() {
    if (!absolute("XDG_STATE_HOME") && is_superuser()) return "/run/counterfoil";
    return user_state_directory();
}

std::optional<std::string> credentials_directory() {
    return environment("CREDENTIALS_DIRECTORY");
}

}  // namespace counterfoil::platform
