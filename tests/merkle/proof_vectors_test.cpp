// SPDX-License-Identifier: Apache-2.0
// The cases of transparency-dev/merkle, good and bad, when they lie beside the checkout.

#include <cstdio>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "ledger/crypto/encoding.h"
#include "ledger/merkle/proof.h"
#include "tests/support/shared_data.h"

namespace counterfoil::merkle {
namespace {

using nlohmann::json;

// Our one difference: a root that is not 32 bytes is no root, even when both are the same.
constexpr std::string_view kRefusedByPolicy =
    "additional/sizes-are-equal-one-and-proof-is-empty.json";

std::optional<Hash> hash_of(const json& text) {
    return crypto::exactly<Hash>(crypto::from_base64(text.get<std::string>()));
}

// Nothing when one of the hashes is not 32 bytes long: such a path cannot even be passed.
std::optional<Path> path_of(const json& proof) {
    Path path;
    if (proof.is_null()) return path;
    for (const json& text : proof) {
        const std::optional<Hash> hash = hash_of(text);
        if (!hash) return std::nullopt;
        path.push_back(*hash);
    }
    return path;
}

bool inclusion_accepted(const json& test) {
    const auto leaf = hash_of(test.at("leafHash"));
    const auto root = hash_of(test.at("root"));
    const auto path = path_of(test.at("proof"));
    return leaf && root && path &&
           verify_inclusion(test.at("leafIdx").get<std::uint64_t>(),
                            test.at("treeSize").get<std::uint64_t>(), *leaf, *path, *root);
}

bool consistency_accepted(const json& test) {
    const auto old_root = hash_of(test.at("root1"));
    const auto new_root = hash_of(test.at("root2"));
    const auto path = path_of(test.at("proof"));
    return old_root && new_root && path &&
           verify_consistency(test.at("size1").get<std::uint64_t>(),
                              test.at("size2").get<std::uint64_t>(), *path, *old_root, *new_root);
}

struct Tally {
    int accepted = 0;
    int refused = 0;
    int by_policy = 0;
};

Tally judge(const std::filesystem::path& path, bool (*accepted)(const json&)) {
    Tally tally;
    for (const json& test : json::parse(support::read_text(path))) {
        const std::string name = test.at("file");
        if (name == kRefusedByPolicy) {
            EXPECT_FALSE(accepted(test)) << name;
            ++tally.by_policy;
            continue;
        }
        const bool verdict = accepted(test);
        EXPECT_EQ(verdict, !test.at("wantErr").get<bool>()) << name;
        ++(verdict ? tally.accepted : tally.refused);
    }
    return tally;
}

TEST(ProofVectors, AreJudgedAsTransparencyDevJudgesThem) {
    const auto inclusion = support::shared_data("vectors/merkle/inclusion.json");
    const auto consistency = support::shared_data("vectors/merkle/consistency.json");
    if (!inclusion || !consistency) GTEST_SKIP() << "no vectors beside the checkout";
    const Tally first = judge(*inclusion, inclusion_accepted);
    const Tally second = judge(*consistency, consistency_accepted);
    std::printf(
        "inclusion: %d accepted, %d refused; consistency: %d accepted, %d refused, %d refused "
        "by our policy\n",
        first.accepted, first.refused, second.accepted, second.refused, second.by_policy);
    EXPECT_EQ(first.accepted + first.refused, 98);
    EXPECT_EQ(first.by_policy, 0);
    EXPECT_EQ(second.accepted + second.refused, 97);
    EXPECT_EQ(second.by_policy, 1);
}

}  // namespace
}  // namespace counterfoil::merkle
