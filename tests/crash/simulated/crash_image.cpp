// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/simulated/crash_image.h"

#include <algorithm>
#include <map>
#include <random>
#include <utility>

#include "ledger/base/result.h"

namespace counterfoil::crash {
namespace {

constexpr std::size_t kVersionsMax = 32;  // Those between are few, and tell no more.

// The inodes that have a name under at least one choice.
std::vector<bool> reachable(const DiskState& state) {
    std::vector<bool> reached(state.next_inode());
    std::vector<InodeNumber> open = {kRoot};
    reached[kRoot] = true;
    const auto reach = [&](InodeNumber number) {
        if (reached[number]) return;
        reached[number] = true;
        open.push_back(number);
    };
    while (!open.empty()) {
        const Inode& inode = state.inode(open.back());
        open.pop_back();
        if (inode.in_memory) continue;
        for (const auto& [name, child] : inode.durable_names) reach(child);
        for (const NameChange& change : inode.pending_names) {
            if (!change.added.empty()) reach(change.inode);
        }
    }
    return reached;
}

void add_sectors(const Inode& inode, InodeNumber number, std::vector<Unit>& units) {
    std::map<std::uint64_t, Unit> by_index;
    for (const Inode::PendingSector& pending : inode.pending) {
        const std::uint64_t index = pending.change.index;
        Unit& unit = by_index[index];
        const SectorRef before =
            unit.sectors.empty() ? inode.durable.sector(index) : unit.sectors.back();
        if (same(before, pending.change.sector) || unit.versions() >= kVersionsMax) continue;
        unit.index = index;
        unit.sectors.push_back(pending.change.sector);
        unit.times.push_back(pending.time);
    }
    for (auto& [index, unit] : by_index) {
        if (unit.sectors.empty()) continue;
        unit.kind = Unit::Kind::kSector;
        unit.inode = number;
        units.push_back(std::move(unit));
    }
}

void add_sizes(const Inode& inode, InodeNumber number, std::vector<Unit>& units) {
    if (inode.pending_sizes.empty()) return;
    Unit unit;
    unit.kind = Unit::Kind::kSize;
    unit.inode = number;
    for (const Inode::PendingSize& pending : inode.pending_sizes) {
        if (unit.versions() >= kVersionsMax) break;
        unit.sizes.push_back(pending.size);
        unit.times.push_back(pending.time);
    }
    units.push_back(std::move(unit));
}

void add_names(const Inode& inode, InodeNumber number, std::vector<Unit>& units) {
    for (std::size_t i = 0; i < inode.pending_names.size(); ++i) {
        Unit unit;
        unit.kind = Unit::Kind::kName;
        unit.inode = number;
        unit.index = i;
        unit.times.push_back(inode.pending_names[i].time);
        units.push_back(std::move(unit));
    }
}

}  // namespace

std::vector<Unit> units_of(const DiskState& state) {
    std::vector<Unit> units;
    const std::vector<bool> reached = reachable(state);
    for (InodeNumber number = 0; number < state.next_inode(); ++number) {
        if (!reached[number] || !state.has(number)) continue;
        const Inode& inode = state.inode(number);
        if (inode.in_memory) continue;
        if (inode.kind == Inode::Kind::kFile) {
            add_sectors(inode, number, units);
            add_sizes(inode, number, units);
        }
        if (inode.kind == Inode::Kind::kDirectory) add_names(inode, number, units);
    }
    return units;
}

DiskState after_power_loss(const DiskState& state, const std::vector<Unit>& units,
                           const Choice& choice) {
    require(units.size() == choice.size(), "a choice has one version for each unit");
    DiskState image = state;
    // First all is as it is durable, then the units in order, sizes behind the sectors.
    for (InodeNumber number = 0; number < image.next_inode(); ++number) {
        if (!image.has(number)) continue;
        const Inode& inode = image.inode(number);
        const bool settled = inode.pending.empty() && inode.pending_sizes.empty() &&
                             inode.pending_names.empty() && !inode.in_memory &&
                             inode.visible.hash() == inode.durable.hash();
        if (settled) continue;
        Inode& changed = image.change(number);
        changed.visible = changed.durable;
        changed.names = changed.in_memory ? Inode::Names() : changed.durable_names;
        changed.durable_names = changed.names;
        changed.pending.clear();
        changed.pending_sizes.clear();
        changed.pending_names.clear();
    }
    for (std::size_t i = 0; i < units.size(); ++i) {
        const Unit& unit = units[i];
        const std::size_t version = choice[i];
        require(version < unit.versions(), "a choice names versions that there are");
        if (version == 0 && unit.kind != Unit::Kind::kSize) continue;
        Inode& inode = image.change(unit.inode);
        switch (unit.kind) {
            case Unit::Kind::kSector:
                inode.visible.set_sector(unit.index, unit.sectors[version - 1]);
                break;
            case Unit::Kind::kSize:
                if (version != 0) inode.visible.set_size(unit.sizes[version - 1]);
                break;
            case Unit::Kind::kName: {
                const NameChange& change =
                    state.inode(unit.inode).pending_names[static_cast<std::size_t>(unit.index)];
                if (!change.removed.empty()) inode.names.erase(change.removed);
                if (!change.added.empty()) inode.names[change.added] = change.inode;
                break;
            }
        }
    }
    std::vector<bool> named(image.next_inode());
    std::vector<InodeNumber> open = {kRoot};
    while (!open.empty()) {
        const InodeNumber number = open.back();
        open.pop_back();
        if (named[number]) continue;
        named[number] = true;
        for (const auto& [name, child] : image.inode(number).names) open.push_back(child);
    }
    for (InodeNumber number = 0; number < image.next_inode(); ++number) {
        if (!image.has(number)) continue;
        if (!named[number]) {
            image.forget(number);
            continue;
        }
        const Inode& inode = image.inode(number);
        const bool same_content = inode.visible.hash() == inode.durable.hash() &&
                                  inode.visible.size() == inode.durable.size();
        if (same_content && inode.names == inode.durable_names) continue;
        Inode& changed = image.change(number);
        // Sectors that were kept without the size that they need are cut off.
        changed.visible.set_size(changed.visible.size());
        changed.durable = changed.visible;
        changed.durable_names = changed.names;
    }
    return image;
}

Choices::Choices(const std::vector<Unit>& units, Limits limits, std::uint64_t seed)
    : units_(units), seed_(seed) {
    for (const Unit& unit : units) {
        version_count_ += unit.versions() - 1;
        if (product_ <= limits.exhaustive_max) product_ *= unit.versions();
    }
    exhaustive_ = product_ <= limits.exhaustive_max;
    if (units.empty()) {
        telling_ = 1;
        return;
    }
    // All, none; each one lost, each one kept; each prefix in order of time.
    telling_ = 2 + 2 * units.size() + version_count_;
    others_ = exhaustive_ ? product_ : limits.sampled_max;
}

Choice Choices::at(std::uint64_t number) const {
    if (number < telling_) return telling(number);
    return exhaustive_ ? counted(number - telling_) : drawn(number - telling_);
}

Choice Choices::newest() const {
    Choice choice;
    for (const Unit& unit : units_)
        choice.push_back(static_cast<std::uint8_t>(unit.versions() - 1));
    return choice;
}

// The first `count` versions in order of time.
Choice Choices::up_to(std::uint64_t count) const {
    std::vector<std::pair<std::uint64_t, std::size_t>> order;
    for (std::size_t i = 0; i < units_.size(); ++i) {
        for (const std::uint64_t time : units_[i].times) order.emplace_back(time, i);
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& left, const auto& right) { return left.first < right.first; });
    Choice choice(units_.size());
    for (std::uint64_t i = 0; i < count; ++i) ++choice[order[static_cast<std::size_t>(i)].second];
    return choice;
}

