// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/notes/samples.h"

namespace counterfoil::notes {
namespace {

using namespace std::string_literals;

constexpr std::string_view kRoot = "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=";

TEST(Checkpoint, ComesBackFromItsText) {
    Hash root;
    root.fill(0xab);
    for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{9}, ~std::uint64_t{0}}) {
        const std::string text = checkpoint_text("log.example/\u00e9", size, root);
        const Result<Checkpoint> parsed = parse_checkpoint(text);
        ASSERT_TRUE(parsed.ok()) << parsed.error().message;
        EXPECT_EQ(*parsed, (Checkpoint{"log.example/\u00e9", size, root, {}}));
    }
}

TEST(Checkpoint, TextReplacesWhatWasThereBefore) {
    std::string text = "left over";
    checkpoint_text_into("ledger.example/audit", 8,
                         parse_checkpoint(test::kCheckpointText).value().root, text);
    EXPECT_EQ(text, test::kCheckpointText);
}

TEST(Checkpoint, KeepsTheExtensionLinesOfOthers) {
    const std::string text = std::string(test::kCheckpointText) + "timestamp 1\n \u2014 any\n";
    const Result<Checkpoint> parsed = parse_checkpoint(text);
    ASSERT_TRUE(parsed.ok()) << parsed.error().message;
    EXPECT_THAT(parsed->extensions, ::testing::ElementsAre("timestamp 1", " \u2014 any"));
}

TEST(Checkpoint, IsRefusedWhenAnythingIsOutOfShape) {
    const std::string root(kRoot);
    const struct {
        std::string what;
        std::string text;
    } cases[] = {
        {"nothing", ""},
        {"an empty line only", "\n"},
        {"one line", "log\n"},
        {"two lines", "log\n8\n"},
        {"no final LF", "log\n8\n" + root},
        {"no final LF after an extension", "log\n8\n" + root + "\next"},
        {"an empty extension", "log\n8\n" + root + "\n\n"},
        {"an empty line between extensions", "log\n8\n" + root + "\na\n\nb\n"},
        {"CRLF everywhere", "log\r\n8\r\n" + root + "\r\n"},
        {"CR in an extension", "log\n8\n" + root + "\next\r\n"},
        {"an empty origin", "\n8\n" + root + "\n"},
        {"a space in the origin", "my log\n8\n" + root + "\n"},
        {"a no-break space in the origin", "my\u00a0log\n8\n" + root + "\n"},
        {"an ideographic space in the origin", "my\u3000log\n8\n" + root + "\n"},
        {"a plus in the origin", "my+log\n8\n" + root + "\n"},
        {"an origin of 256 bytes", std::string(256, 'l') + "\n8\n" + root + "\n"},
        {"an origin that is not UTF-8", "l\xffg\n8\n" + root + "\n"},
        {"NUL in the origin", "l\0g\n8\n"s + root + "\n"},
        {"no size", "log\n\n" + root + "\n"},
        {"a leading zero", "log\n08\n" + root + "\n"},
        {"two zeros", "log\n00\n" + root + "\n"},
        {"a negative size", "log\n-8\n" + root + "\n"},
        {"a plus sign", "log\n+8\n" + root + "\n"},
        {"a space before the size", "log\n 8\n" + root + "\n"},
        {"a space after the size", "log\n8 \n" + root + "\n"},
        {"a hexadecimal size", "log\n0x8\n" + root + "\n"},
        {"a size of 2^64", "log\n18446744073709551616\n" + root + "\n"},
        {"no root", "log\n8\n\n"},
        {"a root of 31 bytes", "log\n8\n" + std::string(40, 'A') + "AA==\n"},
        {"a root of 33 bytes", "log\n8\n" + std::string(44, 'A') + "\n"},
        {"a root without padding", "log\n8\n" + root.substr(0, 43) + "\n"},
        {"trailing bits in the root", "log\n8\n" + root.substr(0, 42) + "h=\n"},
        {"a root in the alphabet of URLs",
         "log\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz-Nw7_RgQyg=\n"},
        {"a space after the root", "log\n8\n" + root + " \n"},
        {"a root in hexadecimal", "log\n8\n" + std::string(64, 'a') + "\n"},
        {"size and root exchanged", "log\n" + root + "\n8\n"},
    };
    for (const auto& test : cases) {
        const Result<Checkpoint> parsed = parse_checkpoint(test.text);
        ASSERT_FALSE(parsed.ok()) << test.what;
        EXPECT_EQ(parsed.error().code, ErrorCode::kInvalidArgument) << test.what;
        EXPECT_THAT(parsed.error().message, ::testing::StartsWith("not a checkpoint: "));
    }
}

}  // namespace
}  // namespace counterfoil::notes
