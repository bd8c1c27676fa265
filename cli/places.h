// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "ledger/base/result.h"
#include "ledger/platform/platform.h"

namespace counterfoil::cli {

// The real machine.
class Machine {
  public:
    Machine();
    [[nodiscard]] platform::Platform platform() const { return {*storage_, *clock_, *random_}; }
    [[nodiscard]] platform::Storage& storage() const { return *storage_; }
    [[nodiscard]] platform::Clock& clock() const { return *clock_; }
    [[nodiscard]] platform::Random& random() const { return *random_; }

  private:
    std::unique_ptr<platform::Storage> storage_;
    std::unique_ptr<platform::Clock> clock_;
    std::unique_ptr<platform::Random> random_;
};

// Where a user's secrets and pins lie: `given` if it is not empty, else counterfoil/keys and
// counterfoil/trust in $XDG_DATA_HOME, or in $HOME/.local/share without that. kInvalidArgument when
// there is neither.
[[nodiscard]] Result<std::string> key_directory(const std::string& given);
[[nodiscard]] Result<std::string> trust_directory(const std::string& given);

// kNotFound, in words for people, unless there may be a ledger at this place.
[[nodiscard]] Status require_directory(platform::Storage& storage, const std::string& directory);

}  // namespace counterfoil::cli
