// SPDX-License-Identifier: Apache-2.0
#include "verifier/known_size.h"

#include <fmt/format.h>

namespace counterfoil::verifier {

std::optional<Finding> compare_with_memory(const KnownSize& remembered, const Hash& root,
                                           const Place& place) {
    if (root == remembered.root) return std::nullopt;
    return wrong_bytes("fork", place,
                       fmt::format("a checkpoint of {} records is remembered, and the first {} "
                                   "records shown here are others: two histories were signed",
                                   remembered.size, remembered.size),
                       remembered.root, root);
}

}  // namespace counterfoil::verifier
