// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace counterfoil::metrics {

// How full the queue is in which events wait for a commit they share: events that were taken and
// are not answered yet.
struct QueueLevel {
    std::uint64_t depth = 0;      // As the last commit began, with its own events.
    std::uint64_t depth_max = 0;  // Since the writer began.
    std::uint64_t capacity = 0;   // By Little's law; 0: there is no queue.
    friend bool operator==(const QueueLevel&, const QueueLevel&) = default;
};

}  // namespace counterfoil::metrics
