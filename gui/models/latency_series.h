// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QString>
#include <QVector>
#include <vector>

#include "ledger/metrics/latency_data.h"

// Latencies as points of a chart. Times are microseconds on a logarithmic axis; percentiles are
// spread so that each nine takes as much room as the one before.
namespace counterfoil::gui {

// One line of a chart: an operation of one source.
struct ChartSeries {
    QString name;
    metrics::LatencySeries latencies;
};

// 0 for 0 %, 1 for 90 %, 2 for 99 %, … at most kPercentileAxisMax, which is 99.999 % and more.
inline constexpr double kPercentileAxisMax = 5;
[[nodiscard]] double percentilePosition(double percentile);
[[nodiscard]] QString percentileName(double position);

// All steps of the distribution, its maximum too: x microseconds, y position of the percentile.
[[nodiscard]] QVector<QPointF> ecdfPoints(const metrics::Ecdf& ecdf);
// Shares (per cent) of equal steps of the logarithm, as the outline of bars: x microseconds.
[[nodiscard]] QVector<QPointF> histogramOutline(const metrics::Ecdf& ecdf);

struct NamedPercentile {
    QString name;
    QString value;
};
[[nodiscard]] std::vector<NamedPercentile> namedPercentiles(const metrics::Ecdf& ecdf);
[[nodiscard]] QString latencyName(double microseconds);

// All series as CSV: `series,percentile,latency_ns`, every step.
[[nodiscard]] QByteArray latencyCsv(const std::vector<ChartSeries>& series);

}  // namespace counterfoil::gui
