// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/segment_map.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <limits>
#include <utility>

#include "gui/icons.h"
#include "gui/words.h"

namespace counterfoil::gui {
namespace {

constexpr int kCell = 10;  // Pixels, with the gap.
constexpr int kGap = 2;
constexpr int kLeft = 8;
constexpr int kTitleLines = 2;  // Above a segment's cells.

bool anyWithin(const std::set<std::uint64_t>& sequences, std::uint64_t first, std::uint64_t end) {
    const auto found = sequences.lower_bound(first);
    return found != sequences.end() && *found < end;
}

}  // namespace

SegmentMap::SegmentMap(Evidence& evidence, QWidget* parent)
    : QAbstractScrollArea(parent), evidence_(evidence) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Segment map"));
    viewport()->setBackgroundRole(QPalette::Base);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void SegmentMap::show(std::vector<SegmentSummary> segments) {
    segments_ = std::move(segments);
    chosen_.reset();
    layOut();
    viewport()->update();
}

void SegmentMap::mark(std::set<std::uint64_t> damaged, std::set<std::uint64_t> events,
                      std::set<std::uint64_t> damaged_segments) {
    damaged_ = std::move(damaged);
    events_ = std::move(events);
    damaged_segments_ = std::move(damaged_segments);
    viewport()->update();
}

int SegmentMap::columns() const {
    return std::max(1, (viewport()->width() - 2 * kLeft) / kCell);
}

std::uint64_t SegmentMap::linesOf(const SegmentSummary& segment) const {
    const auto wide = static_cast<std::uint64_t>(columns());
    return kTitleLines + (segment.batches + wide - 1) / wide + 1;
}

void SegmentMap::layOut() {
    tops_.assign(1, 0);
    for (const SegmentSummary& each : segments_) tops_.push_back(tops_.back() + linesOf(each));
    const auto visible = static_cast<std::uint64_t>(viewport()->height() / kCell);
    const std::uint64_t most = std::numeric_limits<int>::max() / 2;
    verticalScrollBar()->setRange(
        0, static_cast<int>(std::min(most, tops_.back() > visible ? tops_.back() - visible : 0)));
    verticalScrollBar()->setPageStep(static_cast<int>(visible));
    verticalScrollBar()->setSingleStep(3);
}

void SegmentMap::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    layOut();
}

// A ledger that is being written may have grown since the window opened it.
bool SegmentMap::isKnown(const Cell& cell) {
    reader::LedgerView* view = evidence_.view();
    if (view == nullptr) return false;
    const std::size_t index = segments_[cell.segment].index;
    if (index >= view->reader().segments().size()) return false;
    const auto segment = view->reader().segment(index);
    return segment && cell.batch < (*segment)->frame_count();
}

std::optional<SegmentMap::Span> SegmentMap::recordsOf(const Cell& cell) {
    if (!isKnown(cell)) return std::nullopt;
    const auto segment = evidence_.view()->reader().segment(segments_[cell.segment].index);
    const Result<reader::FrameSummary> frame =
        (*segment)->frame(static_cast<std::size_t>(cell.batch));
    if (!frame) return std::nullopt;
    return Span{frame->first_sequence, frame->first_sequence + frame->record_count};
}

void SegmentMap::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    const auto top_line = static_cast<std::uint64_t>(verticalScrollBar()->value());
    const auto bottom = top_line + static_cast<std::uint64_t>(viewport()->height() / kCell) + 1;
    for (std::size_t i = 0; i < segments_.size(); ++i) {
        if (tops_[i + 1] <= top_line || tops_[i] > bottom) continue;
        const auto line = static_cast<std::int64_t>(tops_[i]) - static_cast<std::int64_t>(top_line);
        paintSegment(painter, i, static_cast<int>(line) * kCell);
    }
}

