// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

// Where the files of a user lie. Source: the XDG base directory specification, which has relative
// paths ignored.
namespace counterfoil::platform {

// counterfoil/NAME in $XDG_DATA_HOME, or in $HOME/.local/share without that; nothing when neither
// is set.
[[nodiscard]] std::optional<std::string> user_data_directory(const std::string& name);
// counterfoil in $XDG_STATE_HOME, or in $HOME/.local/state.
[[nodiscard]] std::optional<std::string> user_state_directory();

}  // namespace counterfoil::platform
