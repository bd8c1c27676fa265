// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>
#include <memory>

#include "ledger/base/bytes.h"
#include "ledger/base/little_endian.h"
#include "ledger/crypto/hash.h"
#include "ledger/platform/platform.h"

namespace counterfoil::test {

// A clock that moves by a fixed step at every look, from 2026-01-02T03:04:05Z on.
class FixedClock : public platform::Clock {
  public:
    std::uint64_t now_ns() override { return now_ns_ += step_ns_; }
    std::uint64_t monotonic_ns() override { return monotonic_ns_ += step_ns_; }
    Result<BootId> boot_id() override { return boot_id_; }

    void set_step(std::uint64_t step_ns) { step_ns_ = step_ns; }
    void set_boot(std::uint8_t number) { boot_id_.fill(number); }
    // Time passes.
    void pass(std::uint64_t by_ns) {
        now_ns_ += by_ns;
        monotonic_ns_ += by_ns;
    }
    // Somebody sets the clock.
    void move(std::int64_t by_ns) { now_ns_ += static_cast<std::uint64_t>(by_ns); }

  private:
    std::atomic<std::uint64_t> now_ns_ = 1'767'323'045'000'000'000;
    std::atomic<std::uint64_t> monotonic_ns_ = 1'000'000'000;
    std::uint64_t step_ns_ = 1000;
    BootId boot_id_ = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
};

// The same bytes for the same seed: SHA-256(seed ‖ counter), block after block.
class FixedRandom : public platform::Random {
  public:
    explicit FixedRandom(std::uint64_t seed = 0) : seed_(seed) {}
    void fill(MutableByteView into) override {
        while (!into.empty()) {
            const Le64 input[2] = {seed_, counter_++};
            const Hash block =
                crypto::sha256({reinterpret_cast<const std::uint8_t*>(input), sizeof input});
            const std::size_t count = std::min(into.size(), block.size());
            std::memcpy(into.data(), block.data(), count);
            into = into.subspan(count);
        }
    }

  private:
    std::uint64_t seed_;
    std::uint64_t counter_ = 0;
};

// A machine whose clock and randomness are fixed; its disk is the real one unless given.
struct FixedMachine {
    FixedClock clock;
    FixedRandom random;
    std::unique_ptr<platform::Storage> storage = platform::posix_storage();

    [[nodiscard]] platform::Platform platform() { return {*storage, clock, random}; }
};

}  // namespace counterfoil::test
