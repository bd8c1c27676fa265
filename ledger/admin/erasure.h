// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ledger/admin/explanation.h"
#include "ledger/base/result.h"
#include "ledger/platform/platform.h"
#include "ledger/store/writer.h"

namespace counterfoil::admin {

// Called now and then while records are counted; true ends that before anything was done.
using CountProgress = std::function<bool(std::uint64_t done, std::uint64_t total)>;

struct Erased {
    // Of the erasure record; the sealed event that explains it is the next. Nothing: the subject
    // has no key here (it was erased before, or never had one), so there was nothing to do.
    std::optional<std::uint64_t> sequence;
    std::uint64_t record_count = 0;  // Event records whose bodies nobody can read any more.
    // The key is destroyed; whether its last traces are gone from the keyring's file too. If not,
    // the next opening for writing tries again.
    Status traces = {};
};

// Erases a subject: after this nobody can read the bodies of the records about it, whoever else
// they are about, and every proof stays as it was. Nothing in the segments is rewritten: an erasure
// record becomes durable first, then the subject's key is destroyed, and no trace of it or of the
// subject's name is left in the keyring. A crash between any two steps is made good by the next
// opening. Repeating it is harmless.
//
// kPermission: a legal hold forbids it. kInvalidArgument: the ledger is not encrypted, or the
// reason is no reason. kInterrupted: the count was ended.
[[nodiscard]] Result<Erased> erase_subject(const platform::Platform& platform,
                                           store::LedgerWriter& writer,
                                           const std::string& directory, const std::string& subject,
                                           const Explanation& explanation,
                                           const CountProgress& progress);

}  // namespace counterfoil::admin
