// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "ledger/base/result.h"
#include "ledger/platform/descriptor.h"
#include "ledger/platform/storage.h"

namespace counterfoil::platform {

// A read-only File over a descriptor that was opened with O_DIRECT: OpenMode::kReadDevice.
[[nodiscard]] Result<std::unique_ptr<File>> device_file(Descriptor descriptor, std::string path);

}  // namespace counterfoil::platform
