// SPDX-License-Identifier: Apache-2.0
#include "ledger/base/little_endian.h"

#include <array>
#include <cstddef>

#include <gtest/gtest.h>

namespace counterfoil {
namespace {

template <class T>
std::array<unsigned char, sizeof(T)> memory_of(const T& object) {
    std::array<unsigned char, sizeof(T)> memory;
    std::memcpy(memory.data(), &object, sizeof object);
    return memory;
}

TEST(LittleEndian, PutsTheLowestByteFirst) {
    using Four = std::array<unsigned char, 4>;
    EXPECT_EQ(memory_of(Le32(0x01020304U)), (Four{0x04, 0x03, 0x02, 0x01}));
    EXPECT_EQ(memory_of(Le16(0x0102U)), (std::array<unsigned char, 2>{0x02, 0x01}));
    EXPECT_EQ(memory_of(Le8(0x7fU)), (std::array<unsigned char, 1>{0x7f}));
    EXPECT_EQ(memory_of(Le64(0x0102030405060708U)),
              (std::array<unsigned char, 8>{8, 7, 6, 5, 4, 3, 2, 1}));
}

TEST(LittleEndian, GivesBackItsValueAndStartsZero) {
    EXPECT_EQ(Le64(), 0U);
    EXPECT_EQ(Le64(~std::uint64_t{0}), ~std::uint64_t{0});
    Le32 value;
    value = 7;
    EXPECT_EQ(value, 7U);
}

TEST(LittleEndian, LeavesNoPaddingInAStructure) {
    struct Layout {
        Le8 kind;
        Le64 offset;
        Le16 flags;
        Le32 crc;
    };
    static_assert(sizeof(Layout) == 1 + 8 + 2 + 4 && alignof(Layout) == 1);
    static_assert(offsetof(Layout, offset) == 1 && offsetof(Layout, crc) == 11);
    static_assert(std::is_trivially_copyable_v<Layout>);
    const Layout layout{1, 2, 3, 4};
    const std::array<unsigned char, 15> expected{1, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0};
    EXPECT_EQ(memory_of(layout), expected);
}

}  // namespace
}  // namespace counterfoil
