// SPDX-License-Identifier: Apache-2.0
#include "ledger/base/unknown_version.h"

#include <gtest/gtest.h>

namespace counterfoil {
namespace {

TEST(UnknownVersion, NamesWhatWasFoundWhatIsKnownAndTheRemedy) {
    const Error error = unknown_version("a/ledger.json", 7, 1);
    EXPECT_EQ(error.code, ErrorCode::kUnsupported);
    EXPECT_EQ(error.message,
              "a/ledger.json has format version 7; this program knows version 1; use a newer "
              "counterfoil");
    EXPECT_EQ(unknown_version_text("it", "3", 2),
              "it has format version 3; this program knows version 1 to 2; use a newer "
              "counterfoil");
}

TEST(UnknownVersion, ZeroNeverWas) {
    const Error error = unknown_version("it", 0, 1);
    EXPECT_EQ(error.code, ErrorCode::kDamaged);
    EXPECT_EQ(error.message, "it has format version 0, which never was");
    EXPECT_EQ(unsupported_version("it", 0, 1).code, ErrorCode::kUnsupported);
}

TEST(UnknownVersion, OfATitleIsTheNumberInThePlaceOfItsLastDigit) {
    const struct {
        const char* line;
        std::optional<std::uint64_t> version;
    } table[] = {{"a-pin v2", 2},
                 {"a-pin v10", 10},
                 {"a-pin v0", 0},
                 {"a-pin v1", {}},
                 {"a-pin v", {}},
                 {"a-pin v2 ", {}},
                 {"a-pin v-2", {}},
                 {"a-pin x2", {}},
                 {"b-pin v2", {}},
                 {"", {}},
                 {"a-pin v99999999999999999999", {}}};
    for (const auto& each : table) {
        EXPECT_EQ(other_version_of("a-pin v1", each.line), each.version) << each.line;
    }
}

}  // namespace
}  // namespace counterfoil
