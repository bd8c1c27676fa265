// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include <counterfoil/bytes.h>
#include <counterfoil/result.h>

namespace counterfoil {

// Where the things are that belong to a ledger and lie outside of it. Paths of directories, which
// are made when needed; empty: where the program `counterfoil` has them for the same user, so that
// what one of the two made, the other one finds.
struct Places {
    // Master and identity keys. Empty: $XDG_DATA_HOME/counterfoil/keys, and a master key that a
    // service manager put into $CREDENTIALS_DIRECTORY goes before that.
    std::string keys = {};
    // The file of the identity key, when it is kept elsewhere. Empty: in `keys`.
    std::string identity_key = {};
    // Pins, and the largest checkpoints that were proven. Empty: $XDG_DATA_HOME/counterfoil/trust.
    std::string trust = {};
    // Marks of writes that failed, by which later processes know. All that write one ledger must
    // name the same place, best on another disk. Empty: $XDG_STATE_HOME/counterfoil, for the
    // superuser /run/counterfoil.
    std::string state = {};
    // Asked for the passphrase of a master key that is behind one, by the calling thread; it is
    // given the path of the key file, and what it answers is wiped after use. Empty: nobody can be
    // asked, which is the same as that key not being there. Must not throw.
    std::function<Result<Bytes>(const std::string& key_file)> passphrase = {};
};

}  // namespace counterfoil
