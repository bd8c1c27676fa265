// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "ledger/base/result.h"
#include "ledger/platform/source.h"

namespace counterfoil::platform {

// The content of gzip members that follow one another to the end of `packed`. Its name is the
// packed one's.
[[nodiscard]] Result<std::unique_ptr<Source>> unpack_gzip(std::unique_ptr<Source> packed);

}  // namespace counterfoil::platform
