// SPDX-License-Identifier: Apache-2.0
#include <counterfoil/version.h>

#include "ledger/base/version.h"

namespace counterfoil {

const char* library_version() noexcept {
    return kProgramVersionText.data();  // Of a literal, so with a zero behind it.
}

}  // namespace counterfoil
