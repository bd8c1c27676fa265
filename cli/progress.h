// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/platform/clock.h"

namespace counterfoil::cli {

// One line on a terminal that says how far long work is, at most ten times a second, and is gone at
// the end. Without a terminal, or when it must be quiet, it does nothing. No colours.
class ProgressLine {
  public:
    // `verb` as in "verifying". `clock` must outlive this object.
    ProgressLine(platform::Clock& clock, std::string_view verb, bool quiet);
    ~ProgressLine() { erase(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    // `bytes_total` 0: nobody knows.
    void update(std::uint64_t records, std::uint64_t bytes, std::uint64_t bytes_total);
    // Another text in its place, however soon.
    void show(std::string text);
    void erase();

  private:
    platform::Clock& clock_;
    std::string verb_;
    bool shown_;
    std::uint64_t begin_ns_;
    std::uint64_t last_ns_;
    std::size_t width_ = 0;
};

}  // namespace counterfoil::cli
