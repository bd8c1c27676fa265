// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "cli/bench/results.h"

namespace counterfoil::cli::bench {

// Does the same again and again for about this long, after a tenth of it that does not count. The
// rate is `amount` for each; looking at the clock (some 25 ns) is in the latencies and in it.
template <class Work>
[[nodiscard]] Sample timed_loop(std::chrono::nanoseconds duration, std::uint64_t amount,
                                Work&& work) {
    using Clock = std::chrono::steady_clock;
    const Clock::time_point start = Clock::now() + duration / 10;
    while (Clock::now() < start) work();
    Sample sample;
    Clock::time_point before = Clock::now();
    const Clock::time_point begin = before;
    const Clock::time_point end = begin + duration;
    std::uint64_t count = 0;
    while (before < end) {
        work();
        const Clock::time_point now = Clock::now();
        sample.latencies.record(
            static_cast<std::uint64_t>(std::chrono::nanoseconds(now - before).count()));
        before = now;
        ++count;
    }
    const double seconds = std::chrono::duration<double>(before - begin).count();
    sample.rate = static_cast<double>(count * amount) / seconds;
    return sample;
}

}  // namespace counterfoil::cli::bench
