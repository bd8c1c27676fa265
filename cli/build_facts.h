// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace counterfoil::cli {

// "GCC 12.2.0", "Clang 14.0.6".
[[nodiscard]] std::string compiler_text();
// "RelWithDebInfo", "Release".
[[nodiscard]] std::string build_type();
// Of what makes a difference in speed, what this processor has: "sha-ni", "aes-ni", "vaes",
// "avx512".
[[nodiscard]] std::vector<std::string> processor_feature_names();

}  // namespace counterfoil::cli
