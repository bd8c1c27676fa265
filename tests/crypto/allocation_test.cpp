// SPDX-License-Identifier: Apache-2.0
// Counts what the hot path allocates, in C++ and inside OpenSSL.

#include <vector>

#include <gtest/gtest.h>

#include "ledger/crypto/hash.h"
#include "ledger/crypto/hash_lanes.h"
#include "ledger/crypto/xaes_gcm.h"
#include "tests/support/allocation_count.h"

namespace counterfoil::crypto {
namespace {

constexpr int kRounds = 1000;

template <class Work>
test::AllocationCount count(Work work) {
    return test::count_allocations(kRounds, work);
}

TEST(Allocation, SealingAndOpeningAllocateNothing) {
    ASSERT_TRUE(test::openssl_is_counted);
    XaesGcm xaes;
    const Secret256 data_key;
    Secret256 record_key;
    Nonce192 nonce{};
    Bytes buffer(4096 + kTagSize);
    const MutableByteView text = MutableByteView(buffer).first(4096);
    bool opened = true;
    const test::AllocationCount counted = count([&] {
        ++nonce[0];
        xaes.record_key_into(data_key, nonce, record_key);
        xaes.seal(record_key, nonce, nonce, text, buffer);
        opened = opened && xaes.open(record_key, nonce, nonce, buffer, text);
    });
    EXPECT_TRUE(opened);
    EXPECT_EQ(counted.ours, 0);
    EXPECT_EQ(counted.openssls, 0);
}

TEST(Allocation, HashingAllocatesNothing) {
    ASSERT_TRUE(test::openssl_is_counted);
    Sha256 hasher;
    Hash hash{};
    const test::AllocationCount counted = count([&] { hash = hasher.digest({hash, hash}); });
    EXPECT_EQ(counted.ours, 0);
    EXPECT_EQ(counted.openssls, 0);
    const test::AllocationCount free_function = count([&] { hash = sha256({hash, hash}); });
    EXPECT_EQ(free_function.ours, 0);
    EXPECT_EQ(free_function.openssls, 0);
    HashLanes lanes;
    const std::vector<ByteView> messages(100, hash);
    std::vector<Hash> hashes(messages.size());
    const test::AllocationCount side_by_side = count([&] { lanes.digest(messages, hashes); });
    EXPECT_EQ(side_by_side.ours, 0);
    EXPECT_EQ(side_by_side.openssls, 0);
}

}  // namespace
}  // namespace counterfoil::crypto
