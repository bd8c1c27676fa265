// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/timeline.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <utility>

#include "gui/icons.h"
#include "gui/views/plain_label.h"
#include "gui/words.h"

namespace counterfoil::gui {
namespace {

constexpr double kNear = 7;  // Pixels.

// A shape of its own for each, so that colour is not needed.
QChar signOf(Timeline::Mark mark) {
    switch (mark) {
        case Timeline::Mark::kEpoch:
            return QChar(0x25C6);  // A diamond.
        case Timeline::Mark::kCheckpoint:
            return QChar(0x25B2);  // A triangle.
        case Timeline::Mark::kEvent:
            return QChar(0x25CF);  // A disc.
        case Timeline::Mark::kProblem:
            return QChar(0x2716);  // A cross.
    }
    return {};
}

}  // namespace

Timeline::Timeline(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Timeline"));
    setMouseTracking(true);
}

void Timeline::show(std::vector<TimePoint> points) {
    points_ = std::move(points);
    // A clock that was put back makes no line that turns back.
    std::sort(points_.begin(), points_.end(), [](const TimePoint& left, const TimePoint& right) {
        return left.time_ns < right.time_ns;
    });
    update();
}

void Timeline::mark(std::vector<Happening> happenings) {
    happenings_ = std::move(happenings);
    QString text;
    for (const Happening& each : happenings_) text += each.text + '\n';
    setAccessibleDescription(text);
    update();
}

QRectF Timeline::field() const {
    const double line = fontMetrics().height();
    return QRectF(rect()).adjusted(line * 5, line * 0.5, -line, -line * 2.6);
}

double Timeline::xOf(std::uint64_t time_ns) const {
    const double begin = static_cast<double>(points_.front().time_ns);
    const double length = std::max(1.0, static_cast<double>(points_.back().time_ns) - begin);
    const double share = (static_cast<double>(time_ns) - begin) / length;
    return field().left() + std::clamp(share, 0.0, 1.0) * field().width();
}

double Timeline::yOf(std::uint64_t sequence) const {
    std::uint64_t most = 1;
    for (const TimePoint& each : points_) most = std::max(most, each.sequence);
    return field().bottom() -
           std::min(1.0, static_cast<double>(sequence) / static_cast<double>(most)) *
               field().height();
}

std::uint64_t Timeline::timeOf(std::uint64_t sequence) const {
    const TimePoint* before = &points_.front();
    for (const TimePoint& each : points_) {
        if (each.sequence <= sequence && each.sequence >= before->sequence) before = &each;
    }
    return before->time_ns;
}

std::uint64_t Timeline::sequenceAt(double x) const {
    const TimePoint* nearest = &points_.front();
    for (const TimePoint& each : points_) {
        if (std::abs(xOf(each.time_ns) - x) < std::abs(xOf(nearest->time_ns) - x)) nearest = &each;
    }
    return nearest->sequence;
}

void Timeline::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor ink = palette().color(QPalette::WindowText);
    painter.setPen(ink);
    if (points_.empty()) {
        painter.drawText(rect(), Qt::AlignCenter, tr("No record can be read."));
        return;
    }
    const QRectF box = field();
    painter.fillRect(box, palette().color(QPalette::Base));
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawRect(box);
    QPolygonF line;
    for (const TimePoint& each : points_) line << QPointF(xOf(each.time_ns), yOf(each.sequence));
    painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
    painter.drawPolyline(line);
    for (const Happening& each : happenings_) {
        const bool bad = each.mark == Mark::kProblem;
        painter.setPen(bad ? colourOf(Tone::kBad, palette()) : palette().color(QPalette::Text));
        const QPointF at(xOf(timeOf(each.sequence)), yOf(each.sequence));
        painter.drawText(QRectF(at - QPointF(10, 10), QSizeF(20, 20)), Qt::AlignCenter,
                         signOf(each.mark));
    }
    painter.setPen(ink);
    const double height = fontMetrics().height();
    painter.drawText(
        QRectF(0, box.top(), box.left() - 6, height), Qt::AlignRight,
        shownCount(points_.empty()
                       ? 0
                       : std::max_element(points_.begin(), points_.end(), [](auto& a, auto& b) {
                             return a.sequence < b.sequence;
                         })->sequence));
    painter.drawText(QRectF(0, box.bottom() - height, box.left() - 6, height), Qt::AlignRight, "0");
    const QRectF below(box.left(), box.bottom() + 2, box.width(), height);
    painter.drawText(below, Qt::AlignLeft, shownSeconds(points_.front().time_ns / 1'000'000'000));
    painter.drawText(below, Qt::AlignRight, shownSeconds(points_.back().time_ns / 1'000'000'000));
    painter.drawText(below.translated(0, height), Qt::AlignHCenter,
                     QString("%1 %2   %3 %4   %5 %6   %7 %8")
                         .arg(signOf(Mark::kEpoch))
                         .arg(tr("signing epoch"))
                         .arg(signOf(Mark::kCheckpoint))
                         .arg(tr("newest checkpoint"))
                         .arg(signOf(Mark::kEvent))
                         .arg(tr("event"))
                         .arg(signOf(Mark::kProblem))
                         .arg(tr("problem")));
}

const Timeline::Happening* Timeline::happeningAt(const QPointF& place) const {
    if (points_.empty()) return nullptr;
    for (const Happening& each : happenings_) {
        const QPointF at(xOf(timeOf(each.sequence)), yOf(each.sequence));
        if (std::abs(at.x() - place.x()) < kNear && std::abs(at.y() - place.y()) < kNear) {
            return &each;
        }
    }
    return nullptr;
}

void Timeline::mousePressEvent(QMouseEvent* event) {
    if (points_.empty()) return;
    const Happening* happening = happeningAt(event->position());
    emit wantsRecord(happening != nullptr ? happening->sequence
                                          : sequenceAt(event->position().x()));
}

bool Timeline::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && !points_.empty()) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const Happening* happening = happeningAt(help->pos());
        const QString text = happening != nullptr
                                 ? happening->text
                                 : tr("about record %1").arg(sequenceAt(help->pos().x()));
        QToolTip::showText(help->globalPos(), plainToolTip(text));
        return true;
    }
    return QWidget::event(event);
}

}  // namespace counterfoil::gui
