// SPDX-License-Identifier: Apache-2.0
// M16, M17: an older state, or another one, put in the place of the newest.
#include <utility>

#include "tests/tamper/catalogue/catalogue.h"
#include "tests/tamper/catalogue/mixtures.h"

namespace counterfoil::tamper {
namespace {

// A life of several clean closes, with a note, a rotation and a roll in between; ended after
// `closes` of them. `word` is what its events say behind the first `common` closes.
test::Forge life(std::uint64_t closes, const std::string& word = "as it was",
                 std::uint64_t common = 0) {
    test::Forge forge;
    forge.init();
    for (std::uint64_t i = 0; i < closes; ++i) {
        forge.open_writer();
        if (i == 0) forge.frame({forge.stream(1), forge.stream(2)});
        forge.frame({forge.event(1, i < common ? "common" : word + std::to_string(i)),
                     forge.event(2, "other")});
        forge.publish();
        if (i == 1) forge.frame({forge.rotation()});
        if (i == 2) {
            forge.roll();
            forge.frame({forge.event(1, "in the next")});
        }
        forge.close();
    }
    return forge;
}

Base base_of(const test::Forge& forge) {
    return std::make_shared<const Subject>(subject_of(forge));
}

}  // namespace

void add_rollback_and_fork(Families& to, std::uint64_t) {
    constexpr std::uint64_t kCloses = 4;
    const Base newest = base_of(life(kCloses));
    std::vector<Files> older;
    for (std::uint64_t closes = 1; closes < kCloses; ++closes) {
        older.push_back(life(closes).files);
    }
    // All of an older copy is for the trust store to find: nothing in it is wrong.
    add_mixtures(
        to, "M16", "files of older closes among those of the newest", newest, older,
        [](bool all) { return all ? Verdicts(kVerified).within_the_bound() : Verdicts(kFailed); });
    for (std::uint64_t common = 1; common < kCloses; ++common) {
        const Base left = base_of(life(kCloses, "left", common));
        std::vector<Files> right;
        for (std::uint64_t closes = common + 1; closes <= kCloses; ++closes) {
            right.push_back(life(closes, "right", common).files);
        }
        add_mixtures(
            to, "M17",
            "files of two validly signed forks, common for " + std::to_string(common) + " closes",
            left, right, [](bool all) {
                return all ? Verdicts(kVerified).within_the_bound() : Verdicts(kFailed);
            });
    }
}

}  // namespace counterfoil::tamper
