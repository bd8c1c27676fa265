// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QListWidget>
#include <QTableWidget>
#include <QWidget>
#include <optional>
#include <vector>

#include "gui/evidence.h"
#include "gui/models/latency_series.h"

QT_BEGIN_NAMESPACE
class QChart;
class QChartView;
QT_END_NAMESPACE

namespace counterfoil::gui {

// How long things took: of the ledger's own metrics, read when the page is first seen, or of logs
// that are opened. What is ticked in
// the list is drawn, one over the other: the distribution with every step up to the maximum, and
// the histogram below; named percentiles stand in a table.
class LatencyPage : public QWidget {
    Q_OBJECT

  public:
    explicit LatencyPage(Evidence& evidence, QWidget* parent = nullptr);
    ~LatencyPage() override;

    // Adds a log, a table, or another ledger's latencies to what can be compared.
    void add(const QString& path, const std::optional<metrics::LatencySpan>& span = {});
    // The evidence's own latencies of a span of time, as series of their own: interval against
    // interval. Times as in the records' filter.
    void addSpan(const QString& from, const QString& to);
    [[nodiscard]] QString state() const { return state_->text(); }
    [[nodiscard]] const std::vector<ChartSeries>& series() const { return series_; }
    // Those that are ticked.
    [[nodiscard]] std::vector<ChartSeries> shownSeries() const;

    [[nodiscard]] bool savePng(const QString& file);
    [[nodiscard]] bool saveSvg(const QString& file);
    [[nodiscard]] bool saveCsv(const QString& file);
    // Both charts, for a report.
    [[nodiscard]] QImage image(const QSize& size);

    // Reads the evidence's own latencies, unless that was done.
    void load();

  protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

  private:
    void redraw();
    void fillTable(const std::vector<ChartSeries>& shown);
    void drawChart(QChart& chart, const std::vector<ChartSeries>& shown, bool cumulative);
    void askForSpan();
    void askAndSave(const QString& filter, bool (LatencyPage::*save)(const QString&));
    void render(QPainter& painter, const QRectF& place);

    Evidence& evidence_;
    bool loaded_ = false;
    std::vector<ChartSeries> series_;
    QLabel* state_;
    QListWidget* list_;
    QTableWidget* table_;
    QChartView* ecdf_;
    QChartView* histogram_;
};

}  // namespace counterfoil::gui
