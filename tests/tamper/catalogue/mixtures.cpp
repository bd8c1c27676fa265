// SPDX-License-Identifier: Apache-2.0
#include "tests/tamper/catalogue/mixtures.h"

#include <memory>
#include <set>
#include <utility>

namespace counterfoil::tamper {

void add_mixtures(Families& to, const std::string& row, const std::string& name, const Base& base,
                  std::vector<Files> others,
                  const std::function<Verdicts(bool all_of_the_other)>& expected) {
    std::set<std::string> all;
    for (const auto& [path, content] : base->files) all.insert(path);
    for (const Files& other : others) {
        for (const auto& [path, content] : other) all.insert(path);
    }
    const std::vector<std::string> paths(all.begin(), all.end());
    const std::uint64_t choices = std::uint64_t{1} << paths.size();
    const auto kept = std::make_shared<const std::vector<Files>>(std::move(others));
    Family family{row, name, base, choices * kept->size()};
    family.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        const Files& other = (*kept)[static_cast<std::size_t>(number / choices)];
        for (std::size_t i = 0; i < paths.size(); ++i) {
            if ((number % choices >> i & 1U) == 0) continue;
            const auto found = other.find(paths[i]);
            if (found == other.end()) {
                subject.files.erase(paths[i]);
            } else {
                subject.files[paths[i]] = found->second;
            }
        }
        if (subject.files == base->files) return std::nullopt;
        return expected(subject.files == other);
    };
    to.push_back(family);
}

}  // namespace counterfoil::tamper
