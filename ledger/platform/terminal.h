// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/platform/descriptor.h"

namespace counterfoil::platform {

// The bytes that come from a descriptor up to the first LF, which is taken too, or to the end;
// nothing behind it is read. Returns how many are in `into`. kTooLarge when they do not fit,
// kInvalidArgument when no such descriptor is open, kInterrupted as Source::read.
[[nodiscard]] Result<std::size_t> read_first_line(int descriptor, MutableByteView into);

// The terminal that controls this process, wherever its standard streams lead.
class Terminal {
  public:
    // kNotFound when there is none.
    [[nodiscard]] static Result<Terminal> open();

    // Says `prompt` and reads a line into `into`; returns its length without the LF. What was typed
    // before the question is no answer to it. kTooLarge when the line does not fit, kInterrupted
    // when the person asked to stop.
    [[nodiscard]] Result<std::size_t> ask(const std::string& prompt, MutableByteView into);
    // The same, and the terminal does not show the line. Whatever signal ends or stops the program
    // meanwhile, the terminal shows again what is typed.
    [[nodiscard]] Result<std::size_t> ask_secret(const std::string& prompt, MutableByteView into);

  private:
    explicit Terminal(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}
    [[nodiscard]] Status say(const std::string& text);
    [[nodiscard]] Result<std::size_t> ask(const std::string& prompt, MutableByteView into,
                                          bool shown);

    Descriptor descriptor_;
};

}  // namespace counterfoil::platform
