// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

namespace counterfoil {

// Memory that begins where a page does, so that a device can take it as it lies.
template <class T>
struct PageAllocator {
    using value_type = T;
    static constexpr std::align_val_t kPage{4096};

    PageAllocator() = default;
    template <class U>
    explicit PageAllocator(const PageAllocator<U>&) {}
    [[nodiscard]] T* allocate(std::size_t count) {
        return static_cast<T*>(::operator new(count * sizeof(T), kPage));
    }
    void deallocate(T* memory, std::size_t) { ::operator delete(memory, kPage); }
    friend bool operator==(const PageAllocator&, const PageAllocator&) { return true; }
};
using AlignedBytes = std::vector<std::uint8_t, PageAllocator<std::uint8_t>>;

}  // namespace counterfoil
