// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/crypto/sign.h"
#include "ledger/format/envelope.h"

namespace counterfoil::store {

// An event as a caller submits it. `content` is borrowed until append returns.
struct Event {
    std::string stream;
    format::EventAttributes attributes;
    ByteView content;
};

enum class Durability { kSynced, kNotSynced };

// The promise for one event: enough to prove to others what was promised.
struct Receipt {
    std::uint64_t sequence = 0;
    std::uint64_t stream_sequence = 0;
    Hash leaf_hash{};
    std::uint64_t tree_size = 0;
    Hash root{};
    std::uint64_t epoch = 0;
    crypto::Signature signature{};  // Of the epoch key over the checkpoint text.
    Durability durability = Durability::kSynced;
};

}  // namespace counterfoil::store
