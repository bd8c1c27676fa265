// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>
#include <atomic>
#include <new>
#include <stdexcept>

#include "gui/jobs/job.h"

namespace counterfoil::gui {
namespace {

constexpr int kPatienceMs = 10'000;

struct Ends {
    explicit Ends(Job& job)
        : finished(&job, &Job::finished),
          cancelled(&job, &Job::cancelled),
          died(&job, &Job::died) {}
    QSignalSpy finished;
    QSignalSpy cancelled;
    QSignalSpy died;
    [[nodiscard]] bool wait() {
        return QTest::qWaitFor(
            [this] { return finished.count() + cancelled.count() + died.count() > 0; },
            kPatienceMs);
    }
};

TEST(Job, TellsOnTheWindowsThreadThatItIsDone) {
    std::atomic<bool> elsewhere = false;
    QThread* const here = QThread::currentThread();
    Job job([&](Job&) { elsewhere = QThread::currentThread() != here; });
    Ends ends(job);
    job.start();
    ASSERT_TRUE(ends.wait());
    EXPECT_TRUE(elsewhere);
    EXPECT_EQ(ends.finished.count(), 1);
    EXPECT_EQ(ends.died.count(), 0);
}

TEST(Job, ThatThrowsDiesAndIsNeverDone) {
    Job job([](Job&) { throw std::runtime_error("no more paper"); });
    Ends ends(job);
    job.start();
    ASSERT_TRUE(ends.wait());
    ASSERT_EQ(ends.died.count(), 1);
    EXPECT_EQ(ends.died.at(0).at(0).toString(), "no more paper");
    EXPECT_EQ(ends.finished.count(), 0);

    Job other([](Job&) { throw 42; });
    Ends others(other);
    other.start();
    ASSERT_TRUE(others.wait());
    EXPECT_EQ(others.died.count(), 1);

    Job memory([](Job&) { throw std::bad_alloc(); });
    Ends memories(memory);
    memory.start();
    ASSERT_TRUE(memories.wait());
    EXPECT_EQ(memories.died.count(), 1);
}

TEST(Job, StopsSoonAfterItIsAskedTo) {
    Job job([](Job& self) {
        while (!self.stopping()) QThread::msleep(1);
    });
    Ends ends(job);
    job.start();
    job.cancel();
    ASSERT_TRUE(ends.wait());
    EXPECT_EQ(ends.cancelled.count(), 1);
    EXPECT_EQ(ends.finished.count(), 0);
}

TEST(Job, ThatIsGoneTellsNothing) {
    int told = 0;
    QObject receiver;
    {
        Job job([](Job&) {});
        QObject::connect(&job, &Job::finished, &receiver, [&] { ++told; });
        job.start();
    }
    QTest::qWait(50);
    EXPECT_EQ(told, 0);
}

TEST(Job, TellsHowFarItIsAndHowLongItTakes) {
    Job job([](Job& self) {
        for (std::uint64_t i = 1; i <= 30; ++i) {
            QThread::msleep(10);
            self.tell(i, i * 10, 300);
        }
    });
    Ends ends(job);
    QSignalSpy progress(&job, &Job::progressed);
    job.start();
    ASSERT_TRUE(ends.wait());
    ASSERT_GE(progress.count(), 1);
    EXPECT_LE(progress.count(), 5);  // Ten times a second at most.
    const QList<QVariant> first = progress.at(0);
    EXPECT_EQ(first.at(2).toULongLong(), 300U);
    EXPECT_GT(first.at(4).toDouble(), 0);
}

}  // namespace
}  // namespace counterfoil::gui
