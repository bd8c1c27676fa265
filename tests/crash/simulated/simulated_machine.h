// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>
#include <utility>

#include "ledger/platform/platform.h"
#include "tests/crash/simulated/simulated_disk.h"
#include "tests/support/fixed_machine.h"

namespace counterfoil::crash {

// A clock that moves by a step at every look, and otherwise when it is told to. Safe for all
// threads.
class SimulatedClock : public platform::Clock {
  public:
    explicit SimulatedClock(std::uint64_t boot) : boot_(boot) {}

    std::uint64_t now_ns() override { return now_ns_ += kStepNs; }
    std::uint64_t monotonic_ns() override { return monotonic_ns_ += kStepNs; }
    Result<BootId> boot_id() override {
        BootId id{};
        std::memcpy(id.data(), &boot_, sizeof boot_);
        id.back() = 1;
        return id;
    }

    // Time passes.
    void pass(std::uint64_t by_ns) {
        now_ns_ += by_ns;
        monotonic_ns_ += by_ns;
    }
    // Somebody sets the clock, to either side.
    void step(std::int64_t by_ns) { now_ns_ += static_cast<std::uint64_t>(by_ns); }

  private:
    static constexpr std::uint64_t kStepNs = 1000;

    const std::uint64_t boot_;
    std::atomic<std::uint64_t> now_ns_ = 1'767'323'045'000'000'000;
    std::atomic<std::uint64_t> monotonic_ns_ = 1'000'000'000;
};

// A machine of which everything is decided by the disk that it starts with, its boot and a seed.
struct SimulatedMachine {
    SimulatedMachine(DiskState base, ScratchDatabases& databases, std::uint64_t boot,
                     std::uint64_t seed)
        : disk(std::move(base), databases, seed), clock(boot), random(seed) {}

    SimulatedDisk disk;
    SimulatedClock clock;
    test::FixedRandom random;

    [[nodiscard]] platform::Platform platform() { return {disk, clock, random}; }
};

}  // namespace counterfoil::crash
