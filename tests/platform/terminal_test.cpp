// SPDX-License-Identifier: Apache-2.0
// What a person types is tested with the program itself: tests/cli/keys_test.py.
#include "ledger/platform/terminal.h"

#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/platform/child_process.h"

namespace counterfoil::platform {
namespace {

using test::Pipe;

void put(Pipe& pipe, std::string_view text) {
    ASSERT_EQ(::write(pipe.writing_end(), text.data(), text.size()),
              static_cast<ssize_t>(text.size()));
    pipe.close_writing_end();
}

TEST(ReadFirstLine, TakesNothingBehindIt) {
    Pipe pipe;
    put(pipe, "first\nsecond");
    Bytes into(6);
    Result<std::size_t> size = read_first_line(pipe.reading_end(), into);
    ASSERT_TRUE(size) << size.error().message;
    EXPECT_EQ(as_text(ByteView(into).first(*size)), "first");
    size = read_first_line(pipe.reading_end(), into);
    ASSERT_TRUE(size);
    EXPECT_EQ(as_text(ByteView(into).first(*size)), "second") << "the end ends a line, too";
    EXPECT_EQ(read_first_line(pipe.reading_end(), into).value(), 0U);
}

TEST(ReadFirstLine, RefusesALineThatDoesNotFit) {
    for (const auto& [text, fits] : {std::pair{"12345\n", true}, std::pair{"123456\n", false}}) {
        Pipe pipe;
        put(pipe, text);
        Bytes into(5);
        const Result<std::size_t> size = read_first_line(pipe.reading_end(), into);
        ASSERT_EQ(size.ok(), fits) << text;
        if (!fits) {
            EXPECT_EQ(size.error().code, ErrorCode::kTooLarge);
        }
    }
}

TEST(ReadFirstLine, RefusesADescriptorThatIsNotOpen) {
    Pipe pipe;
    const int number = pipe.reading_end();
    pipe.close_reading_end();
    Bytes into(5);
    const Result<std::size_t> size = read_first_line(number, into);
    ASSERT_FALSE(size);
    EXPECT_EQ(size.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(size.error().message.find(std::to_string(number)), std::string::npos);
}

}  // namespace
}  // namespace counterfoil::platform
