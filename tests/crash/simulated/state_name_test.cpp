// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/simulated/state_name.h"

#include <gtest/gtest.h>

namespace counterfoil::crash {
namespace {

TEST(StateName, IsReadAsItIsWritten) {
    for (const char* text :
         {"7", "7/o120:p:01101", "7/o0:k:0", "12/o120:p:/o33:k:512", "7/f:sync:4:lose-all/o88:p:0",
          "7/o9:k:7/f:sync-dir:1:no-space/o3:p:12z"}) {
        const auto name = StateName::parse(text);
        ASSERT_TRUE(name) << text;
        EXPECT_EQ(name->text(), text);
    }
}

TEST(StateName, IsRefusedWhenItIsNone) {
    for (const char* text : {"", "x", "7/", "7/p", "7/o1:k:x", "7/o1:p:?",
                             "7/f:sync:1/o1:p:", "7/f:sync:1:nothing/o1:p:", "7/oo:p:"}) {
        const auto name = StateName::parse(text);
        EXPECT_TRUE(!name || name->steps.empty()) << text;
    }
}

}  // namespace
}  // namespace counterfoil::crash
