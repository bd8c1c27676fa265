// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "ledger/base/result.h"

namespace counterfoil::crypto {

// A primitive, by the name that a person knows, and whether it gives its published answer.
struct KnownAnswer {
    const char* primitive;
    bool (*holds)();
};

// Every primitive of this room, against the vectors of its standard.
[[nodiscard]] std::span<const KnownAnswer> known_answers();

// kUnsupported, naming the primitive, at the first answer that does not hold.
[[nodiscard]] Status check(std::span<const KnownAnswer> answers);

}  // namespace counterfoil::crypto
