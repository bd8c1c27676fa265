// SPDX-License-Identifier: Apache-2.0
#include "verifier/destroyed_bodies.h"

namespace counterfoil::verifier {
namespace {

// A destroyed record can excuse no more separate ranges than fit into the largest record.
constexpr std::size_t kRangesMax = std::size_t{1} << 20U;

}  // namespace

bool DestroyedBodies::note_zeroed(const format::SequenceRange& range) {
    if (!ranges_.empty()) {
        auto& [first, end] = *ranges_.rbegin();
        if (end == range.first) {
            end = range.end;
            return true;
        }
    }
    if (ranges_.size() >= kRangesMax) return false;
    ranges_[range.first] = range.end;
    return true;
}

void DestroyedBodies::excuse(std::span<const format::SequenceRange> destroyed) {
    for (const format::SequenceRange& range : destroyed) {
        auto next = ranges_.lower_bound(range.first);
        if (next != ranges_.begin()) {
            auto before = std::prev(next);
            const std::uint64_t end = before->second;
            if (end > range.first) {
                before->second = range.first;
                if (end > range.end) ranges_[range.end] = end;
            }
        }
        while (next != ranges_.end() && next->first < range.end) {
            const std::uint64_t end = next->second;
            next = ranges_.erase(next);
            if (end > range.end) {
                ranges_[range.end] = end;
                break;
            }
        }
    }
}

std::optional<std::uint64_t> DestroyedBodies::first() const {
    if (ranges_.empty()) return std::nullopt;
    return ranges_.begin()->first;
}

}  // namespace counterfoil::verifier
