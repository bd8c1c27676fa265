// SPDX-License-Identifier: Apache-2.0
#include "cli/key_places.h"

#include <fmt/format.h>

#include <limits>

#include "cli/places.h"
#include "ledger/platform/process.h"
#include "ledger/platform/user_places.h"

namespace counterfoil::cli {

void key_options(Options& options, KeyPlaces& places) {
    options.value("--key-dir", "DIR", places.directory,
                  "Where the key files are (default: the credentials of a service manager in "
                  "$CREDENTIALS_DIRECTORY, then $XDG_DATA_HOME/counterfoil/keys)");
    options.value("--identity-key", "FILE", places.identity,
                  "Where the identity key is, if not there");
    options.value("--passphrase-fd", "N", places.passphrase_descriptor,
                  "Read the passphrase of the master key from file descriptor N, up to the first "
                  "LF, instead of asking on the terminal");
    options.flag("--no-input", places.no_input, "Never wait for a person to type");
}

Result<keys::KeyAccess> key_access(KeyPlaces& given) {
    const Result<std::string> directory = key_directory(given.directory);
    if (!directory) return directory.error();
    keys::KeyAccess access;
    access.directory = *directory;
    if (!given.identity.empty()) access.identity_file = platform::absolute_path(given.identity);
    if (given.directory.empty()) {
        access.credentials = platform::credentials_directory().value_or("");
    }
    std::optional<int> descriptor;
    if (!given.passphrase_descriptor.empty()) {
        const std::optional<std::uint64_t> number = parse_number(given.passphrase_descriptor);
        if (!number || *number > std::numeric_limits<int>::max()) {
            return Error{ErrorCode::kInvalidArgument,
                         fmt::format("--passphrase-fd \"{}\": is not the number of an open file "
                                     "descriptor; the passphrase itself is never an argument",
                                     given.passphrase_descriptor)};
        }
        descriptor = static_cast<int>(*number);
    }
    given.passphrase.emplace(descriptor, !given.no_input);
    access.passphrase = &*given.passphrase;
    return access;
}

}  // namespace counterfoil::cli
