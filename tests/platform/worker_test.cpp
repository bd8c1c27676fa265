// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/worker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace counterfoil::platform {
namespace {

TEST(Worker, ATaskIsDoneOnceByTheWorkerOrByItsOwner) {
    Worker worker;
    std::uint64_t by_worker = 0;
    std::uint64_t by_owner = 0;
    const std::thread::id owner = std::this_thread::get_id();
    std::function<void()> task = [&] {
        ++(std::this_thread::get_id() == owner ? by_owner : by_worker);
    };
    for (std::uint64_t i = 1; i <= 20'000; ++i) {
        worker.offer(task);
        if (i % 3 == 0) std::this_thread::yield();
        if (worker.take_back()) task();
        // Whoever did it: what it wrote is seen here.
        ASSERT_EQ(by_worker + by_owner, i);
    }
}

TEST(Worker, ATaskThatHasBegunIsWaitedFor) {
    Worker worker;
    std::atomic<bool> begun = false;
    std::atomic<bool> may_end = false;
    int done = 0;
    std::function<void()> task = [&] {
        begun = true;
        while (!may_end) std::this_thread::yield();
        ++done;
    };
    for (int i = 1; i <= 50; ++i) {
        begun = may_end = false;
        worker.offer(task);
        while (!begun) std::this_thread::yield();
        std::thread releaser([&] { may_end = true; });
        EXPECT_FALSE(worker.take_back());
        EXPECT_EQ(done, i);
        releaser.join();
    }
}

TEST(Worker, EndsWithoutEverHavingBeenOfferedAnything) {
    const Worker worker;
}

}  // namespace
}  // namespace counterfoil::platform
