// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>
#include <cstdint>
#include <set>
#include <vector>

#include "gui/evidence.h"
#include "gui/models/segment_summary.h"

namespace counterfoil::gui {

// All batches of a ledger, a cell each, segment below segment. A batch with damage is crossed out,
// one with a recovery has a dot; clicking a cell, or Return on it, goes to its first record. Only
// what is in sight is read and drawn.
class SegmentMap : public QAbstractScrollArea {
    Q_OBJECT

  public:
    explicit SegmentMap(Evidence& evidence, QWidget* parent = nullptr);

    void show(std::vector<SegmentSummary> segments);
    // Records with damage, those of events, and segments with damage that no record names.
    void mark(std::set<std::uint64_t> damaged, std::set<std::uint64_t> events,
              std::set<std::uint64_t> damaged_segments);
    // The batch that holds a record is framed.
    void choose(std::uint64_t sequence);
    // The first record of the batch at a place in the viewport, if there is one.
    [[nodiscard]] std::optional<std::uint64_t> recordAt(const QPoint& place);

  signals:
    void wantsRecord(quint64 sequence);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool viewportEvent(QEvent* event) override;

  private:
    struct Cell {
        std::size_t segment = 0;
        std::uint64_t batch = 0;
    };
    struct Span {
        std::uint64_t first = 0;
        std::uint64_t end = 0;
    };
    [[nodiscard]] int columns() const;
    [[nodiscard]] std::uint64_t linesOf(const SegmentSummary& segment) const;
    [[nodiscard]] std::optional<Cell> cellAt(const QPoint& place) const;
    [[nodiscard]] std::optional<Cell> cellOf(std::uint64_t sequence);
    [[nodiscard]] bool isKnown(const Cell& cell);
    [[nodiscard]] std::optional<Span> recordsOf(const Cell& cell);
    void paintSegment(QPainter& painter, std::size_t segment, int top);
    void layOut();

    Evidence& evidence_;
    std::vector<SegmentSummary> segments_;
    std::vector<std::uint64_t> tops_;  // First line of each segment, and the end; lines.
    std::set<std::uint64_t> damaged_;
    std::set<std::uint64_t> events_;
    std::set<std::uint64_t> damaged_segments_;
    std::optional<Cell> chosen_;
};

}  // namespace counterfoil::gui
