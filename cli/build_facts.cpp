// SPDX-License-Identifier: Apache-2.0
#include "cli/build_facts.h"

#include "ledger/crypto/accelerator.h"

namespace counterfoil::cli {

std::string compiler_text() {
#if defined(__clang__)
    return __VERSION__;
#else
    return "GCC " __VERSION__;
#endif
}

std::string build_type() {
    return COUNTERFOIL_BUILD_TYPE;
}

std::vector<std::string> processor_feature_names() {
    const crypto::ProcessorFeatures features = crypto::processor_features();
    std::vector<std::string> names;
    if (features.sha_ni) names.emplace_back("sha-ni");
    if (features.aes_ni) names.emplace_back("aes-ni");
    if (features.vaes) names.emplace_back("vaes");
    if (features.avx512) names.emplace_back("avx512");
    return names;
}

}  // namespace counterfoil::cli
