// SPDX-License-Identifier: Apache-2.0
#include "tests/tamper/catalogue/family.h"

#include <utility>

namespace counterfoil::tamper {

Family family_of(std::string row, std::string name, std::shared_ptr<const Subject> base,
                 std::vector<NamedCase> cases) {
    Family family;
    family.row = std::move(row);
    family.name = std::move(name);
    family.base = std::move(base);
    family.count = cases.size();
    family.change = [cases = std::move(cases)](std::uint64_t number, Subject& subject) {
        return cases.at(static_cast<std::size_t>(number)).change(subject);
    };
    return family;
}

}  // namespace counterfoil::tamper
