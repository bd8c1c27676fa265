// SPDX-License-Identifier: Apache-2.0
#pragma once

// Counts what a thread allocates, in C++ and inside OpenSSL. Included by one source file of a
// program, whose operators new and delete it defines.
#include <cstdlib>
#include <new>

#include <openssl/crypto.h>

namespace counterfoil::test {

struct AllocationCount {
    long ours = 0;
    long openssls = 0;
};
inline thread_local AllocationCount allocations;

inline void* count_malloc(std::size_t size, const char*, int) {
    ++allocations.openssls;
    return std::malloc(size);
}
inline void* count_realloc(void* memory, std::size_t size, const char*, int) {
    ++allocations.openssls;
    return std::realloc(memory, size);
}
inline void uncounted_free(void* memory, const char*, int) {
    std::free(memory);
}

// Before main, because OpenSSL takes them only before its first allocation.
inline const bool openssl_is_counted =
    CRYPTO_set_mem_functions(count_malloc, count_realloc, uncounted_free) == 1;

// What this thread allocates in `rounds` calls of `work`, after one that is not counted: what is
// allocated once is allocated then.
template <class Work>
AllocationCount count_allocations(int rounds, Work work) {
    work();
    const AllocationCount before = allocations;
    for (int round = 0; round < rounds; ++round) work();
    return {allocations.ours - before.ours, allocations.openssls - before.openssls};
}

}  // namespace counterfoil::test

// Out of line, or gcc sees one half of a pair without the other and warns.
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++counterfoil::test::allocations.ours;
    void* memory = std::malloc(size);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
