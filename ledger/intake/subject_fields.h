// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"

namespace counterfoil::intake {

// Where in a JSON event the ids of the persons it is about stand. A path is a JSON pointer
// (RFC 6901), such as /user/id, or the same with dots, user.id. Where it meets an array, it goes on
// in each element.
class SubjectFields {
  public:
    // kInvalidArgument when one of them is no path.
    [[nodiscard]] static Result<SubjectFields> parse(const std::vector<std::string>& paths);

    [[nodiscard]] bool empty() const { return paths_.empty(); }

    // The subjects of an event, each once: texts as they are, whole numbers in decimal. Absent and
    // null fields give none. False when `line` is no JSON. kInvalidArgument for a value that cannot
    // be a subject's id (longer than 255 bytes, with control characters, true, 1.5, an object), for
    // an event that names a member twice, and for one that is nested deeper than 64 levels: an
    // event must not escape the erasure of whom it is about.
    [[nodiscard]] Result<bool> find(std::string_view line,
                                    std::vector<std::string>& subjects) const;

  private:
    using Path = std::vector<std::string>;
    std::vector<Path> paths_;
};

}  // namespace counterfoil::intake
