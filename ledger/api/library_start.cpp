// SPDX-License-Identifier: Apache-2.0
#include "ledger/api/library_start.h"

#include "ledger/crypto/library.h"

namespace counterfoil::api {

// A library has no main, and its users do not know that there is something to start.
Status started() {
    static const Status status = crypto::start();
    return status;
}

}  // namespace counterfoil::api
