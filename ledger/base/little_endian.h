// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace counterfoil {

// An unsigned integer as it lies on disk: little-endian, without alignment. Structures of these
// have no hidden padding, so a layout is exactly the sum of its fields.
template <class T>
class LittleEndian {
    static_assert(std::is_unsigned_v<T>);
    static_assert(std::endian::native == std::endian::little,
                  "Counterfoil is built for little-endian machines; a big-endian port swaps here.");

  public:
    LittleEndian() = default;
    LittleEndian(T value) { std::memcpy(bytes_, &value, sizeof value); }  // NOLINT(implicit)
    operator T() const {                                                  // NOLINT(implicit)
        T value;
        std::memcpy(&value, bytes_, sizeof value);
        return value;
    }

  private:
    unsigned char bytes_[sizeof(T)] = {};
};

using Le8 = LittleEndian<std::uint8_t>;
using Le16 = LittleEndian<std::uint16_t>;
using Le32 = LittleEndian<std::uint32_t>;
using Le64 = LittleEndian<std::uint64_t>;

}  // namespace counterfoil
