// SPDX-License-Identifier: Apache-2.0
// M43: two to eight cases of other rows at once.
#include <algorithm>
#include <memory>
#include <random>
#include <utility>

#include "tests/tamper/catalogue/bases.h"
#include "tests/tamper/catalogue/catalogue.h"

namespace counterfoil::tamper {
namespace {

// What only replaces the whole ledger would undo the others; what wants its files as they were can
// come first only.
bool can_follow(const Family& family) {
    return family.row == "M01" || family.row == "M02" || family.row == "M10";
}
bool can_lead(const Family& family) {
    return can_follow(family) || family.row == "M03" || family.row == "M04" ||
           family.row == "M05" || family.row == "M06";
}

}  // namespace

void add_combinations(Families& to, std::uint64_t seed) {
    constexpr std::uint64_t kCases = 20'000;
    for (const auto& [base, which] :
         {std::pair(small_ledger(), "closed"), std::pair(recovered_ledger(), "recovered")}) {
        const auto leading = std::make_shared<Families>();
        const auto following = std::make_shared<Families>();
        for (const Family& family : to) {
            if (family.base != base || !family.change || family.count == 0) continue;
            if (can_lead(family)) leading->push_back(family);
            if (can_follow(family)) following->push_back(family);
        }
        Family family{"M43", std::string("two to eight at random, ") + which, base, kCases};
        family.change = [=, base = base](std::uint64_t number, Subject& subject) -> Expected {
            std::mt19937_64 random(seed * 104'729 + number);
            const std::uint64_t count = 2 + random() % 7;
            std::uint64_t made = 0;
            bool failed = false;
            for (std::uint64_t i = 0; i < count; ++i) {
                const Families& from = i == 0 ? *leading : *following;
                const Family& one = from[static_cast<std::size_t>(random() % from.size())];
                const Expected expected = one.change(random() % one.count, subject);
                if (!expected) continue;
                ++made;
                failed = failed || (expected->contains(kFailed) && !expected->is_bound());
            }
            // One may undo another, and two that are benign need not be together.
            if (made < 2 || subject.files == base->files) return std::nullopt;
            if (!failed) return Verdicts{kFailed, kUnsupported, kWithEvents};
            return Verdicts{kFailed, kUnsupported};
        };
        to.push_back(family);
    }
}

}  // namespace counterfoil::tamper
