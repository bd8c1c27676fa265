// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace counterfoil {

// Of a long row of cases that are much alike, such as every bit of a file, how many to go on at a
// time: all of them are tried, but under a sanitizer, which is some ten times slower and looks for
// something else, one in 13 (which meets each bit of a byte in turn).
#if defined(COUNTERFOIL_SANITIZED)
inline constexpr std::size_t kSanitizedStep = 13;
#else
inline constexpr std::size_t kSanitizedStep = 1;
#endif

}  // namespace counterfoil
