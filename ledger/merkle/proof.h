// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"

namespace counterfoil::merkle {

// Where the hashes of perfect subtrees come from: node(level, index) is the root of the 2^level
// leaves from leaf index * 2^level on; level 0 are the leaf hashes. Asked only for subtrees that
// lie wholly inside the tree.
class NodeSource {
  public:
    virtual ~NodeSource() = default;
    [[nodiscard]] virtual Result<Hash> node(unsigned level, std::uint64_t index) = 0;
};

// A source over leaf hashes in memory (borrowed), which computes every node that it is asked for.
class LeafNodes : public NodeSource {
  public:
    explicit LeafNodes(std::span<const Hash> leaves) : leaves_(leaves) {}
    [[nodiscard]] Result<Hash> node(unsigned level, std::uint64_t index) override;

  private:
    std::span<const Hash> leaves_;
};

using Path = std::vector<Hash>;

// The audit path of leaf `index` in the tree of `size`, from the leaf's sibling up (RFC 6962
// section 2.1.1). kInvalidArgument when index >= size.
[[nodiscard]] Result<Path> inclusion_path(std::uint64_t index, std::uint64_t size,
                                          NodeSource& nodes);

// How many hashes that path has. Requires index < size.
[[nodiscard]] std::size_t inclusion_path_size(std::uint64_t index, std::uint64_t size);

// The proof that the tree of `old_size` is a prefix of the one of `new_size` (RFC 6962
// section 2.1.2). kInvalidArgument when old_size is 0 or larger than new_size.
[[nodiscard]] Result<Path> consistency_path(std::uint64_t old_size, std::uint64_t new_size,
                                            NodeSource& nodes);

// The root of the first `size` leaves.
[[nodiscard]] Result<Hash> root(std::uint64_t size, NodeSource& nodes);

// RFC 9162 sections 2.1.3.2 and 2.1.4.2, without recursion: constant memory, at most 64 + 64 steps.
// A consistency proof from size 0 proves nothing and is refused.
[[nodiscard]] bool verify_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                                    std::span<const Hash> path, const Hash& root);
[[nodiscard]] bool verify_consistency(std::uint64_t old_size, std::uint64_t new_size,
                                      std::span<const Hash> path, const Hash& old_root,
                                      const Hash& new_root);

}  // namespace counterfoil::merkle
