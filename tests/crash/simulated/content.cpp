// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/simulated/content.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace counterfoil::crash {
namespace {

using SectorBytes = std::array<std::uint8_t, kSectorSize>;

bool is_zero(const SectorBytes& bytes) {
    static constexpr SectorBytes kZeros{};
    return std::memcmp(bytes.data(), kZeros.data(), kSectorSize) == 0;
}

SectorRef make_sector(const SectorBytes& bytes) {
    if (is_zero(bytes)) return nullptr;
    auto sector = std::make_shared<Sector>();
    sector->bytes = bytes;
    sector->hash = hash_of(bytes);
    return sector;
}

std::uint64_t weight(std::uint64_t index, const SectorRef& sector) {
    return sector ? mixed(sector->hash, index) : 0;
}

}  // namespace

std::uint64_t mixed(std::uint64_t left, std::uint64_t right) {
    std::uint64_t value = left ^ (right + 0x9e3779b97f4a7c15ULL + (left << 6U) + (left >> 2U));
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31U);
}

std::uint64_t hash_of(ByteView bytes) {
    std::uint64_t hash = bytes.size();
    for (; bytes.size() >= 8; bytes = bytes.subspan(8)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), 8);
        hash = (hash ^ word) * 0x9fb21c651e98df25ULL;
        hash ^= hash >> 29U;
    }
    for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001b3ULL;
    return mixed(hash, 1);
}

bool same(const SectorRef& left, const SectorRef& right) {
    if (left == right) return true;
    return left && right && left->hash == right->hash && left->bytes == right->bytes;
}

std::vector<SectorRef>& Content::own() {
    if (!sectors_) {
        sectors_ = std::make_shared<std::vector<SectorRef>>();
    } else if (sectors_.use_count() > 1) {
        sectors_ = std::make_shared<std::vector<SectorRef>>(*sectors_);
    }
    return *sectors_;
}

SectorRef Content::sector(std::uint64_t index) const {
    return index < sector_count() ? (*sectors_)[index] : nullptr;
}

std::size_t Content::read(std::uint64_t offset, MutableByteView into) const {
    if (offset >= size_) return 0;
    const auto count =
        static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - offset));
    for (std::size_t done = 0; done < count;) {
        const std::uint64_t at = offset + done;
        const std::size_t skip = at % kSectorSize;
        const std::size_t length = std::min(kSectorSize - skip, count - done);
        const std::uint64_t index = at / kSectorSize;
        const Sector* sector = index < sector_count() ? (*sectors_)[index].get() : nullptr;
        if (sector != nullptr) {
            std::memcpy(into.data() + done, sector->bytes.data() + skip, length);
        } else {
            std::memset(into.data() + done, 0, length);
        }
        done += length;
    }
    return count;
}

std::vector<SectorChange> Content::changes(std::uint64_t offset, ByteView bytes) const {
    std::vector<SectorChange> result;
    while (!bytes.empty()) {
        const std::uint64_t index = offset / kSectorSize;
        const std::size_t skip = offset % kSectorSize;
        const std::size_t length = std::min(kSectorSize - skip, bytes.size());
        const SectorRef before = sector(index);
        SectorBytes after{};
        if (before && length < kSectorSize) after = before->bytes;
        std::memcpy(after.data() + skip, bytes.data(), length);
        const bool unchanged = before ? before->bytes == after : is_zero(after);
        if (!unchanged) result.push_back({index, make_sector(after)});
        offset += length;
        bytes = bytes.subspan(length);
    }
    return result;
}

void Content::set_sector(std::uint64_t index, SectorRef sector) {
    if (!sector && index >= sector_count()) return;
    std::vector<SectorRef>& sectors = own();
    if (index >= sectors.size()) sectors.resize(index + 1);
    hash_ -= weight(index, sectors[index]);
    hash_ += weight(index, sector);
    sectors[index] = std::move(sector);
}

void Content::set_size(std::uint64_t size) {
    const std::uint64_t kept = (size + kSectorSize - 1) / kSectorSize;
    if (kept < sector_count()) {
        for (std::uint64_t index = kept; index < sector_count(); ++index) {
            hash_ -= weight(index, (*sectors_)[index]);
        }
        own().resize(kept);
    }
    const std::size_t used = size % kSectorSize;
    if (size < size_ && used != 0) {
        if (const SectorRef last = sector(kept - 1)) {
            SectorBytes bytes = last->bytes;
            std::memset(bytes.data() + used, 0, kSectorSize - used);
            set_sector(kept - 1, make_sector(bytes));
        }
    }
    size_ = size;
}

}  // namespace counterfoil::crash
