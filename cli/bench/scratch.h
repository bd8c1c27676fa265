// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/places.h"
#include "ledger/base/result.h"

namespace counterfoil::cli::bench {

// A directory of this run's own on the disk that is measured, removed with all that is in it at the
// end, also of a run that was interrupted once.
class Scratch {
  public:
    // Within `parent`, which must exist; empty: the current directory.
    [[nodiscard]] static Result<Scratch> make(const Machine& machine, const std::string& parent);
    ~Scratch();
    Scratch(Scratch&& other) noexcept;
    Scratch& operator=(Scratch&&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    // A path in it that no earlier call gave; nothing is made.
    [[nodiscard]] std::string fresh(const std::string& name);
    // Removes what is at a path in it, if anything is.
    void remove(const std::string& path);

  private:
    explicit Scratch(std::string path) : path_(std::move(path)) {}

    std::string path_;
    unsigned count_ = 0;
};

}  // namespace counterfoil::cli::bench
