// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/hash_lanes.h"

#include "ledger/base/result.h"

namespace counterfoil::crypto {
namespace {

// Of fewer messages most lanes stay empty, and one after the other is as fast.
constexpr std::size_t kMessagesMin = 12;

}  // namespace

void HashLanes::digest(std::span<const ByteView> messages, std::span<Hash> out) {
    require(messages.size() == out.size(), "each message has a place for its hash");
    const bool side_by_side = accelerated_ && messages.size() >= kMessagesMin;
    if (side_by_side) accelerated_->digest(messages, out);
    for (std::size_t i = 0; i < messages.size(); ++i) {
        if (!side_by_side || !AcceleratedLanes::takes(messages[i]))
            out[i] = hash_.digest({messages[i]});
    }
}

}  // namespace counterfoil::crypto
