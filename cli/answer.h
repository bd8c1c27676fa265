// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace counterfoil::cli {

// Standard output, where a command's answer goes. Buffered; what is not finished is not promised.
class Answer {
  public:
    // False: nothing more can be written, so that a long answer may stop.
    bool write(std::string_view bytes);
    bool line(std::string_view text) { return write(text) && write("\n"); }
    // Lets a reader at the other end of a pipe see what there is so far.
    bool flush();
    // Ends the answer. Returns `code`, unless the answer could not be written: then says why and
    // returns that error's code. A reader that has seen enough and went away is no error.
    [[nodiscard]] int finish(int code);

  private:
    std::string buffer_;
    Status status_;
    bool reader_left_ = false;
};

// Standard error, where the talk goes: "counterfoil: MESSAGE".
void say(std::string_view message);
// Says the error and returns its exit code.
[[nodiscard]] int fail(const Error& error);

}  // namespace counterfoil::cli
