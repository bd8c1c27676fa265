// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/signer.h"

namespace counterfoil::keys {

crypto::Signature KeySigner::sign(ByteView message) const {
    return key_.sign(message);
}

}  // namespace counterfoil::keys
