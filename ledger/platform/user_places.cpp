// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/user_places.h"

#include "ledger/platform/process.h"

namespace counterfoil::platform {
namespace {

std::optional<std::string> below(const std::string& variable, const std::string& in_home) {
    const std::optional<std::string> named = environment(variable);
    if (named && named->front() == '/') return *named + "/counterfoil";
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

}  // namespace counterfoil::platform
