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

// Where marks of failed writes lie: counterfoil in $XDG_STATE_HOME; without that /run/counterfoil
// for the superuser, and .local/state/counterfoil in $HOME for others. It must be the same place
// for all programs that write a ledger, and on another disk than the ledger if possible.
[[nodiscard]] std::optional<std::string> marks_directory();

// Where a service manager put this service's credentials ($CREDENTIALS_DIRECTORY); nothing when it
// did not.
[[nodiscard]] std::optional<std::string> credentials_directory();

}  // namespace counterfoil::platform
