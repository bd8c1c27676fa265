// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "ledger/base/result.h"
#include "ledger/platform/descriptor.h"
#include "ledger/platform/storage.h"

namespace counterfoil::platform {

// Opens a regular file and nothing else, as OpenMode says.
[[nodiscard]] Result<Descriptor> open_regular_file(const std::string& path, OpenMode mode);

// The same, as a File.
[[nodiscard]] Result<std::unique_ptr<File>> open_posix_file(const std::string& path, OpenMode mode);

// Who may do what with the file that is open there; `path` is for messages.
[[nodiscard]] Result<FileAccess> file_access(const Descriptor& descriptor, const std::string& path);

}  // namespace counterfoil::platform
