// SPDX-License-Identifier: Apache-2.0
// What a bounded list of findings keeps when there are more than it has room for.

#include "verifier/findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace counterfoil::verifier {
namespace {

using testing::ElementsAre;

struct Found {
    Severity severity;
    std::string kind;
};

constexpr auto kFailure = Severity::kFailure;
constexpr auto kUnsupported = Severity::kUnsupported;
constexpr auto kIncomplete = Severity::kIncomplete;

// Each as its kind and its place in the order of discovery, such as "chain 3".
std::vector<std::string> kept(std::size_t max, const std::vector<Found>& found) {
    FindingList list(max);
    for (std::size_t i = 0; i < found.size(); ++i) {
        list.add(finding(found[i].severity, found[i].kind, {}, std::to_string(i)));
    }
    EXPECT_EQ(list.total(), found.size());
    std::vector<std::string> texts;
    for (const Finding& each : list.take()) texts.push_back(each.kind + " " + each.message);
    return texts;
}

TEST(FindingList, KeepsAllInTheirOrderWhileThereIsRoom) {
    EXPECT_THAT(kept(3, {{kIncomplete, "quick"}, {kFailure, "chain"}, {kFailure, "rollback"}}),
                ElementsAre("quick 0", "chain 1", "rollback 2"));
}

TEST(FindingList, KeepsTheFirstOfWhatIsAlike) {
    EXPECT_THAT(kept(2, {{kFailure, "chain"}, {kFailure, "chain"}, {kFailure, "chain"}}),
                ElementsAre("chain 0", "chain 1"));
}

TEST(FindingList, LetsARepetitionGiveWayToAnotherKindWhateverItsSeverity) {
    EXPECT_THAT(kept(3, {{kFailure, "chain"},
                         {kFailure, "chain"},
                         {kFailure, "chain"},
                         {kIncomplete, "quick"},
                         {kFailure, "rollback"},
                         {kFailure, "chain"}}),
                ElementsAre("chain 0", "quick 3", "rollback 4"));
}

TEST(FindingList, LetsTheMilderGiveWayToTheGraver) {
    EXPECT_THAT(
        kept(2, {{kIncomplete, "quick"}, {kIncomplete, "loss"}, {kUnsupported, "x-version"}}),
        ElementsAre("quick 0", "x-version 2"));
    EXPECT_THAT(kept(2, {{kUnsupported, "x-version"}, {kFailure, "chain"}, {kIncomplete, "quick"}}),
                ElementsAre("x-version 0", "chain 1"));
    // The same word of a graver severity is no repetition.
    EXPECT_THAT(kept(1, {{kIncomplete, "loss"}, {kFailure, "loss"}}), ElementsAre("loss 1"));
}

TEST(FindingList, LetsWhatIsOfARecordGiveWayToWhatIsOfTheWholeLedger) {
    for (const char* kind : {"rollback", "fork", "wrong-key", "wrong-genesis"}) {
        EXPECT_THAT(kept(1, {{kFailure, "chain"}, {kFailure, kind}, {kFailure, "signature"}}),
                    ElementsAre(kind + std::string(" 1")));
    }
}

TEST(FindingList, TellsOfARollbackBehindAnyNumberOfDamagedRecords) {
    FindingList list(1000);
    for (int i = 0; i < 100'000; ++i) list.add(failure("body-digest", {}, std::to_string(i)));
    list.add(failure("rollback", {}, "at the end"));
    for (int i = 0; i < 100'000; ++i) list.add(failure("body-digest", {}, "later"));
    EXPECT_EQ(list.total(), 200'001U);
    const std::vector<Finding> kept = list.take();
    ASSERT_EQ(kept.size(), 1000U);
    EXPECT_EQ(kept.back().kind, "rollback");
    EXPECT_EQ(kept[998].message, "998");
}

TEST(FindingList, LosesNoVerdictWithoutAnyRoom) {
    FindingList list(0);
    list.add(finding(kIncomplete, "quick", {}, ""));
    list.add(failure("rollback", {}, ""));
    EXPECT_EQ(list.verdict(Verdict::kVerified), Verdict::kFailed);
    EXPECT_TRUE(list.take().empty());
}

}  // namespace
}  // namespace counterfoil::verifier
