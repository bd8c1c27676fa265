// SPDX-License-Identifier: Apache-2.0
#include "cli/key_places.h"

#include "cli/places.h"

namespace counterfoil::cli {

void key_options(Options& options, KeyPlaces& places) {
    options.value("--key-dir", "DIR", places.directory,
                  "Where the key files are (default: $XDG_DATA_HOME/counterfoil/keys)");
}

Result<keys::KeyAccess> key_access(KeyPlaces& given) {
    const Result<std::string> directory = key_directory(given.directory);
    if (!directory) return directory.error();
    keys::KeyAccess access;
    access.directory = *directory;
    return access;
}

}  // namespace counterfoil::cli
