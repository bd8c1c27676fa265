// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/merkle/proof.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::reader {

// The tree's nodes, computed from the entries of a ledger. Subtrees of kKeptLeaves leaves and more
// are remembered, and so are the leaves of the last such subtree that was looked into: many proofs
// cost little more than the first, which hashes each entry once. Memory: a quarter of a byte for
// each record below.
class LedgerNodes : public merkle::NodeSource {
  public:
    static constexpr unsigned kKeptLevel = 8;
    static constexpr std::uint64_t kKeptLeaves = std::uint64_t{1} << kKeptLevel;

    // `cancelled` is polled while entries are hashed; true ends with kInterrupted. The reader must
    // outlive this object.
    explicit LedgerNodes(LedgerReader& reader, std::function<bool()> cancelled = {})
        : reader_(reader), cancelled_(std::move(cancelled)) {}
    [[nodiscard]] Result<Hash> node(unsigned level, std::uint64_t index) override;

  private:
    [[nodiscard]] Result<Hash> small_node(unsigned level, std::uint64_t index);
    [[nodiscard]] Status load_leaves(std::uint64_t begin, std::uint64_t count);

    LedgerReader& reader_;
    std::function<bool()> cancelled_;
    std::vector<std::vector<std::optional<Hash>>> kept_;  // By level above kKeptLevel, by index.
    std::uint64_t leaves_begin_ = 0;
    std::vector<Hash> leaves_;
};

}  // namespace counterfoil::reader
