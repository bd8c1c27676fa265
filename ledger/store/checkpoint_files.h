// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/sign.h"
#include "ledger/format/frame.h"
#include "ledger/platform/storage.h"

namespace counterfoil::store {

// checkpoints/: the published checkpoints, densely numbered (docs/FORMAT.md, "Published
// checkpoints").
class CheckpointFiles {
  public:
    struct State {
        std::uint64_t count = 0;
        Hash chain{};
        std::uint64_t newest_size = 0;  // 0 when none is published.
    };

    CheckpointFiles(platform::Storage& storage, const std::string& directory, State state);

    // Publishes the commit that this trailer ends, with its signature and, if there is one, the
    // identity key's; durable when it returns. HEAD must be written after it. kNoSpace: the note
    // is not there, and nothing has changed.
    [[nodiscard]] Status publish(const std::string& origin, const format::FrameTrailer& commit,
                                 const crypto::SigningKey* identity);
    [[nodiscard]] const State& state() const { return state_; }

  private:
    platform::Storage& storage_;
    std::string directory_;
    State state_;
};

}  // namespace counterfoil::store
