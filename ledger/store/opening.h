// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/format/segment.h"
#include "ledger/keys/key_access.h"
#include "ledger/platform/platform.h"
#include "ledger/store/poison_mark.h"
#include "verifier/ledger_end.h"

namespace counterfoil::store {

struct WriterOptions {
    std::string directory;
    keys::KeyAccess keys;
    // Nothing: what genesis says.
    std::optional<format::SyncPolicy> sync_policy;
    // A long-lived writer has spare segments filled ahead and publishes a checkpoint when it
    // closes; a one-shot does neither.
    bool long_lived = false;
    // Where poison marks lie (poison_mark.h). Empty: none are kept.
    std::string state_directory = {};
    // Recover from what the disk holds instead of what the kernel remembers of it: the way on,
    // without a restart, after a write or sync has failed.
    bool read_device = false;
    // Keep how long the work takes, in metrics/ of the ledger's directory.
    bool measure = false;
    // How many threads look for the ledger's end when it is opened.
    unsigned threads = 1;
};

// A ledger that is locked for writing, and what was found at its end. Nothing is changed yet.
struct Opening {
    std::string directory;
    std::unique_ptr<platform::File> lock;
    BootId boot_id{};
    verifier::LedgerEnd end;
    std::optional<PoisonMark::Content> mark;
    std::unique_ptr<platform::Storage> device;  // When the disk itself was read; else null.

    // A write or sync failed on the boot whose crash is being looked at.
    [[nodiscard]] bool poisoned() const;
    // A write or sync failed on this boot and the disk itself was not read: what `end` says may be
    // the kernel's memory of data that is lost.
    [[nodiscard]] bool doubtful() const;
    // Whether a writer may go on: in place on row 0, by recovery on row 9. Else kDamaged, or kIo
    // when the end is doubtful, with the reason and the remedy.
    [[nodiscard]] Status may_write() const;
};

// kBusy when another process holds the ledger, kNotFound when there is none; kDamaged when a LOSS
// ended it or nothing of it checks; kUnsupported when anything of it, ledger.json too, is of a
// format that this program does not know; kIo for read errors (row 1).
[[nodiscard]] Result<Opening> look_before_writing(const platform::Platform& platform,
                                                  const WriterOptions& options);

}  // namespace counterfoil::store
