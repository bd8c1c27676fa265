// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/crc32c.h"

#include <algorithm>
#include <cstddef>

#include <isa-l/crc.h>

namespace counterfoil::crypto {

namespace {

// ISA-L counts bytes in an int.
constexpr std::size_t kStepMax = std::size_t{1} << 30U;

}  // namespace

std::uint32_t crc32c(ByteView bytes, std::uint32_t before) {
    // ISA-L works on the bare register; the inversions at both ends, which make the published
    // values, are ours. Undoing the last one gives the register back, so chaining needs no state.
    std::uint32_t register_value = ~before;
    while (!bytes.empty()) {
        const ByteView step = bytes.first(std::min(bytes.size(), kStepMax));
        // ISA-L only reads, although its parameter is not const.
        auto* data = const_cast<std::uint8_t*>(step.data());
        register_value = ::crc32_iscsi(data, static_cast<int>(step.size()), register_value);
        bytes = bytes.subspan(step.size());
    }
    return ~register_value;
}

}  // namespace counterfoil::crypto