void SegmentMap::paintSegment(QPainter& painter, std::size_t index, int top) {
    const SegmentSummary& segment = segments_[index];
    const bool damaged = damaged_segments_.contains(segment.number);
    const bool empty = segment.end_sequence <= segment.first_sequence;
    QString title = tr("Segment %1: %2, %3 batches, %4, %5")
                        .arg(segment.number)
                        .arg(empty ? tr("no records")
                                   : tr("records %1 to %2")
                                         .arg(segment.first_sequence)
                                         .arg(segment.end_sequence - 1))
                        .arg(shownCount(segment.batches), shownSize(segment.size_bytes),
                             segment.sealed ? tr("sealed") : tr("open"));
    if (!segment.readable) title += tr("; it cannot be read");
    if (damaged) title = "✗ " + title + tr("; damaged");
    painter.setPen(damaged ? colourOf(Tone::kBad, palette()) : palette().color(QPalette::Text));
    painter.drawText(QRect(kLeft, top, viewport()->width(), kTitleLines * kCell),
                     Qt::AlignLeft | Qt::AlignVCenter, title);
    const int wide = columns();
    const int cells_top = top + kTitleLines * kCell;
    const int first_line = std::max(0, -cells_top / kCell);
    const int end_line = (viewport()->height() - cells_top) / kCell + 1;
    const QColor plain = palette().color(QPalette::Mid);
    for (int line = first_line; line < end_line; ++line) {
        for (int column = 0; column < wide; ++column) {
            const auto batch = static_cast<std::uint64_t>(line) * static_cast<std::uint64_t>(wide) +
                               static_cast<std::uint64_t>(column);
            if (batch >= segment.batches) return;
            const QRect box(kLeft + column * kCell, cells_top + line * kCell, kCell - kGap,
                            kCell - kGap);
            const std::optional<Span> span = recordsOf({index, batch});
            const bool known = span.has_value() || isKnown({index, batch});
            const bool bad = known && (!span || anyWithin(damaged_, span->first, span->end));
            painter.fillRect(box, bad ? colourOf(Tone::kBad, palette()) : plain);
            if (bad) {
                painter.setPen(palette().color(QPalette::Base));
                painter.drawLine(box.topLeft(), box.bottomRight());
                painter.drawLine(box.topRight(), box.bottomLeft());
            } else if (span && anyWithin(events_, span->first, span->end)) {
                painter.setBrush(palette().color(QPalette::Highlight));
                painter.setPen(Qt::NoPen);
                painter.drawEllipse(box.adjusted(1, 1, -1, -1));
            }
            if (chosen_ && chosen_->segment == index && chosen_->batch == batch) {
                painter.setBrush(Qt::NoBrush);
                painter.setPen(QPen(palette().color(QPalette::Text), 2));
                painter.drawRect(box.adjusted(-1, -1, 1, 1));
            }
        }
    }
}

std::optional<SegmentMap::Cell> SegmentMap::cellAt(const QPoint& place) const {
    if (place.x() < kLeft || place.y() < 0) return std::nullopt;
    const auto line = static_cast<std::uint64_t>(verticalScrollBar()->value()) +
                      static_cast<std::uint64_t>(place.y() / kCell);
    const auto column = static_cast<std::uint64_t>((place.x() - kLeft) / kCell);
    const auto wide = static_cast<std::uint64_t>(columns());
    if (column >= wide) return std::nullopt;
    const auto next = std::upper_bound(tops_.begin(), tops_.end(), line);
    if (next == tops_.begin() || next == tops_.end()) return std::nullopt;
    const auto segment = static_cast<std::size_t>(next - tops_.begin()) - 1;
    const std::uint64_t within = line - tops_[segment];
    if (within < kTitleLines) return std::nullopt;
    const std::uint64_t batch = (within - kTitleLines) * wide + column;
    if (batch >= segments_[segment].batches) return std::nullopt;
    return Cell{segment, batch};
}

