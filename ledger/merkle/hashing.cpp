// SPDX-License-Identifier: Apache-2.0
#include "ledger/merkle/hashing.h"

#include <algorithm>
#include <array>

#include "ledger/crypto/hash.h"

namespace counterfoil::merkle {

namespace {

// The two prefixes keep a node from ever being taken for a leaf.
constexpr std::uint8_t kLeafPrefix = 0x00;
constexpr std::uint8_t kNodePrefix = 0x01;

}  // namespace

Hash leaf_hash(ByteView leaf) {
    return crypto::sha256({ByteView(&kLeafPrefix, 1), leaf});
}

Hash node_hash(const Hash& left, const Hash& right) {
    // Joined first, because three short updates cost more than one copy.
    std::array<std::uint8_t, 1 + 2 * std::tuple_size_v<Hash>> input;
    input[0] = kNodePrefix;
    std::copy(left.begin(), left.end(), input.begin() + 1);
    std::copy(right.begin(), right.end(), input.begin() + 1 + left.size());
    return crypto::sha256(ByteView(input));
}

const Hash& empty_root() {
    static const Hash root = crypto::sha256(ByteView());
    return root;
}

}  // namespace counterfoil::merkle
