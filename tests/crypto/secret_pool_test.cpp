// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/secret_pool.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "ledger/crypto/secret.h"

namespace counterfoil::crypto {
namespace {

constexpr std::size_t kMany = 100'000;

bool is_zero(const std::uint8_t* slot) {
    return all_zero({slot, SecretPool::kSlotSize});
}

// Bytes of address space and of memory that this process has.
struct Weight {
    std::size_t space = 0;
    std::size_t resident = 0;
};

Weight weight() {
    std::ifstream file("/proc/self/statm");
    Weight pages;
    file >> pages.space >> pages.resident;
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return {pages.space * page, pages.resident * page};
}

TEST(SecretPool, HandsOutSlotsThatAreZeroAndApart) {
    SecretPool pool;
    std::vector<std::uint8_t*> slots;
    for (int i = 0; i < 10'000; ++i) {
        slots.push_back(pool.take());
        ASSERT_TRUE(is_zero(slots.back()));
        std::fill_n(slots.back(), SecretPool::kSlotSize, static_cast<std::uint8_t>(i | 1));
    }
    std::vector<std::uint8_t*> sorted = slots;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        ASSERT_GE(sorted[i] - sorted[i - 1], std::ptrdiff_t{SecretPool::kSlotSize});
    }
    for (std::size_t i = 0; i < slots.size(); ++i) {
        ASSERT_EQ(slots[i][31], static_cast<std::uint8_t>(i | 1)) << "nobody else wrote there";
        pool.give_back(slots[i]);
    }
}

TEST(SecretPool, WipesWhatIsGivenBackAndUsesItAgain) {
    SecretPool pool;
    std::uint8_t* slot = pool.take();
    std::fill_n(slot, SecretPool::kSlotSize, std::uint8_t{0xaa});
    pool.give_back(slot);
    EXPECT_TRUE(is_zero(slot));
    std::uint8_t* again = pool.take();
    EXPECT_EQ(again, slot);
    EXPECT_TRUE(is_zero(again));
    pool.give_back(again);
}

TEST(SecretPoolDeathTest, AStepBeyondASlabEndsTheProgram) {
    SecretPool pool;
    // The first slab is one page; of its slots the last one ends at a guard.
    std::set<std::uint8_t*> slots;
    for (int i = 0; i < 128; ++i) slots.insert(pool.take());
    volatile std::uint8_t* last = *slots.rbegin();
    EXPECT_DEATH(last[SecretPool::kSlotSize] = 1, "");
    for (std::uint8_t* slot : slots) pool.give_back(slot);
}

TEST(SecretPoolDeathTest, MustNotEndBeforeItsSecrets) {
    EXPECT_DEATH(
        {
            SecretPool pool;
            (void)pool.take();
        },
        "outlives");
}

TEST(SecretPool, HoldsUnderThreads) {
    std::vector<std::thread> threads;
    for (std::uint8_t mark = 1; mark <= 4; ++mark) {
        threads.emplace_back([mark] {
            std::vector<Secret256> held;
            for (int round = 0; round < 20'000; ++round) {
                Secret256 secret;
                ASSERT_TRUE(all_zero(secret.view()));
                std::fill_n(secret.writable().begin(), Secret256::kSize, mark);
                held.push_back(std::move(secret));
                if (held.size() < 100) continue;
                for (const Secret256& one : held) {
                    ASSERT_TRUE(std::all_of(one.view().begin(), one.view().end(),
                                            [&](std::uint8_t byte) { return byte == mark; }));
                }
                held.erase(held.begin() + round % 50, held.end());
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
}

TEST(SecretPool, KeepsAHundredThousandSecretsIn16MiB) {
#if defined(COUNTERFOIL_SANITIZED)
    GTEST_SKIP() << "a sanitizer's own memory would be weighed too";
#endif
    std::vector<Secret256> secrets;
    secrets.reserve(kMany);
    const Weight before = weight();
    for (std::size_t i = 0; i < kMany; ++i) secrets.emplace_back().writable()[0] = 1;
    const Weight after = weight();
    EXPECT_LT(after.space - before.space, 16U << 20U);
    EXPECT_LT(after.resident - before.resident, 16U << 20U);
    // As many again cost nothing.
    secrets.clear();
    for (std::size_t i = 0; i < kMany; ++i) {
        ASSERT_TRUE(all_zero(secrets.emplace_back().view()));
    }
    EXPECT_LE(weight().space, after.space);
}

}  // namespace
}  // namespace counterfoil::crypto
