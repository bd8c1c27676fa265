// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/format/body_codec.h"
#include "ledger/format/limits.h"
#include "ledger/format/segment.h"
#include "ledger/keys/key_access.h"
#include "ledger/notes/verifier_key.h"
#include "ledger/platform/platform.h"

namespace counterfoil::store {

// The ledger that a new one continues, as its verifier saw it.
struct Predecessor {
    LedgerId ledger_id{};
    std::uint64_t size = 0;
    Hash root{};
    Hash genesis_leaf{};
};

struct CreateOptions {
    std::string directory;  // Must not exist, or be empty.
    keys::KeyAccess keys;   // Where the master and identity keys go.
    // The master key is wrapped under a passphrase, which `keys.passphrase` is asked for.
    bool behind_passphrase = false;
    std::string origin;
    bool encrypted = true;
    std::uint64_t segment_size_limit = format::kSegmentSizeLimitDefault;
    format::SyncPolicy sync_policy = format::SyncPolicy::kBatch;
    std::uint64_t window = format::kWindowDefault;
    std::uint64_t checkpoint_records = 100'000;
    std::uint64_t checkpoint_ns = 60'000'000'000;
    std::uint64_t epoch_records = 1'000'000;
    std::uint64_t epoch_ns = 3'600'000'000'000;
    std::optional<Predecessor> predecessor;
};

struct Created {
    LedgerId ledger_id{};
    notes::VerifierKey vkey;
    Hash genesis_leaf{};
    std::string master_key_path;
    std::string identity_key_path;
};

// The name HOST/DIRECTORY under which a ledger signs when nobody says another: an origin, whatever
// the host and the absolute path are called.
[[nodiscard]] std::string default_origin(const std::string& host, const std::string& directory);

// Makes a ledger: a temporary directory beside the final place, complete and synced, then renamed.
// On failure nothing is left behind, keys included.
[[nodiscard]] Result<Created> create_ledger(const platform::Platform& platform,
                                            const CreateOptions& options);

}  // namespace counterfoil::store
