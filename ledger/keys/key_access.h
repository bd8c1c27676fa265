// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ledger/keys/passphrase_source.h"

namespace counterfoil::keys {

// Where the secrets of a ledger that lie outside of it come from.
struct KeyAccess {
    // Holds LEDGERID.master and LEDGERID.identity (key_file.h).
    std::string directory = {};
    // The identity key, when it is kept elsewhere, such as on a medium that is at hand only for
    // checkpoints. Empty: in the directory.
    std::string identity_file = {};
    // Where a service manager put its credentials ($CREDENTIALS_DIRECTORY). A master key there goes
    // before the directory's. Empty: there are none.
    std::string credentials = {};
    // Asked when the master key is behind a passphrase; borrowed. Null when nobody can be asked.
    PassphraseSource* passphrase = nullptr;
};

}  // namespace counterfoil::keys
