// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>

#include "ledger/base/bytes.h"

namespace counterfoil::test {

// What the targets that change golden files read of their input: a list of such changes, whose
// meaning is each target's own.
struct Change {
    std::uint8_t what;
    std::uint8_t file;
    std::uint8_t place_bytes[4];
    std::uint8_t value_bytes[2];

    // As this machine orders bytes.
    [[nodiscard]] std::uint32_t place() const {
        std::uint32_t number = 0;
        std::memcpy(&number, place_bytes, sizeof number);
        return number;
    }
    [[nodiscard]] std::uint16_t value() const {
        std::uint16_t number = 0;
        std::memcpy(&number, value_bytes, sizeof number);
        return number;
    }
};
static_assert(sizeof(Change) == 8);

// Calls `take` for each T of the input, whose rest is ignored.
template <class T, class Take>
void each_of(ByteView input, Take take) {
    for (; input.size() >= sizeof(T); input = input.subspan(sizeof(T))) {
        T one;
        std::memcpy(&one, input.data(), sizeof one);
        take(one);
    }
}

}  // namespace counterfoil::test