Choice Choices::telling(std::uint64_t number) const {
    if (number == 0) return newest();
    if (number == 1) return Choice(units_.size());
    number -= 2;
    if (number < version_count_) return up_to(number);
    number -= version_count_;
    const auto unit = static_cast<std::size_t>(number / 2);
    Choice choice = number % 2 == 0 ? newest() : Choice(units_.size());
    choice[unit] =
        number % 2 == 0 ? std::uint8_t{0} : static_cast<std::uint8_t>(units_[unit].versions() - 1);
    return choice;
}

Choice Choices::counted(std::uint64_t number) const {
    // A prime above the limit walks through all in an order that is not that of counting.
    std::uint64_t place = (number * 7919 + seed_ % product_) % product_;
    Choice choice;
    for (const Unit& unit : units_) {
        choice.push_back(static_cast<std::uint8_t>(place % unit.versions()));
        place /= unit.versions();
    }
    return choice;
}

Choice Choices::drawn(std::uint64_t number) const {
    std::mt19937_64 random(mixed(seed_, number));
    const std::uint64_t density = 1 + random() % 15;  // Of 16.
    Choice choice;
    for (const Unit& unit : units_) {
        const bool kept = random() % 16 < density;
        const std::uint64_t version = kept ? 1 + random() % (unit.versions() - 1) : 0;
        choice.push_back(static_cast<std::uint8_t>(version));
    }
    return choice;
}

}  // namespace counterfoil::crash
