// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/platform/storage.h"
#include "verifier/findings.h"

// Files that somebody hands to a verifier by their path.
namespace counterfoil::verifier {

// Opens it for reading. That it is not there is no fault of the evidence (io-error); that it is no
// regular file is.
[[nodiscard]] std::optional<Finding> open_evidence(platform::Storage& storage,
                                                   const std::string& path, const Place& place,
                                                   std::unique_ptr<platform::File>& file,
                                                   std::uint64_t& size);
// All of it, if it has at most `size_max` bytes.
[[nodiscard]] std::optional<Finding> read_evidence(platform::Storage& storage,
                                                   const std::string& path, const Place& place,
                                                   std::uint64_t size_max, Bytes& content);

}  // namespace counterfoil::verifier
