// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/random.h"

#include <sys/random.h>

#include "ledger/base/result.h"
#include "ledger/platform/descriptor.h"

namespace counterfoil::platform {
namespace {

class SystemRandom final : public Random {
  public:
    void fill(MutableByteView into) override {
        while (!into.empty()) {
            // Large requests come back short when a signal arrives.
            const ssize_t got =
                uninterrupted([&] { return ::getrandom(into.data(), into.size(), 0); });
            require(got > 0, "the kernel gives random bytes");
            into = into.subspan(static_cast<std::size_t>(got));
        }
    }
};

}  // namespace

std::unique_ptr<Random> system_random() {
    return std::make_unique<SystemRandom>();
}

}  // namespace counterfoil::platform
