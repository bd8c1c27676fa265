// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/platform/storage.h"

namespace counterfoil::store {

// A note that outlives the process: a write or sync of this ledger failed. After that the kernel
// may show data that the disk does not have, and report later syncs of it as done; what reads the
// disk itself, or a restart, which empties the kernel's memory, ends that. So the note holds for
// the boot on which it was left.
class PoisonMark {
  public:
    struct Content {
        std::optional<BootId>
            boot_id;  // Nothing: the note cannot be read, and may be of this boot.
        std::string reason;
    };

    // `directory`: where notes lie, on another disk than the ledger if possible; made when needed.
    // Empty: notes are neither left nor looked for. `storage` must outlive this object.
    PoisonMark(platform::Storage& storage, std::string directory, const LedgerId& ledger_id);

    [[nodiscard]] Result<std::optional<Content>> read() const;
    [[nodiscard]] Status leave(const BootId& boot_id, const std::string& reason);
    // No error when there is none.
    [[nodiscard]] Status remove();

  private:
    platform::Storage& storage_;
    std::string directory_;
    LedgerId ledger_id_;
};

}  // namespace counterfoil::store
