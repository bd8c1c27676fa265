// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/timestamp.h"
#include "ledger/notes/policy.h"
#include "ledger/platform/storage.h"
#include "ledger/reader/ledger_reader.h"

// Puts what others gave for a published checkpoint beside its note: docs/FORMAT.md, "Cosignatures"
// and "Time stamps". The ledger's writer has no part in these files, so they can be added while it
// is at work; those who add wait for nobody and are kBusy beside each other, and kUnsupported where
// ledger.json names a format version that this program does not know.
namespace counterfoil::store {

struct AttachedCosignatures {
    std::uint64_t checkpoint_size = 0;
    std::size_t added = 0;
    std::size_t known = 0;    // Lines of keys that have a cosignature there already; these stay.
    std::size_t ignored = 0;  // Lines that are no cosignatures: of the ledger, or of other kinds.
};

// Takes the cosignatures out of a note as a witness answered it, and adds those of keys that have
// none yet; durable when it returns. The note's text must be that of a published checkpoint
// (kNotFound), and it must have a cosignature (kNotFound). With a policy, each is of one of its
// witnesses and right (kPermission). kTooLarge when the file would outgrow a note.
[[nodiscard]] Result<AttachedCosignatures> attach_cosignatures(
    platform::Storage& storage, const std::string& directory, const reader::LedgerReader& reader,
    std::string_view note, const std::optional<notes::Policy>& policy);

struct AttachedTimeStamp {
    std::uint64_t checkpoint_size = 0;
    crypto::TimeStamp stamp;
    bool added = false;  // False: exactly this one is there already.
};

// Keeps the reply of a time stamp authority beside the checkpoint that it is over; durable when it
// returns. kNotFound when it is over none that is published, kExists when that one has another
// stamp. With authorities, one of them vouches for it (kPermission).
[[nodiscard]] Result<AttachedTimeStamp> attach_time_stamp(
    platform::Storage& storage, const std::string& directory, const reader::LedgerReader& reader,
    ByteView reply, const std::optional<crypto::Authorities>& authorities);

}  // namespace counterfoil::store
