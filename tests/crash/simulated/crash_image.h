// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "tests/crash/simulated/disk_state.h"

namespace counterfoil::crash {

// What a power loss may keep or forget on its own: a sector that was written since its file's last
// sync, a size that changed since then, or a name that changed since its directory's. Version 0 is
// what is durable; the others came later, in order.
struct Unit {
    enum class Kind { kSector, kSize, kName };
    Kind kind = Kind::kSector;
    InodeNumber inode = 0;
    std::uint64_t index = 0;           // Of the sector, or of the name change.
    std::vector<SectorRef> sectors;    // From version 1 on.
    std::vector<std::uint64_t> sizes;  // From version 1 on.
    std::vector<std::uint64_t> times;  // When each version from 1 on came.

    [[nodiscard]] std::size_t versions() const { return times.size() + 1; }
};
// One version for each unit.
using Choice = std::vector<std::uint8_t>;

// Every unit of the disk, also of files that only some choices of names leave there.
[[nodiscard]] std::vector<Unit> units_of(const DiskState& state);

// The disk that is found after a power loss: what is durable, and of the rest what was chosen.
[[nodiscard]] DiskState after_power_loss(const DiskState& state, const std::vector<Unit>& units,
                                         const Choice& choice);

// The choices that are tried for some units: all where there are few, else the telling ones and
// random ones. In a fixed order, the telling ones first, so that a few already tell much.
class Choices {
  public:
    struct Limits {
        std::uint64_t exhaustive_max = 4096;  // 2^12: twelve units of two versions.
        std::uint64_t sampled_max = 96;       // Beyond that, of random ones.
    };

    Choices(const std::vector<Unit>& units, Limits limits, std::uint64_t seed);

    [[nodiscard]] std::uint64_t count() const { return telling_ + others_; }
    [[nodiscard]] bool exhaustive() const { return exhaustive_; }
    // May give the same choice for two numbers.
    [[nodiscard]] Choice at(std::uint64_t number) const;

  private:
    [[nodiscard]] Choice newest() const;
    [[nodiscard]] Choice up_to(std::uint64_t version) const;
    [[nodiscard]] Choice telling(std::uint64_t number) const;
    [[nodiscard]] Choice counted(std::uint64_t number) const;
    [[nodiscard]] Choice drawn(std::uint64_t number) const;

    const std::vector<Unit>& units_;
    std::uint64_t seed_;
    std::uint64_t version_count_ = 0;  // Of all units, version 0 left out.
    std::uint64_t product_ = 1;        // Of the versions; capped beyond the limit.
    bool exhaustive_ = false;
    std::uint64_t telling_ = 0;
    std::uint64_t others_ = 0;
};

}  // namespace counterfoil::crash
