// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/platform/storage.h"

// Reading files that others may have written, or may be changing while we look.
namespace counterfoil::verifier {

// Fills `into`, or fails: kDamaged when the file ends before.
[[nodiscard]] Status read_exact(const platform::File& file, std::uint64_t offset,
                                MutableByteView into);

// The first byte in [begin, end) that is not zero; nothing when all are. Constant memory.
[[nodiscard]] Result<std::optional<std::uint64_t>> first_nonzero(const platform::File& file,
                                                                 std::uint64_t begin,
                                                                 std::uint64_t end);

struct RangeDigest {
    Hash digest{};
    std::uint64_t used = 0;  // Bytes up to the last one that is not zero.
};
// SHA-256 of [begin, end), in constant memory.
[[nodiscard]] Result<RangeDigest> digest_range(const platform::File& file, std::uint64_t begin,
                                               std::uint64_t end);
// SHA-256 of the whole file followed by zeros up to `length`.
[[nodiscard]] Result<RangeDigest> digest_padded(const platform::File& file, std::uint64_t size,
                                                std::uint64_t length);

}  // namespace counterfoil::verifier
