// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QImage>
#include <cmath>
#include <map>

#include "gui/models/latency_series.h"
#include "ledger/metrics/interval_log.h"
#include "tests/gui/opened_window.h"

namespace counterfoil::gui {
namespace {

metrics::Histogram someLatencies(std::uint64_t scale) {
    metrics::Histogram histogram;
    for (std::uint64_t i = 1; i <= 1000; ++i) histogram.record(i * scale);
    histogram.record(50'000'000);
    return histogram;
}

std::string logOf(const std::string& tag, std::uint64_t scale) {
    metrics::Interval interval;
    interval.tag = tag;
    interval.start_ns = 1'767'323'045'000'000'000;
    interval.length_ns = 1'000'000'000;
    interval.histogram = someLatencies(scale);
    return metrics::interval_log_head("a test", interval.start_ns) +
           metrics::interval_line(interval);
}

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

TEST(LatencySeries, SpreadsPercentilesSoThatEachNineIsAsWide) {
    EXPECT_DOUBLE_EQ(percentilePosition(0), 0);
    EXPECT_NEAR(percentilePosition(90), 1, 1e-9);
    EXPECT_NEAR(percentilePosition(99.999), 5, 1e-6);
    EXPECT_DOUBLE_EQ(percentilePosition(100), kPercentileAxisMax);
    EXPECT_EQ(percentileName(3), "99.9 %");
    EXPECT_EQ(percentileName(5), "99.999 %");
}

TEST(LatencySeries, HasEveryStepUpToTheMaximum) {
    const metrics::Histogram histogram = someLatencies(1000);
    const metrics::Ecdf ecdf = metrics::ecdf_of(histogram);
    const QVector<QPointF> points = ecdfPoints(ecdf);
    EXPECT_EQ(static_cast<std::size_t>(points.size()), 2 * ecdf.steps.size());
    EXPECT_NEAR(points.back().x(), static_cast<double>(histogram.max()) / 1000, 1);
    EXPECT_DOUBLE_EQ(points.back().y(), kPercentileAxisMax);
    for (qsizetype i = 1; i < points.size(); ++i) {
        EXPECT_GE(points[i].x(), points[i - 1].x());
        EXPECT_GE(points[i].y(), points[i - 1].y());
    }
}

TEST(LatencySeries, SharesOfTheHistogramAddUpToAll) {
    double sum = 0;
    const QVector<QPointF> outline = histogramOutline(metrics::ecdf_of(someLatencies(1000)));
    for (qsizetype i = 0; i < outline.size(); i += 2) sum += outline[i].y();
    EXPECT_NEAR(sum, 100, 1e-6);
    EXPECT_TRUE(histogramOutline({}).isEmpty());
}

TEST(LatencyPage, OverlaysLogsAndWritesThemAsPictureDrawingAndTable) {
    OpenedWindow opened;
    const QString first = opened.path("first.hlog");
    const QString second = opened.path("second.hlog");
    std::ofstream(first.toStdString()) << logOf("append", 1000);
    std::ofstream(second.toStdString()) << logOf("append", 2000);
    EvidenceView* view = opened.window->open(first);
    ASSERT_NE(view, nullptr);
    EXPECT_EQ(view->page(), EvidenceView::kLatency);
    EXPECT_FALSE(view->banner().isVisible());
    view->latency().load();
    view->latency().add(second);
    ASSERT_EQ(view->latency().series().size(), 2U);
    EXPECT_EQ(view->latency().shownSeries().size(), 2U);
    EXPECT_EQ(view->latency().series()[1].name, "second.hlog: append");

    const QString png = opened.path("a.png");
    ASSERT_TRUE(view->latency().savePng(png));
    const QImage picture(png);
    EXPECT_GT(picture.width(), 1000);
    const QString svg = opened.path("a.svg");
    ASSERT_TRUE(view->latency().saveSvg(svg));
    EXPECT_TRUE(contentOf(svg).contains("<svg"));
    const QString csv = opened.path("a.csv");
    ASSERT_TRUE(view->latency().saveCsv(csv));
    const QByteArray table = contentOf(csv);
    EXPECT_TRUE(table.startsWith("series,percentile,latency_ns\n"));
    EXPECT_TRUE(table.contains("\"second.hlog: append\",100,"));
    EXPECT_FALSE(view->latency().saveCsv("/nowhere/at/all.csv"));
}

TEST(LatencyPage, IsDrawnForAReportBeforeAnybodyHasLookedAtIt) {
    test::TestLedger ledger;
    store::WriterOptions options = ledger.writer_options();
    options.measure = true;
    {
        const auto writer = ledger.open(options);
        const std::vector<store::Event> one{test::event("door", "opened")};
        for (int i = 0; i < 50; ++i) ASSERT_TRUE(writer->append(one));
        ASSERT_TRUE(writer->close());
    }
    OpenedWindow opened;
    EvidenceView* view = opened.judged(ledger.directory());
    ASSERT_NE(view, nullptr);
    view->latency().load();
    ASSERT_FALSE(view->latency().series().empty());
    const QImage picture = view->latency().image({700, 500});
    std::map<QRgb, int> colours;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) ++colours[picture.pixel(x, y)];
    }
    // Ground alone would be a colour or two; axes, letters and lines are many, all over it.
    EXPECT_GT(colours.size(), 50U);
    EXPECT_LT(colours[picture.pixel(1, 1)], picture.width() * picture.height() * 98 / 100);
}

TEST(LatencyPage, SetsIntervalAgainstInterval) {
    OpenedWindow opened;
    const QString log = opened.path("two.hlog");
    const auto interval = [](std::uint64_t start_ns, std::uint64_t scale) {
        metrics::Interval made;
        made.tag = "append";
        made.start_ns = start_ns;
        made.length_ns = 1'000'000'000;
        made.histogram = someLatencies(scale);
        return metrics::interval_line(made);
    };
    constexpr std::uint64_t kFirst = 1'767'323'045'000'000'000;  // 2026-01-02 03:04:05.
    constexpr std::uint64_t kDay = 86'400'000'000'000;
    std::ofstream(log.toStdString()) << metrics::interval_log_head("a test", kFirst)
                                     << interval(kFirst, 1000) << interval(kFirst + kDay, 9000);
    EvidenceView* view = opened.window->open(log);
    ASSERT_NE(view, nullptr);
    LatencyPage& page = view->latency();
    page.addSpan("2026-01-02", "2026-01-02");
    page.addSpan("2026-01-03", "2026-01-03 12:00");
    ASSERT_EQ(page.series().size(), 3U);
    EXPECT_EQ(page.series()[0].latencies.histogram->count(), 2002U);
    EXPECT_EQ(page.series()[1].latencies.histogram->count(), 1001U);
    EXPECT_EQ(page.series()[2].latencies.histogram->count(), 1001U);
    EXPECT_LT(page.series()[1].latencies.ecdf.value_at(50),
              page.series()[2].latencies.ecdf.value_at(50));
    page.addSpan("2027-01-01", "2027-01-02");
    page.addSpan("yesterday", "today");
    EXPECT_EQ(page.series().size(), 3U);
    EXPECT_TRUE(page.state().startsWith("That is no span")) << page.state().toStdString();
}

TEST(LatencyPage, SaysWhatIsWrongWithALog) {
    OpenedWindow opened;
    const QString log = opened.path("bad.hlog");
    std::ofstream(log.toStdString()) << "this is no log\n";
    EvidenceView* view = opened.window->open(log);
    ASSERT_NE(view, nullptr);
    EXPECT_TRUE(view->latency().series().empty());
}

}  // namespace
}  // namespace counterfoil::gui
