// SPDX-License-Identifier: Apache-2.0
#include "ledger/merkle/growth.h"

#include <fmt/format.h>

namespace counterfoil::merkle {
namespace {

// The root of subtree `index` of a level, when it is one of those that make up the tree.
std::optional<Hash> node_of(const Frontier& tree, unsigned level, std::uint64_t index) {
    std::uint64_t begin = 0;
    std::size_t at = 0;
    for (unsigned each = 64; each-- > 0;) {
        const std::uint64_t width = std::uint64_t{1} << each;
        if ((tree.size() & width) == 0) continue;
        if (each == level && begin >> level == index) return tree.nodes()[at];
        begin += width;
        ++at;
    }
    return std::nullopt;
}

class GrowthNodes : public NodeSource {
  public:
    GrowthNodes(const Frontier& old_tree, const std::array<std::optional<Hash>, 64>& siblings,
                const Frontier& tree)
        : old_(old_tree), siblings_(siblings), tree_(tree) {}

    [[nodiscard]] Result<Hash> node(unsigned level, std::uint64_t index) override {
        if (const auto known = node_of(old_, level, index)) return *known;
        if (index == ((old_.size() - 1) >> level) + 1 && siblings_[level]) return *siblings_[level];
        if (const auto known = node_of(tree_, level, index)) return *known;
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("subtree {} of level {} was not kept", index, level)};
    }

  private:
    const Frontier& old_;
    const std::array<std::optional<Hash>, 64>& siblings_;
    const Frontier& tree_;
};

}  // namespace

Growth::Growth(const Frontier& old_tree) : old_(old_tree) {
    require(old_tree.size() > 0, "nothing is proven from an empty tree");
}

void Growth::undo(std::uint64_t size) {
    for (unsigned level = 0; level < siblings_.size(); ++level) {
        // Beyond this level the sibling would end behind what 64 bits count.
        const std::uint64_t index = ((old_.size() - 1) >> level) + 1;
        if (siblings_[level] && index >= size >> level) siblings_[level].reset();
    }
}

Result<Path> Growth::path_to(const Frontier& tree) const {
    GrowthNodes nodes(old_, siblings_, tree);
    return consistency_path(old_.size(), tree.size(), nodes);
}

Path last_leaf_path(const Frontier& before) {
    return {before.nodes().rbegin(), before.nodes().rend()};
}

}  // namespace counterfoil::merkle
