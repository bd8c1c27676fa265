// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"

namespace counterfoil::platform {

// A descriptor that becomes and stays readable when interrupted() turns true, for poll(). Waiting
// on it beside the data leaves no moment, and no thread, in which a signal could go unseen. -1,
// which poll() ignores, before catch_interrupts.
[[nodiscard]] int interrupt_descriptor();

[[nodiscard]] Error interrupted_error();

// As Source::read, from a descriptor; `name` is for messages.
[[nodiscard]] Result<std::size_t> read_descriptor(int descriptor, const std::string& name,
                                                  MutableByteView into);

}  // namespace counterfoil::platform
