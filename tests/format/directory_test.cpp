// SPDX-License-Identifier: Apache-2.0
#include "ledger/format/directory.h"

#include <limits>

#include <gtest/gtest.h>

namespace counterfoil::format {
namespace {

constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();

TEST(Directory, WritesNumbersInTwentyDigits) {
    EXPECT_EQ(segment_file_name(0), "00000000000000000000.segment");
    EXPECT_EQ(segment_file_name(kLargest), "18446744073709551615.segment");
    EXPECT_EQ(checkpoint_file_name(42), "00000000000000000042.note");
    EXPECT_EQ(quarantine_file_name(3, 4096), "00000000000000000003-00000000000000004096.tail");
}

TEST(Directory, WritesEpochsWithoutZeros) {
    EXPECT_EQ(epoch_file_name(0), "epoch-0");
    EXPECT_EQ(epoch_file_name(120), "epoch-120");
}

TEST(Directory, ReadsBackTheNamesItWrites) {
    for (const std::uint64_t number :
         {std::uint64_t{0}, std::uint64_t{7}, kLargest - 1, kLargest}) {
        EXPECT_EQ(segment_number(segment_file_name(number)), number);
        EXPECT_EQ(checkpoint_number(checkpoint_file_name(number)), number);
        EXPECT_EQ(cosigned_number(cosigned_file_name(number)), number);
        EXPECT_EQ(time_stamp_number(time_stamp_file_name(number)), number);
    }
}

TEST(Directory, ReadsNoNameThatItWouldNotWrite) {
    const std::string_view names[] = {
        "",
        "0.segment",
        "0000000000000000000.segment",
        "000000000000000000000.segment",
        "00000000000000000000.Segment",
        "00000000000000000000.segment ",
        "00000000000000000000.segment.tmp",
        "00000000000000000000",
        "+0000000000000000001.segment",
        "-0000000000000000001.segment",
        " 0000000000000000001.segment",
        "0000000000000000000a.segment",
        "0x000000000000000001.segment",
        "18446744073709551616.segment",
        "99999999999999999999.segment",
        "00000000000000000000.note.tmp",
        "18446744073709551616.note",
        "18446744073709551616.cosigned",
        "00000000000000000000.cosigned.tmp",
        "18446744073709551616.tsr",
        "0000000000000000000.tsr",
        kAttachLockFile,
        kSpareFile,
        std::string_view("00000000000000000000.segment\0", 29),
    };
    for (const std::string_view name : names) {
        EXPECT_EQ(segment_number(name), std::nullopt) << name;
        EXPECT_EQ(checkpoint_number(name), std::nullopt) << name;
        EXPECT_EQ(cosigned_number(name), std::nullopt) << name;
        EXPECT_EQ(time_stamp_number(name), std::nullopt) << name;
    }
}

TEST(Directory, TellsSegmentsFromCheckpoints) {
    EXPECT_EQ(segment_number(checkpoint_file_name(1)), std::nullopt);
    EXPECT_EQ(checkpoint_number(segment_file_name(1)), std::nullopt);
    EXPECT_EQ(checkpoint_number(cosigned_file_name(1)), std::nullopt);
    EXPECT_EQ(cosigned_number(time_stamp_file_name(1)), std::nullopt);
    EXPECT_EQ(time_stamp_number(checkpoint_file_name(1)), std::nullopt);
}

}  // namespace
}  // namespace counterfoil::format
