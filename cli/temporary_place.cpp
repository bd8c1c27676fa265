// SPDX-License-Identifier: Apache-2.0
#include "cli/temporary_place.h"

#include <array>
#include <cstdint>

#include "ledger/crypto/encoding.h"
#include "ledger/platform/process.h"

namespace counterfoil::cli {

TemporaryPlace::~TemporaryPlace() {
    // What cannot be removed is left to whoever clears such places.
    for (const std::string& file : files_) {
        static_cast<void>(machine_.storage().remove_file(file));
    }
    if (!directory_.empty()) static_cast<void>(machine_.storage().remove_directory(directory_));
}

Result<std::string> TemporaryPlace::path(const std::string& name) {
    if (directory_.empty()) {
        std::array<std::uint8_t, 16> drawn{};
        machine_.random().fill(drawn);
        std::string directory = platform::join(platform::environment("TMPDIR").value_or("/tmp"),
                                               "counterfoil-" + crypto::hex(drawn));
        if (Status made = machine_.storage().make_directory(directory); !made) return made.error();
        directory_ = std::move(directory);
    }
    files_.push_back(platform::join(directory_, name));
    return files_.back();
}

}  // namespace counterfoil::cli
