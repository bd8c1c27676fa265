// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "cli/asked_passphrase.h"
#include "cli/options.h"
#include "ledger/base/result.h"
#include "ledger/keys/key_access.h"

namespace counterfoil::cli {

// What a person said of where the keys of a ledger come from; empty for what they did not say.
struct KeyPlaces {
    std::string directory;
    std::string identity;
    std::string passphrase_descriptor;
    bool no_input = false;
    std::optional<AskedPassphrase> passphrase;  // Made by key_access.
};

// The same options for every command that opens keys.
void key_options(Options& options, KeyPlaces& places);

// What was said, and for the rest what holds without: see key_directory; and credentials, unless a
// directory was named. kInvalidArgument, in words for people. It borrows from `given`.
[[nodiscard]] Result<keys::KeyAccess> key_access(KeyPlaces& given);

}  // namespace counterfoil::cli
