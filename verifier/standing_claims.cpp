// SPDX-License-Identifier: Apache-2.0
#include "verifier/standing_claims.h"

#include <fmt/format.h>

namespace counterfoil::verifier {

std::string late_key_not_proven(const EpochKey& signer) {
    return fmt::format(
        "against somebody who has the secret of the epoch that signed the checkpoint ({}): what "
        "came after the first {} records; a checkpoint remembered elsewhere binds that too",
        signer.epoch, signer.start);
}

std::vector<std::string> identity_not_proven(Identity identity) {
    switch (identity) {
        case Identity::kPinned:
            return {};
        case Identity::kKeyOnly:
            return {
                "with the vkey alone: that there is no second ledger under the same key, unless "
                "the identity key is kept offline; a pin file names the genesis record too"};
        case Identity::kUnpinned:
            return {"whose ledger this is"};
    }
    return {};
}

}  // namespace counterfoil::verifier
