// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/secret_pool.h"

#include <algorithm>

#include <sodium.h>

#include "ledger/base/result.h"

namespace counterfoil::crypto {
namespace {

// The first slab is a page, enough for a program that runs once; later ones carry many secrets for
// the price of their guards.
constexpr std::size_t kFirstSlabSize = 4096;
constexpr std::size_t kSlabSizeMax = 64U << 10U;

}  // namespace

SecretPool::~SecretPool() {
    require(free_.size() == slot_count_, "no secret outlives its pool");
    for (std::uint8_t* slab : slabs_) sodium_free(slab);
}

std::uint8_t* SecretPool::take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) grow();
    std::uint8_t* slot = free_.back();
    free_.pop_back();
    return slot;
}

void SecretPool::give_back(std::uint8_t* slot) noexcept {
    sodium_memzero(slot, kSlotSize);
    const std::lock_guard lock(mutex_);
    free_.push_back(slot);
}

void SecretPool::grow() {
    // As much again as there is.
    const std::size_t size = std::clamp(slot_count_ * kSlotSize, kFirstSlabSize, kSlabSizeMax);
    auto* slab = static_cast<std::uint8_t*>(sodium_malloc(size));
    require(slab != nullptr, "no memory for a secret");
    sodium_memzero(slab, size);
    slabs_.push_back(slab);
    slot_count_ += size / kSlotSize;
    // Twice as much, so that growing slab by slab does not copy the list each time.
    if (free_.capacity() < slot_count_) free_.reserve(slot_count_ * 2);
    for (std::size_t end = size; end != 0; end -= kSlotSize) {
        free_.push_back(slab + end - kSlotSize);
    }
}

SecretPool& secret_pool() {
    // Not a collaborator that is handed in, because the pages are the process's, as its heap is:
    // two pools would only lock more of them. Never destroyed, because static secrets may be
    // destroyed later; each of them wipes its own slot.
    static SecretPool* const pool = new SecretPool;
    return *pool;
}

}  // namespace counterfoil::crypto
