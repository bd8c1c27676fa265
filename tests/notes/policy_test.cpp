// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "tests/notes/samples.h"

namespace counterfoil::notes::test {
namespace {

using testing::HasSubstr;

std::string witness_vkey(std::uint8_t first, const std::string& name = "witness.example/w") {
    return VerifierKey{name, kTypeCosignature, key_from(first).public_key()}.text();
}

// Witnesses a, b, c … with keys of their own.
std::string witnesses(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text += fmt::format("witness {} {}\n", static_cast<char>('a' + i),
                            witness_vkey(static_cast<std::uint8_t>(i * 32)));
    }
    return text;
}

Policy parsed(const std::string& text) {
    return Policy::parse(text).value();
}

std::string error_of(const std::string& text) {
    const Result<Policy> policy = Policy::parse(text);
    return policy ? "" : policy.error().message;
}

TEST(Policy, HoldsItsLogsAndWitnesses) {
    const Policy policy =
        parsed(fmt::format("# whom we trust\n\n log {} https://ledger.example/ \nwitness\tw1  "
                           "{}\thttps://w1.example/\n"
                           "  # more\nquorum w1\n",
                           kLogKey, kWitnessKey));
    ASSERT_EQ(policy.logs().size(), 1U);
    EXPECT_EQ(policy.logs()[0].key, parsed_key(kLogKey));
    EXPECT_EQ(policy.logs()[0].url, "https://ledger.example/");
    ASSERT_EQ(policy.witnesses().size(), 1U);
    EXPECT_EQ(policy.witnesses()[0].name, "w1");
    EXPECT_EQ(policy.witnesses()[0].key, parsed_key(kWitnessKey));
    EXPECT_EQ(policy.witnesses()[0].url, "https://w1.example/");
    EXPECT_FALSE(policy.asks_nobody());
    EXPECT_TRUE(policy.is_met_by({true}));
    EXPECT_FALSE(policy.is_met_by({false}));
}

TEST(Policy, MayAskNobodyAndNameNoLog) {
    const Policy policy = parsed("quorum none\n");
    EXPECT_TRUE(policy.asks_nobody());
    EXPECT_TRUE(policy.logs().empty());
    EXPECT_TRUE(policy.is_met_by({}));
}

TEST(Policy, MayNameWitnessesThatNoQuorumNeeds) {
    const Policy policy = parsed(witnesses(2) + "quorum b\n");
    EXPECT_FALSE(policy.is_met_by({true, false}));
    EXPECT_TRUE(policy.is_met_by({false, true}));
}

TEST(Policy, TakesNamesAsOctets) {
    const Policy policy = parsed("witness \xff\xe2\x84\xaa " + std::string(kWitnessKey) +
                                 "\nquorum \xff\xe2\x84\xaa\n");
    EXPECT_EQ(policy.witnesses()[0].name, "\xff\xe2\x84\xaa");
    EXPECT_THAT(error_of("witness K " + std::string(kWitnessKey) + "\nquorum \xe2\x84\xaa\n"),
                HasSubstr("line 2"));
}

// Which witnesses are enough: the group's lines → the sets, as bits, that meet it.
TEST(Policy, CountsAsItsGroupsSay) {
    const struct {
        const char* groups;
        bool (*met)(unsigned set);
    } cases[] = {
        {"group g any a b c d\nquorum g\n", [](unsigned set) { return set != 0; }},
        {"group g all a b c d\nquorum g\n", [](unsigned set) { return set == 15; }},
        {"group g 1 a b c d\nquorum g\n", [](unsigned set) { return set != 0; }},
        {"group g 2 a b c d\nquorum g\n",
         [](unsigned set) { return __builtin_popcount(set) >= 2; }},
        {"group g 4 a b c d\nquorum g\n", [](unsigned set) { return set == 15; }},
        {"group x any a b\ngroup y any c d\ngroup g all x y\nquorum g\n",
         [](unsigned set) { return (set & 3U) != 0 && (set & 12U) != 0; }},
        {"group x all a b\ngroup g any x c\nquorum g\n",
         [](unsigned set) { return (set & 3U) == 3 || (set & 4U) != 0; }},
        {"group x 2 a b c\ngroup g all x d\nquorum g\n",
         [](unsigned set) { return __builtin_popcount(set & 7U) >= 2 && (set & 8U) != 0; }},
        {"group x all a\ngroup y all x\ngroup z all y\nquorum z\n",
         [](unsigned set) { return (set & 1U) != 0; }},
        {"group x all a b c d\nquorum a\n", [](unsigned set) { return (set & 1U) != 0; }},
    };
    for (const auto& each : cases) {
        SCOPED_TRACE(each.groups);
        const Policy policy = parsed(witnesses(4) + each.groups);
        for (unsigned set = 0; set < 16; ++set) {
            const std::vector<bool> cosigned = {(set & 1U) != 0, (set & 2U) != 0, (set & 4U) != 0,
                                                (set & 8U) != 0};
            EXPECT_EQ(policy.is_met_by(cosigned), each.met(set)) << set;
        }
    }
}

TEST(Policy, RefusesWhatIsMalformedByItsLine) {
    const std::string log(kLogKey);
    const std::string witness(kWitnessKey);
    const std::string w1 = "witness w1 " + witness + "\n";
    const struct {
        std::string text;
        std::string says;
    } cases[] = {
        {"", "no quorum line"},
        {w1, "no quorum line"},
        {w1 + "quorum w1", "line 2: the last line does not end"},
        {w1 + "quorum w1\r\n", "line 2: it has a control character"},
        {std::string("# \0\nquorum none\n", 16), "line 1: it has a control character"},
        {"# \x7f\nquorum none\n", "line 1: it has a control character"},
        {"quorum none\nquorum none\n", "line 2: there is a quorum line already"},
        {"quorum\n", "line 1: a quorum line is"},
        {"quorum none none\n", "line 1: a quorum line is"},
        {"quorum w1\n" + w1, "line 1: \"w1\" is no witness or group of a line before"},
        {"quorum any\n", "line 1: \"any\" is no witness"},
        {"quota none\n", "line 1: a line begins with"},
        {"Quorum none\n", "line 1: a line begins with"},
        {"log\nquorum none\n", "line 1: a log line is"},
        {"log " + log + " url more\nquorum none\n", "line 1: a log line is"},
        {"log " + log.substr(1) + "\nquorum none\n", "line 1: not a verifier key"},
        {"log " + witness + "\nquorum none\n", "line 1: the key's type is 0x04 and must be 0x01"},
        {"log " + log + "\nlog " + log + "\nquorum none\n", "line 2: the same public key"},
        {"witness w1\nquorum none\n", "line 1: a witness line is"},
        {"witness w1 " + witness + " url more\nquorum none\n", "line 1: a witness line is"},
        {"witness w1 " + log + "\nquorum none\n", "line 1: the key's type is 0x01"},
        {"witness none " + witness + "\nquorum none\n", "line 1: the name \"none\" is taken"},
        {w1 + "witness w2 " + witness + "\nquorum w1\n", "line 2: the same public key"},
        // Another name for the same key would make one witness two.
        {w1 + "witness w2 " + witness_vkey(0x20, "witness.example/other") + "\nquorum w1\n",
         "line 2: the same public key"},
        {w1 + "witness w1 " + witness_vkey(0x40) + "\nquorum w1\n",
         "line 2: the name \"w1\" is defined already"},
        {w1 + "group w1 any w1\nquorum w1\n", "line 2: the name \"w1\" is defined already"},
        {w1 + "group none any w1\nquorum none\n", "line 2: the name \"none\" is taken"},
        {w1 + "group g any\nquorum g\n", "line 2: a group line is"},
        {w1 + "group g any g\nquorum g\n", "line 2: \"g\" is no witness or group"},
        {w1 + "group g any none\nquorum g\n", "line 2: \"none\" is no witness or group"},
        {w1 + "group g 0 w1\nquorum g\n", "line 2: a group of 1 asks for"},
        {w1 + "group g 2 w1\nquorum g\n", "line 2: a group of 1 asks for"},
        {w1 + "group g 01 w1\nquorum g\n", "line 2: a group of 1 asks for"},
        {w1 + "group g -1 w1\nquorum g\n", "line 2: a group of 1 asks for"},
        {w1 + "group g 18446744073709551617 w1\nquorum g\n", "line 2: a group of 1 asks for"},
        {w1 + "group g most w1\nquorum g\n", "line 2: a group of 1 asks for"},
        {w1 + "group g 2 w1 w1\nquorum g\n", "line 2: \"w1\" is a member of a group already"},
        {w1 + "group g any w1\ngroup h any w1\nquorum h\n",
         "line 3: \"w1\" is a member of a group already"},
        {w1 + "group g any w1\ngroup h any g\ngroup i any g\nquorum h\n",
         "line 4: \"g\" is a member of a group already"},
    };
    for (const auto& each : cases) {
        SCOPED_TRACE(each.text);
        ASSERT_FALSE(Policy::parse(each.text).ok());
        EXPECT_THAT(error_of(each.text), HasSubstr(each.says));
    }
}

TEST(Policy, IsBounded) {
    const std::string end = "quorum none\n";
    const std::string comment = "#" + std::string(kPolicySizeMax - end.size() - 2, 'x') + "\n";
    EXPECT_TRUE(Policy::parse(comment + end).ok());
    EXPECT_EQ(Policy::parse("#" + comment + end).error().code, ErrorCode::kTooLarge);

    // Each group has the one before as its only member.
    std::string groups = witnesses(1) + "group g1 all a\n";
    for (std::size_t i = 2; i < kPolicyNamesMax; ++i) {
        groups += fmt::format("group g{} all g{}\n", i, i - 1);
    }
    EXPECT_TRUE(parsed(groups + "quorum g999\n").is_met_by({true}));
    EXPECT_FALSE(parsed(groups + "quorum g999\n").is_met_by({false}));
    EXPECT_EQ(Policy::parse(groups + "group g1000 all g999\nquorum g1000\n").error().code,
              ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace counterfoil::notes::test
