// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/merkle/hashing.h"
#include "ledger/merkle/proof.h"
#include "tests/support/hex.h"

// Trees for tests, and RFC 6962 section 2.1 written down as it stands there, by recursion: a second
// opinion that shares no code with the room but the two hashes.
namespace counterfoil::merkle::test {

// The tree that Certificate Transparency's implementations share as their example.
inline std::vector<Hash> sample_leaves() {
    std::vector<Hash> leaves;
    for (const std::string_view leaf : {"", "00", "10", "2021", "3031", "40414243",
                                        "5051525354555657", "606162636465666768696a6b6c6d6e6f"}) {
        leaves.push_back(leaf_hash(support::unhex(leaf)));
    }
    return leaves;
}

// Leaves that all differ.
inline std::vector<Hash> numbered_leaves(std::size_t count) {
    std::vector<Hash> leaves;
    for (std::size_t i = 0; i < count; ++i) {
        leaves.push_back(leaf_hash(as_bytes("leaf " + std::to_string(i))));
    }
    return leaves;
}

inline std::span<const Hash> first(const std::vector<Hash>& leaves, std::size_t count) {
    return std::span<const Hash>(leaves).first(count);
}

inline std::size_t split_of(std::size_t size) {
    std::size_t power = 1;
    while (power * 2 < size) power *= 2;
    return power;
}

inline Hash reference_root(std::span<const Hash> leaves) {
    if (leaves.empty()) return empty_root();
    if (leaves.size() == 1) return leaves[0];
    const std::size_t k = split_of(leaves.size());
    return node_hash(reference_root(leaves.first(k)), reference_root(leaves.subspan(k)));
}

// PATH(m, D[n]) of section 2.1.1.
inline Path reference_inclusion(std::size_t m, std::span<const Hash> leaves) {
    if (leaves.size() == 1) return {};
    const std::size_t k = split_of(leaves.size());
    Path path = m < k ? reference_inclusion(m, leaves.first(k))
                      : reference_inclusion(m - k, leaves.subspan(k));
    path.push_back(reference_root(m < k ? leaves.subspan(k) : leaves.first(k)));
    return path;
}

// SUBPROOF(m, D[n], b) of section 2.1.2.
inline Path reference_subproof(std::size_t m, std::span<const Hash> leaves, bool whole) {
    if (m == leaves.size()) return whole ? Path{} : Path{reference_root(leaves)};
    const std::size_t k = split_of(leaves.size());
    Path path = m <= k ? reference_subproof(m, leaves.first(k), whole)
                       : reference_subproof(m - k, leaves.subspan(k), false);
    path.push_back(reference_root(m <= k ? leaves.subspan(k) : leaves.first(k)));
    return path;
}

inline Path reference_consistency(std::size_t m, std::span<const Hash> leaves) {
    return reference_subproof(m, leaves, true);
}

// Every way in which a path may be spoilt by one node: changed, left out, put in, or out of order.
struct Spoilt {
    std::string how;
    Path path;
};

inline std::vector<Spoilt> spoilt(const Path& path) {
    std::vector<Spoilt> all;
    for (std::size_t i = 0; i <= path.size(); ++i) {
        const auto here = static_cast<std::ptrdiff_t>(i);
        for (const Hash& extra : {Hash{}, i < path.size() ? path[i] : empty_root()}) {
            Path longer = path;
            longer.insert(longer.begin() + here, extra);
            all.push_back({"extra at " + std::to_string(i), longer});
        }
        if (i == path.size()) break;
        for (const std::size_t byte : {0U, 13U, 31U}) {
            Path changed = path;
            changed[i][byte] ^= 0x40U;
            all.push_back({"changed at " + std::to_string(i), changed});
        }
        Path shorter = path;
        shorter.erase(shorter.begin() + here);
        all.push_back({"missing at " + std::to_string(i), shorter});
        if (i + 1 < path.size() && path[i] != path[i + 1]) {
            Path swapped = path;
            std::swap(swapped[i], swapped[i + 1]);
            all.push_back({"swapped at " + std::to_string(i), swapped});
        }
    }
    return all;
}

}  // namespace counterfoil::merkle::test