std::optional<SegmentMap::Cell> SegmentMap::cellOf(std::uint64_t sequence) {
    for (std::size_t i = 0; i < segments_.size(); ++i) {
        const SegmentSummary& segment = segments_[i];
        if (sequence < segment.first_sequence || sequence >= segment.end_sequence) continue;
        std::uint64_t low = 0;
        std::uint64_t high = segment.batches;
        while (low + 1 < high) {
            const std::uint64_t middle = (low + high) / 2;
            const std::optional<Span> span = recordsOf({i, middle});
            if (!span) return std::nullopt;
            (span->first <= sequence ? low : high) = middle;
        }
        if (segment.batches > 0) return Cell{i, low};
    }
    return std::nullopt;
}

void SegmentMap::choose(std::uint64_t sequence) {
    chosen_ = cellOf(sequence);
    viewport()->update();
    if (!chosen_) return;
    const std::uint64_t line = tops_[chosen_->segment] + kTitleLines +
                               chosen_->batch / static_cast<std::uint64_t>(columns());
    const auto top = static_cast<std::uint64_t>(verticalScrollBar()->value());
    const auto page = static_cast<std::uint64_t>(verticalScrollBar()->pageStep());
    if (line < top || line >= top + page) {
        verticalScrollBar()->setValue(static_cast<int>(std::min<std::uint64_t>(
            line > page / 2 ? line - page / 2 : 0, std::numeric_limits<int>::max() / 2)));
    }
}

std::optional<std::uint64_t> SegmentMap::recordAt(const QPoint& place) {
    const std::optional<Cell> cell = cellAt(place);
    if (!cell) return std::nullopt;
    const std::optional<Span> span = recordsOf(*cell);
    if (!span) return std::nullopt;
    // In a damaged batch the record that is damaged is what one looks for.
    const auto bad = damaged_.lower_bound(span->first);
    return bad != damaged_.end() && *bad < span->end ? *bad : span->first;
}

void SegmentMap::mousePressEvent(QMouseEvent* event) {
    if (const auto sequence = recordAt(event->pos())) emit wantsRecord(*sequence);
}

void SegmentMap::keyPressEvent(QKeyEvent* event) {
    if (segments_.empty()) return QAbstractScrollArea::keyPressEvent(event);
    const auto wide = static_cast<std::int64_t>(columns());
    const std::int64_t step = event->key() == Qt::Key_Left    ? -1
                              : event->key() == Qt::Key_Right ? 1
                              : event->key() == Qt::Key_Up    ? -wide
                              : event->key() == Qt::Key_Down  ? wide
                                                              : 0;
    if (event->key() == Qt::Key_Return && chosen_) {
        if (const auto span = recordsOf(*chosen_)) emit wantsRecord(span->first);
        return;
    }
    if (step == 0) return QAbstractScrollArea::keyPressEvent(event);
    Cell cell = chosen_.value_or(Cell{});
    std::int64_t batch = static_cast<std::int64_t>(cell.batch) + (chosen_ ? step : 0);
    while (batch < 0 && cell.segment > 0) {
        --cell.segment;
        batch += static_cast<std::int64_t>(segments_[cell.segment].batches);
    }
    while (batch >= static_cast<std::int64_t>(segments_[cell.segment].batches) &&
           cell.segment + 1 < segments_.size()) {
        batch -= static_cast<std::int64_t>(segments_[cell.segment].batches);
        ++cell.segment;
    }
    const auto last = static_cast<std::int64_t>(segments_[cell.segment].batches) - 1;
    cell.batch = static_cast<std::uint64_t>(
        std::clamp<std::int64_t>(batch, 0, std::max<std::int64_t>(last, 0)));
    if (const auto span = recordsOf(cell)) choose(span->first);
}

bool SegmentMap::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const std::optional<Cell> cell = cellAt(help->pos());
        const std::optional<Span> span = cell ? recordsOf(*cell) : std::nullopt;
        if (span) {
            QToolTip::showText(help->globalPos(), tr("Batch %1 of segment %2: records %3 to %4")
                                                      .arg(cell->batch + 1)
                                                      .arg(segments_[cell->segment].number)
                                                      .arg(span->first)
                                                      .arg(span->end - 1));
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

}  // namespace counterfoil::gui
