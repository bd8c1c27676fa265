// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "ledger/base/result.h"
#include "ledger/platform/storage.h"

namespace counterfoil::platform {

// Maps the file as long as it is now; only a regular file, as OpenMode::kRead.
[[nodiscard]] Result<std::unique_ptr<Mapping>> map_posix_file(const std::string& path,
                                                              AccessPattern pattern);

}  // namespace counterfoil::platform
