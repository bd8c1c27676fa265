// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/tile_path.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <string>

namespace counterfoil::notes {
namespace {

TEST(TilePath, IsTheOneOfTheStandardForEachTile) {
    const struct {
        TilePath tile;
        const char* path;
    } kCases[] = {
        {{0, 0, 256}, "tile/0/000"},
        {{0, 1234067, 256}, "tile/0/x001/x234/067"},
        {{0, 273, 112}, "tile/0/273.p/112"},
        {{1, 0, 1}, "tile/1/000.p/1"},
        {{63, 999, 255}, "tile/63/999.p/255"},
        {{2, 1000, 256}, "tile/2/x001/000"},
        {{5, 1000000, 17}, "tile/5/x001/x000/000.p/17"},
        {{std::nullopt, 0, 256}, "tile/entries/000"},
        {{std::nullopt, 1234067, 3}, "tile/entries/x001/x234/067.p/3"},
        {{0, std::numeric_limits<std::uint64_t>::max(), 256},
         "tile/0/x018/x446/x744/x073/x709/x551/615"},
    };
    for (const auto& each : kCases) {
        EXPECT_EQ(tile_path(each.tile), each.path);
        EXPECT_EQ(parse_tile_path(each.path), each.tile) << each.path;
    }
}

TEST(TilePath, HasNoOtherForm) {
    for (const char* path : {"",
                             "tile",
                             "tile/",
                             "tile/0",
                             "tile/0/",
                             "/tile/0/000",
                             "tile//000",
                             "tiles/0/000",
                             "tile/00/000",
                             "tile/01/000",
                             "tile/-1/000",
                             "tile/+1/000",
                             "tile/64/000",
                             "tile/18446744073709551616/000",
                             "tile/data/000",
                             "tile/entry/000",
                             "tile/entries",
                             "tile/entries/",
                             "tile/entries/0",
                             "tile/0/0",
                             "tile/0/00",
                             "tile/0/0000",
                             "tile/0/x000",
                             "tile/0/x001",
                             "tile/0/x001/",
                             "tile/0/x000/001",
                             "tile/0/x000/x001/001",
                             "tile/0/001/001",
                             "tile/0/x001/x001",
                             "tile/0/x01/001",
                             "tile/0/X001/001",
                             "tile/0/ 01",
                             "tile/0/00a",
                             "tile/0/000/",
                             "tile/0/000.p",
                             "tile/0/000.p/",
                             "tile/0/000.p/0",
                             "tile/0/000.p/01",
                             "tile/0/000.p/256",
                             "tile/0/000.p/1/",
                             "tile/0/000.p/1.p/1",
                             "tile/0/000.q/1",
                             "tile/8/0/000",
                             "tile/0/../000",
                             "tile/0/000\n",
                             "tile/0/x018/x446/x744/x073/x709/x551/616",
                             "tile/0/x001/x000/x000/x000/x000/x000/x000/000"}) {
        EXPECT_EQ(parse_tile_path(path), std::nullopt) << path;
    }
    EXPECT_EQ(parse_tile_path(std::string_view("tile/0/000\0", 11)), std::nullopt);
}

RC_GTEST_PROP(TilePath, ComesBackFromItsText, ()) {
    TilePath tile;
    if (*rc::gen::arbitrary<bool>()) tile.level = *rc::gen::inRange(0U, 64U);
    // Short and long numbers alike.
    tile.index = *rc::gen::arbitrary<std::uint64_t>() >> *rc::gen::inRange(0U, 64U);
    tile.width = *rc::gen::inRange(1U, 257U);
    const std::string path = tile_path(tile);
    RC_ASSERT(parse_tile_path(path) == tile);
    // And no text but that one gives it.
    std::string other = path;
    const std::size_t at = *rc::gen::inRange<std::size_t>(0, path.size());
    other[at] = *rc::gen::elementOf(std::string("x0123456789/.p"));
    const auto parsed = parse_tile_path(other);
    if (parsed) RC_ASSERT(tile_path(*parsed) == other);
}

}  // namespace
}  // namespace counterfoil::notes
