// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "ledger/base/result.h"
#include "ledger/notes/tar_writer.h"
#include "ledger/platform/storage.h"

namespace counterfoil::publish {

using notes::ByteSink;

// kExists, in words for people, when something stands at the place of a bundle to be written.
// Looked at first, so that nobody waits for what cannot be written.
[[nodiscard]] Status require_free(platform::Storage& storage, const std::string& path);

// What `write` puts into the sink becomes the file: first as `path`.tmp, which replaces what an
// earlier try left, then renamed, durable when this returns. When `write` fails nothing is left.
[[nodiscard]] Status write_bundle_file(platform::Storage& storage, const std::string& path,
                                       const std::function<Status(const ByteSink&)>& write);

// The same into a file that is open: from offset 0 on, synced when this returns.
[[nodiscard]] Status write_and_sync(platform::File& file,
                                    const std::function<Status(const ByteSink&)>& write);

}  // namespace counterfoil::publish
