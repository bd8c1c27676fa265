// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QThread>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

namespace counterfoil::gui {

// Long work off the window's thread. It ends in exactly one of three ways, and tells of it on the
// thread of the window: `finished`, `cancelled`, or `died`, when the work threw something. Whoever
// waits for a result must take `died` for no result at all. After its end a job tells nothing; one
// that is to be deleted by what its own signal calls needs deleteLater().
class Job : public QObject {
    Q_OBJECT

  public:
    // Called on a thread of its own. It polls stopping() and may call tell().
    using Work = std::function<void(Job&)>;

    explicit Job(Work work, QObject* parent = nullptr);
    // Asks the work to stop, and waits for it.
    ~Job() override;

    void start();
    void cancel() { stopping_ = true; }
    // From any thread.
    [[nodiscard]] bool stopping() const { return stopping_; }
    // From the work's thread: how far it is. Passed on at most ten times a second.
    void tell(std::uint64_t records, std::uint64_t done, std::uint64_t total);

  signals:
    // `total` 0: nobody knows. Of the seconds since the start, and those that are left, if known
    // (else -1).
    void progressed(quint64 records, quint64 done, quint64 total, double seconds, double left);
    void finished();
    void cancelled();
    void died(const QString& why);

  private:
    void run();

    Work work_;
    std::atomic<bool> stopping_ = false;
    std::unique_ptr<QThread> thread_;
    QElapsedTimer since_start_;
    qint64 told_ms_ = 0;
};

}  // namespace counterfoil::gui
