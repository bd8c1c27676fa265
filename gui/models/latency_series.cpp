// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/latency_series.h"

#include <QLocale>
#include <algorithm>
#include <cmath>

#include "ledger/metrics/latency_text.h"

namespace counterfoil::gui {
namespace {

constexpr double kNanosecondsPerMicrosecond = 1000;
constexpr int kBarsPerDecade = 20;

double microseconds(std::uint64_t ns) {
    // A logarithm has no place for nothing.
    return std::max(static_cast<double>(ns), 1.0) / kNanosecondsPerMicrosecond;
}

}  // namespace

double percentilePosition(double percentile) {
    const double rest = 1 - percentile / 100;
    if (rest <= std::pow(10, -kPercentileAxisMax)) return kPercentileAxisMax;
    return std::max(0.0, -std::log10(rest));
}

QString percentileName(double position) {
    if (position <= 0) return "0 %";
    const int nines = static_cast<int>(std::lround(position));
    if (nines == 1) return "90 %";
    if (nines == 2) return "99 %";
    return "99." + QString(nines - 2, '9') + " %";
}

QVector<QPointF> ecdfPoints(const metrics::Ecdf& ecdf) {
    QVector<QPointF> points;
    points.reserve(static_cast<qsizetype>(ecdf.steps.size()) * 2);
    double before = 0;
    for (const metrics::Ecdf::Step& step : ecdf.steps) {
        // A step: up to here nothing more was seen.
        points << QPointF(microseconds(step.value), before);
        before = percentilePosition(step.percentile);
        points << QPointF(microseconds(step.value), before);
    }
    return points;
}

QVector<QPointF> histogramOutline(const metrics::Ecdf& ecdf) {
    QVector<QPointF> points;
    if (ecdf.steps.empty()) return points;
    const double first = std::log10(microseconds(ecdf.steps.front().value));
    const double last = std::log10(microseconds(ecdf.steps.back().value));
    const int begin = static_cast<int>(std::floor(first * kBarsPerDecade));
    const int end = static_cast<int>(std::floor(last * kBarsPerDecade)) + 1;
    std::size_t step = 0;
    double before = 0;
    for (int bar = begin; bar < end; ++bar) {
        const double low = std::pow(10, static_cast<double>(bar) / kBarsPerDecade);
        const double high = std::pow(10, static_cast<double>(bar + 1) / kBarsPerDecade);
        double reached = before;
        while (step < ecdf.steps.size() && microseconds(ecdf.steps[step].value) < high) {
            reached = ecdf.steps[step++].percentile;
        }
        // The largest value may lie on the last bound itself.
        if (bar + 1 == end && !ecdf.steps.empty()) reached = ecdf.steps.back().percentile;
        const double share = reached - before;
        before = reached;
        points << QPointF(low, share) << QPointF(high, share);
    }
    return points;
}

QString latencyName(double value) {
    return QString::fromStdString(metrics::latency_text(value * kNanosecondsPerMicrosecond));
}

std::vector<NamedPercentile> namedPercentiles(const metrics::Ecdf& ecdf) {
    std::vector<NamedPercentile> named;
    for (const double each : metrics::kNamedPercentiles) {
        const QString name = each == 100 ? QString("max") : "p" + QString::number(each);
        named.push_back({name, ecdf.steps.empty()
                                   ? QString("–")
                                   : QString::fromStdString(metrics::latency_text(
                                         static_cast<double>(ecdf.value_at(each))))});
    }
    return named;
}

QByteArray latencyCsv(const std::vector<ChartSeries>& series) {
    QByteArray text = "series,percentile,latency_ns\n";
    for (const ChartSeries& each : series) {
        QString name = each.name;
        name.replace('"', "\"\"");
        for (const metrics::Ecdf::Step& step : each.latencies.ecdf.steps) {
            text += '"' + name.toUtf8() + "\"," + QByteArray::number(step.percentile, 'g', 12) +
                    ',' + QByteArray::number(static_cast<qulonglong>(step.value)) + '\n';
        }
    }
    return text;
}

}  // namespace counterfoil::gui
