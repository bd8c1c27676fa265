// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "ledger/base/bytes.h"

namespace counterfoil::crash {

inline constexpr std::size_t kSectorSize = 512;

// What a device writes whole or not at all.
struct Sector {
    std::array<std::uint8_t, kSectorSize> bytes{};
    std::uint64_t hash = 0;
};
// Shared by all disks that hold these bytes; null is a sector of zeros.
using SectorRef = std::shared_ptr<const Sector>;

[[nodiscard]] bool same(const SectorRef& left, const SectorRef& right);
[[nodiscard]] std::uint64_t mixed(std::uint64_t left, std::uint64_t right);
[[nodiscard]] std::uint64_t hash_of(ByteView bytes);

// One sector of a file that gets other bytes.
struct SectorChange {
    std::uint64_t index = 0;
    SectorRef sector;
};

// The bytes of one file: a value that is cheap to copy, as copies share what they do not change.
class Content {
  public:
    [[nodiscard]] std::uint64_t size() const { return size_; }
    // Of size and bytes; equal for equal contents.
    [[nodiscard]] std::uint64_t hash() const { return mixed(hash_, size_); }
    [[nodiscard]] std::size_t read(std::uint64_t offset, MutableByteView into) const;
    [[nodiscard]] SectorRef sector(std::uint64_t index) const;
    [[nodiscard]] std::uint64_t sector_count() const { return sectors_ ? sectors_->size() : 0; }

    // The sectors that a write would leave with other bytes than they have.
    [[nodiscard]] std::vector<SectorChange> changes(std::uint64_t offset, ByteView bytes) const;
    void set_sector(std::uint64_t index, SectorRef sector);
    // Bytes beyond a smaller size are gone; a larger one adds zeros.
    void set_size(std::uint64_t size);

  private:
    std::vector<SectorRef>& own();

    std::shared_ptr<std::vector<SectorRef>> sectors_;
    std::uint64_t size_ = 0;
    std::uint64_t hash_ = 0;  // A sum over the sectors, so that each change is one step.
};

}  // namespace counterfoil::crash
