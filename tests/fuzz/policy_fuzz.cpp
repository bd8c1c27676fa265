// SPDX-License-Identifier: Apache-2.0
// A policy that somebody hands over. Whatever is accepted can be asked, and more witnesses are
// never less than fewer.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/notes/policy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace counterfoil;
    const auto policy = notes::Policy::parse(as_text({data, size}));
    if (!policy) return 0;
    std::vector<bool> cosigned(policy->witnesses().size());
    require(policy->is_met_by(cosigned) == policy->asks_nobody(), "nobody is enough for nobody");
    bool met = policy->is_met_by(cosigned);
    for (std::size_t i = 0; i < cosigned.size(); ++i) {
        cosigned[i] = true;
        const bool now = policy->is_met_by(cosigned);
        require(now || !met, "another witness does no harm");
        met = now;
    }
    require(met, "all together are enough");
    return 0;
}
