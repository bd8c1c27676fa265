// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/jobs/job.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace counterfoil::gui {
namespace {

constexpr qint64 kIntervalMs = 100;

}  // namespace

Job::Job(Work work, QObject* parent) : QObject(parent), work_(std::move(work)) {}

Job::~Job() {
    stopping_ = true;
    if (thread_) thread_->wait();
}

void Job::start() {
    since_start_.start();
    thread_.reset(QThread::create([this] { run(); }));
    thread_->start();
}

void Job::run() {
    // What third-party code throws, above all the end of memory, must not look like an answer.
    QString failure;
    bool failed = true;
    try {
        work_(*this);
        failed = false;
    } catch (const std::exception& thrown) {
        failure = QString::fromUtf8(thrown.what());
    } catch (...) {
        failure = tr("an unknown failure");
    }
    // Through the job's own events, which go when it goes: nobody hears of a job that is no more.
    QMetaObject::invokeMethod(
        this,
        [this, failed, failure] {
            if (failed) {
                emit died(failure);
            } else if (stopping_) {
                emit cancelled();
            } else {
                emit finished();
            }
        },
        Qt::QueuedConnection);
}

void Job::tell(std::uint64_t records, std::uint64_t done, std::uint64_t total) {
    const qint64 now_ms = since_start_.elapsed();
    if (now_ms - told_ms_ < kIntervalMs) return;
    told_ms_ = now_ms;
    const double seconds = static_cast<double>(now_ms) / 1000;
    double left = -1;
    if (total > 0 && done > 0) {
        const double share = static_cast<double>(done) / static_cast<double>(total);
        left = std::max(0.0, seconds / share - seconds);
    }
    QMetaObject::invokeMethod(
        this, [=, this] { emit progressed(records, done, total, seconds, left); },
        Qt::QueuedConnection);
}

}  // namespace counterfoil::gui
