// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <cstdint>
#include <vector>

#include "gui/models/segment_summary.h"

namespace counterfoil::gui {

// How the ledger grew over time, and when something happened to it. Clicking goes to the record
// that was written then.
class Timeline : public QWidget {
    Q_OBJECT

  public:
    enum class Mark { kEpoch, kCheckpoint, kEvent, kProblem };
    struct Happening {
        Mark mark = Mark::kEvent;
        std::uint64_t sequence = 0;
        QString text;
    };

    explicit Timeline(QWidget* parent = nullptr);

    void show(std::vector<TimePoint> points);
    void mark(std::vector<Happening> happenings);
    [[nodiscard]] QSize sizeHint() const override { return {600, 150}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {200, 120}; }

  signals:
    void wantsRecord(quint64 sequence);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

  private:
    [[nodiscard]] QRectF field() const;
    [[nodiscard]] double xOf(std::uint64_t time_ns) const;
    [[nodiscard]] double yOf(std::uint64_t sequence) const;
    [[nodiscard]] std::uint64_t timeOf(std::uint64_t sequence) const;
    [[nodiscard]] const Happening* happeningAt(const QPointF& place) const;
    [[nodiscard]] std::uint64_t sequenceAt(double x) const;

    std::vector<TimePoint> points_;
    std::vector<Happening> happenings_;
};

}  // namespace counterfoil::gui
