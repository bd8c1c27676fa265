// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/timestamp.h"
#include "ledger/notes/policy.h"

// Small files that a person names: links are followed, "-" is standard input.
namespace counterfoil::cli {

// kTooLarge when it is longer than `size_max`.
[[nodiscard]] Result<Bytes> read_given_file(const std::string& path, std::uint64_t size_max);

// The same, read as what they must be; the error names the file. kInvalidArgument when it is none.
[[nodiscard]] Result<notes::Policy> read_policy(const std::string& path);
[[nodiscard]] Result<crypto::Authorities> read_authorities(const std::string& path);

}  // namespace counterfoil::cli
