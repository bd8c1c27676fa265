// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/format/head.h"
#include "ledger/platform/storage.h"
#include "verifier/findings.h"
#include "verifier/frame_facts.h"

namespace counterfoil::verifier {

struct SlotRead {
    format::HeadSlot slot;
    bool good = false;  // All but the signature, which needs the epochs.
    bool unsupported = false;
    std::string problem;  // Why it is not good.
};

struct HeadRead {
    std::array<SlotRead, 2> slots;
    std::vector<Finding> findings;  // Of the file as a whole; both slots bad is not one yet.
    std::optional<Error> io_error;
    bool missing = false;
    std::uint64_t bytes = 0;

    // The good slot with the larger generation.
    [[nodiscard]] const SlotRead* newest() const;
    [[nodiscard]] const SlotRead* oldest_good() const;
};

// Reads HEAD, and once more when something is wrong with it: a writer may have been at it.
[[nodiscard]] HeadRead read_head(platform::Storage& storage, const std::string& directory,
                                 const std::optional<LedgerId>& ledger);

[[nodiscard]] bool head_signature_holds(const format::HeadSlot& slot, const crypto::PublicKey& key);
// The same, with the key that these epochs (ascending) have for the slot's epoch and size.
[[nodiscard]] bool head_signature_holds(const format::HeadSlot& slot,
                                        std::span<const EpochKey> epochs);
// Both clean, and equal but for generation, signature and CRC.
[[nodiscard]] bool slots_agree(const format::HeadSlot& left, const format::HeadSlot& right);

}  // namespace counterfoil::verifier
