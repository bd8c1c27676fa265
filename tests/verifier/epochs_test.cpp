// SPDX-License-Identifier: Apache-2.0
// M12, M13 and M33 of the tamper catalogue: what is done to a ledger's epochs → what must be found.

#include <map>

#include "tests/support/epoch_attacks.h"
#include "tests/verifier/judged.h"
#include "verifier/event_list.h"

namespace counterfoil::test {
namespace {

class EpochAttacks : public testing::TestWithParam<EpochAttack> {};

TEST_P(EpochAttacks, AreFound) {
    const verifier::Report report = judge(GetParam().make());
    if (GetParam().kind.empty()) {
        EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << verifier::report_text(report);
        EXPECT_EQ(report.epochs, 4U);
        return;
    }
    EXPECT_EQ(report.verdict, verifier::Verdict::kFailed) << verifier::report_text(report);
    ASSERT_FALSE(report.findings.empty());
    EXPECT_EQ(report.findings.front().kind, GetParam().kind) << verifier::report_text(report);
}

INSTANTIATE_TEST_SUITE_P(Table, EpochAttacks, testing::ValuesIn(epoch_attacks()),
                         [](const auto& row) {
                             std::string name = row.param.name;
                             for (char& c : name) {
                                 if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
                             }
                             return name;
                         });

// Both bounds: without keys, and with the current epoch's secret.
TEST(EpochBounds, AreSaidInEveryReport) {
    const verifier::Report report = judge(epoch_attacks().front().make());
    EXPECT_THAT(report.not_proven, testing::Contains(testing::HasSubstr("older copy")));
    EXPECT_THAT(report.not_proven,
                testing::Contains(testing::AllOf(testing::HasSubstr("current epoch (3)"),
                                                 testing::HasSubstr("the first 13 records"))));
}

// A year has thousands of rotations; the one erasure in it is listed all the same.
TEST(EpochEvents, DoNotCrowdOutOthers) {
    verifier::EventList list;
    for (std::uint64_t epoch = 1; epoch <= 5000; ++epoch) {
        list.add({"rotation", epoch, "an epoch begins", false});
    }
    list.add({"erasure", 5001, "somebody was forgotten", false});
    list.add({"recovery", 5002, "after a crash", true});
    list.finish();
    EXPECT_TRUE(list.any_notable());
    std::map<std::string, std::size_t> kinds;
    for (const verifier::Event& each : list.take()) ++kinds[each.kind];
    EXPECT_EQ(kinds["erasure"], 1U);
    EXPECT_EQ(kinds["recovery"], 1U);
    EXPECT_EQ(kinds["more-events"], 1U);
    EXPECT_LE(kinds["rotation"], 1000U);
}

}  // namespace
}  // namespace counterfoil::test
