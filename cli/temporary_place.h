// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/places.h"
#include "ledger/base/result.h"

namespace counterfoil::cli {

// A directory of this process's own in $TMPDIR or /tmp, for files that only pass from one part of
// the program to another. Removed at the end, with the files that were named.
class TemporaryPlace {
  public:
    // `machine` must outlive it.
    explicit TemporaryPlace(const Machine& machine) : machine_(machine) {}
    ~TemporaryPlace();
    TemporaryPlace(const TemporaryPlace&) = delete;
    TemporaryPlace& operator=(const TemporaryPlace&) = delete;

    // The path of a file in it, which the caller makes. The directory is made for the first.
    [[nodiscard]] Result<std::string> path(const std::string& name);

  private:
    const Machine& machine_;
    std::string directory_;
    std::vector<std::string> files_;
};

}  // namespace counterfoil::cli
