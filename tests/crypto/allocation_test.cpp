// SPDX-License-Identifier: Apache-2.0
// Counts what the hot path allocates, in C++ and inside OpenSSL.

#include <atomic>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>
#include <openssl/crypto.h>

#include "ledger/crypto/hash.h"
#include "ledger/crypto/xaes_gcm.h"

namespace {

std::atomic<long> ours{0};
std::atomic<long> openssls{0};

void* count_malloc(std::size_t size, const char*, int) {
    ++openssls;
    return std::malloc(size);
}
void* count_realloc(void* memory, std::size_t size, const char*, int) {
    ++openssls;
    return std::realloc(memory, size);
}
void uncounted_free(void* memory, const char*, int) {
    std::free(memory);
}

// Before main, because OpenSSL takes them only before its first allocation.
const bool counting = CRYPTO_set_mem_functions(count_malloc, count_realloc, uncounted_free) == 1;

}  // namespace

// Out of line, or gcc sees one half of a pair without the other and warns.
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++ours;
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

namespace counterfoil::crypto {
namespace {

constexpr int kRounds = 1000;

struct Count {
    long ours;
    long openssls;
};

template <class Work>
Count count(Work work) {
    work();  // What is allocated once is allocated now.
    const Count before{ours, openssls};
    for (int round = 0; round < kRounds; ++round) work();
    return {ours - before.ours, openssls - before.openssls};
}

TEST(Allocation, SealingAndOpeningAllocateNothing) {
    ASSERT_TRUE(counting);
    XaesGcm xaes;
    const Secret256 data_key;
    Secret256 record_key;
    Nonce192 nonce{};
    Bytes buffer(4096 + kTagSize);
    const MutableByteView text = MutableByteView(buffer).first(4096);
    bool opened = true;
    const Count counted = count([&] {
        ++nonce[0];
        xaes.record_key_into(data_key, nonce, record_key);
        xaes.seal(record_key, nonce, nonce, text, buffer);
        opened = opened && xaes.open(record_key, nonce, nonce, buffer, text);
    });
    EXPECT_TRUE(opened);
    EXPECT_EQ(counted.ours, 0);
    EXPECT_EQ(counted.openssls, 0);
}

TEST(Allocation, HashingAllocatesNoMoreThanOpenSslsStateOfOneMessage) {
    ASSERT_TRUE(counting);
    Sha256 hasher;
    Hash hash{};
    const Count counted = count([&] { hash = hasher.digest({hash, hash}); });
    EXPECT_EQ(counted.ours, 0);
    EXPECT_LE(counted.openssls, kRounds);
    const Count free_function = count([&] { hash = sha256({hash, hash}); });
    EXPECT_EQ(free_function.ours, 0);
    EXPECT_LE(free_function.openssls, kRounds);
}

}  // namespace
}  // namespace counterfoil::crypto
