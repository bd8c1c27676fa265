// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/key_places.h"
#include "ledger/base/result.h"
#include "ledger/platform/machine.h"
#include "ledger/store/opening.h"

namespace counterfoil::cli {

using platform::Machine;

// Where a user's secrets and pins lie: `given` if it is not empty, else counterfoil/keys and
// counterfoil/trust in $XDG_DATA_HOME, or in $HOME/.local/share without that. kInvalidArgument when
// there is neither.
[[nodiscard]] Result<std::string> key_directory(const std::string& given);
[[nodiscard]] Result<std::string> trust_directory(const std::string& given);

// Where marks of failed writes lie (store/poison_mark.h): `given` if it is not empty, else what
// platform::marks_directory says.
[[nodiscard]] Result<std::string> state_directory(const std::string& given);

// Where verifications that were interrupted are kept: verify/ in the state directory of the user,
// which outlives a restart of the machine.
[[nodiscard]] Result<std::string> verification_directory(const std::string& given);

// What a person said of the places that a writer needs; empty for what they did not say.
struct WriterPlaces {
    KeyPlaces keys;
    std::string state;
};
// The same options for every command that writes.
void writer_places_options(Options& options, WriterPlaces& places);
// Borrows from `given`, as key_access does.
[[nodiscard]] Result<store::WriterOptions> writer_options(const std::string& directory,
                                                          WriterPlaces& given);

// kNotFound, in words for people, unless there may be a ledger at this place.
[[nodiscard]] Status require_directory(platform::Storage& storage, const std::string& directory);

}  // namespace counterfoil::cli
