// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/latency_page.h"

#include <QCategoryAxis>
#include <QChart>
#include <QChartView>
#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QGraphicsLayout>
#include <QGraphicsScene>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QLegend>
#include <QLineEdit>
#include <QLineSeries>
#include <QLogValueAxis>
#include <QPainter>
#include <QPushButton>
#include <QSaveFile>
#include <QSplitter>
#include <QSvgGenerator>
#include <QToolTip>
#include <QVBoxLayout>
#include <QValueAxis>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "gui/icons.h"
#include "gui/views/plain_label.h"
#include "gui/words.h"

namespace counterfoil::gui {
namespace {

constexpr int kImageWidth = 1400;
constexpr int kImageHeight = 1100;

// Lines are told apart by their dashes too.
constexpr std::array kStyles = {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine,
                                Qt::DashDotDotLine};

QColor lineColour(std::size_t index, const QPalette& palette) {
    constexpr std::array kHues = {210, 25, 140, 290, 50, 340, 180, 90};
    const int value = isDark(palette) ? 235 : 165;
    return QColor::fromHsv(kHues[index % kHues.size()], 190, value);
}

QFont labelFont(const QWidget& widget) {
    return widget.font();
}

QChartView* chartView(const QString& name, QWidget* parent) {
    auto* view = new QChartView(new QChart, parent);
    view->setRenderHint(QPainter::Antialiasing);
    view->setAccessibleName(name);
    view->setRubberBand(QChartView::RectangleRubberBand);
    view->chart()->setTitle(name);
    view->chart()->layout()->setContentsMargins(0, 0, 0, 0);
    return view;
}

}  // namespace

LatencyPage::LatencyPage(Evidence& evidence, QWidget* parent)
    : QWidget(parent),
      evidence_(evidence),
      state_(plainLabel({}, this)),
      list_(new QListWidget(this)),
      table_(new QTableWidget(this)),
      ecdf_(chartView(tr("Cumulative distribution"), this)),
      histogram_(chartView(tr("Histogram"), this)) {
    list_->setAccessibleName(tr("What is drawn"));
    table_->setAccessibleName(tr("Named percentiles"));
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setTabKeyNavigation(false);

    auto* buttons = new QHBoxLayout;
    auto* more = new QPushButton(icon("open-file"), tr("&Compare with …"), this);
    connect(more, &QPushButton::clicked, this, [this] {
        const QString file =
            QFileDialog::getOpenFileName(this, tr("Latencies to compare with"), {},
                                         tr("Latencies (*.hlog *.csv);;All files (*)"));
        if (!file.isEmpty()) add(file);
    });
    auto* whole = new QPushButton(tr("&Whole range"), this);
    whole->setToolTip(tr("Draw a rectangle in a chart to see a part of it"));
    connect(whole, &QPushButton::clicked, this, [this] {
        ecdf_->chart()->zoomReset();
        histogram_->chart()->zoomReset();
    });
    const auto saver = [&](const QString& name, const QString& filter,
                           bool (LatencyPage::*save)(const QString&)) {
        auto* each = new QPushButton(name, this);
        connect(each, &QPushButton::clicked, this, [=, this] { askAndSave(filter, save); });
        buttons->addWidget(each);
    };
    auto* span = new QPushButton(tr("Add a &span of time …"), this);
    connect(span, &QPushButton::clicked, this, &LatencyPage::askForSpan);
    buttons->addWidget(more);
    buttons->addWidget(span);
    buttons->addWidget(whole);
    saver(tr("Save P&NG …"), tr("Pictures (*.png)"), &LatencyPage::savePng);
    saver(tr("Save S&VG …"), tr("Drawings (*.svg)"), &LatencyPage::saveSvg);
    saver(tr("Save CS&V …"), tr("Tables (*.csv)"), &LatencyPage::saveCsv);
    buttons->addStretch(1);

    auto* left = new QSplitter(Qt::Vertical, this);
    left->addWidget(list_);
    left->addWidget(table_);
    auto* right = new QSplitter(Qt::Vertical, this);
    right->addWidget(ecdf_);
    right->addWidget(histogram_);
    right->setStretchFactor(0, 3);
    right->setStretchFactor(1, 2);
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->addWidget(left);
    splitter->addWidget(right);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({280, 700});
    auto* all = new QVBoxLayout(this);
    all->addWidget(state_);
    all->addLayout(buttons);
    all->addWidget(splitter, 1);
    connect(list_, &QListWidget::itemChanged, this, &LatencyPage::redraw);
}

void LatencyPage::load() {
    if (loaded_) return;
    loaded_ = true;
    add(evidence_.path());
}

void LatencyPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    load();
}

LatencyPage::~LatencyPage() = default;

void LatencyPage::add(const QString& path, const std::optional<metrics::LatencySpan>& span) {
    Result<metrics::Latencies> read =
        metrics::read_latencies(evidence_.machine().storage(), path.toStdString(), span);
    if (!read) {
        state_->setText(shown(read.error().message));
        if (series_.empty()) redraw();
        return;
    }
    const QString source = shown(QFileInfo(path).fileName().toStdString());
    QString text = tr("Times are those of whoever wrote the ledger; see the file docs/LATENCY.md.");
    if (read->queue) {
        text +=
            ' ' + tr("Queue: at most %1 of %2 events.")
                      .arg(shownCount(read->queue->depth_max), shownCount(read->queue->capacity));
    }
    state_->setText(text);
    const QSignalBlocker quiet(list_);
    for (metrics::LatencySeries& each : read->series) {
        QString name = shown(each.operation);
        if (span) {
            name = tr("%1, %2 to %3")
                       .arg(name, shownMilliseconds(span->from_ns).left(19),
                            shownMilliseconds(span->to_ns).left(19));
        } else if (!series_.empty() && path != evidence_.path()) {
            name = source + ": " + name;
        }
        auto* item = new QListWidgetItem(name, list_);
        item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
        item->setCheckState(Qt::Checked);
        if (each.histogram) {
            item->setToolTip(tr("%1 times").arg(shownCount(each.histogram->count())));
        }
        series_.push_back({name, std::move(each)});
    }
    redraw();
}

void LatencyPage::addSpan(const QString& from, const QString& to) {
    const std::optional<std::uint64_t> from_ns = timeOfText(from, false);
    const std::optional<std::uint64_t> to_ns = timeOfText(to, true);
    if (!from_ns || !to_ns || *from_ns >= *to_ns) {
        state_->setText(tr("That is no span; write 2026-01-31 or 2026-01-31 08:30 (UTC)."));
        return;
    }
    load();
    add(evidence_.path(), metrics::LatencySpan{*from_ns, *to_ns});
}

void LatencyPage::askForSpan() {
    bool answered = false;
    const QString from = QInputDialog::getText(this, tr("A span of time"), tr("From (UTC):"),
                                               QLineEdit::Normal, {}, &answered);
    if (!answered) return;
    const QString to = QInputDialog::getText(this, tr("A span of time"), tr("To (UTC):"),
                                             QLineEdit::Normal, from, &answered);
    if (answered) addSpan(from, to);
}

std::vector<ChartSeries> LatencyPage::shownSeries() const {
    std::vector<ChartSeries> shown;
    for (int row = 0; row < list_->count(); ++row) {
        if (list_->item(row)->checkState() == Qt::Checked) {
            shown.push_back(series_[static_cast<std::size_t>(row)]);
        }
    }
    return shown;
}

void LatencyPage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) redraw();
}

void LatencyPage::redraw() {
    const std::vector<ChartSeries> shown = shownSeries();
    drawChart(*ecdf_->chart(), shown, true);
    drawChart(*histogram_->chart(), shown, false);
    fillTable(shown);
}

void LatencyPage::fillTable(const std::vector<ChartSeries>& shown) {
    table_->clear();
    table_->setColumnCount(static_cast<int>(shown.size()));
    const std::vector<NamedPercentile> names = namedPercentiles({});
    table_->setRowCount(static_cast<int>(names.size()));
    for (std::size_t row = 0; row < names.size(); ++row) {
        table_->setVerticalHeaderItem(static_cast<int>(row), new QTableWidgetItem(names[row].name));
    }
    for (std::size_t column = 0; column < shown.size(); ++column) {
        table_->setHorizontalHeaderItem(static_cast<int>(column),
                                        new QTableWidgetItem(shown[column].name));
        const std::vector<NamedPercentile> named = namedPercentiles(shown[column].latencies.ecdf);
        for (std::size_t row = 0; row < named.size(); ++row) {
            auto* item = new QTableWidgetItem(named[row].value);
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            table_->setItem(static_cast<int>(row), static_cast<int>(column), item);
        }
    }
    table_->resizeColumnsToContents();
}

void LatencyPage::drawChart(QChart& chart, const std::vector<ChartSeries>& shown, bool cumulative) {
    chart.removeAllSeries();
    for (QAbstractAxis* each : chart.axes()) {
        chart.removeAxis(each);
        each->deleteLater();
    }
    const QColor ink = palette().color(QPalette::Text);
    chart.setBackgroundBrush(palette().color(QPalette::Base));
    chart.setTitleBrush(ink);
    chart.legend()->setLabelColor(ink);
    chart.legend()->setFont(labelFont(*this));
    chart.legend()->setVisible(cumulative);

    auto* time = new QLogValueAxis;
    time->setBase(10);
    time->setLabelFormat("%g");
    time->setMinorTickCount(8);
    time->setTitleText(tr("time (µs, logarithmic)"));
    double least = std::numeric_limits<double>::max();
    double most = 0;
    double highest = 0;
    std::vector<QVector<QPointF>> all;
    for (const ChartSeries& each : shown) {
        all.push_back(cumulative ? ecdfPoints(each.latencies.ecdf)
                                 : histogramOutline(each.latencies.ecdf));
        for (const QPointF& point : all.back()) {
            least = std::min(least, point.x());
            most = std::max(most, point.x());
            highest = std::max(highest, point.y());
        }
    }
    if (most <= 0) {
        least = 1;
        most = 10;
    }
    time->setRange(std::pow(10, std::floor(std::log10(least))),
                   std::pow(10, std::ceil(std::log10(most) + 0.001)));
    QAbstractAxis* upwards = nullptr;
    if (cumulative) {
        auto* percentiles = new QCategoryAxis;
        percentiles->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
        percentiles->setRange(0, kPercentileAxisMax);
        percentiles->append(percentileName(0), 0);
        percentiles->append("50 %", percentilePosition(50));
        for (int position = 1; position <= static_cast<int>(kPercentileAxisMax); ++position) {
            percentiles->append(percentileName(position), position);
        }
        percentiles->setTitleText(tr("at most so long"));
        upwards = percentiles;
    } else {
        auto* share = new QValueAxis;
        share->setRange(0, std::max(1.0, highest * 1.05));
        share->setLabelFormat("%.0f %%");
        share->setTitleText(tr("share"));
        upwards = share;
    }
    chart.addAxis(time, Qt::AlignBottom);
    chart.addAxis(upwards, Qt::AlignLeft);
    for (QAbstractAxis* axis : {static_cast<QAbstractAxis*>(time), upwards}) {
        axis->setLabelsColor(ink);
        axis->setLabelsFont(labelFont(*this));
        axis->setTitleBrush(ink);
        axis->setTitleFont(labelFont(*this));
        axis->setLinePenColor(palette().color(QPalette::Mid));
        axis->setGridLineColor(palette().color(QPalette::Midlight));
        axis->setMinorGridLineColor(palette().color(QPalette::AlternateBase));
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto* line = new QLineSeries;
        // The legend takes names for markup.
        line->setName(shown[i].name.toHtmlEscaped());
        line->setPen(QPen(lineColour(i, palette()), 2, kStyles[i % kStyles.size()]));
        line->replace(all[i]);
        connect(line, &QLineSeries::hovered, this,
                [name = shown[i].name, cumulative](const QPointF& point, bool inside) {
                    if (!inside) return QToolTip::hideText();
                    const QString value = latencyName(point.x());
                    const double percentile = 100 * (1 - std::pow(10, -point.y()));
                    QToolTip::showText(
                        QCursor::pos(),
                        (cumulative ? LatencyPage::tr("%1: %2 % took at most %3")
                                          .arg(name, QString::number(percentile, 'f', 4), value)
                                    : LatencyPage::tr("%1: %2 % about %3")
                                          .arg(name, QString::number(point.y(), 'f', 2), value))
                            .toHtmlEscaped());
                });
        chart.addSeries(line);
        line->attachAxis(time);
        line->attachAxis(upwards);
    }
}

void LatencyPage::render(QPainter& painter, const QRectF& place) {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(place, palette().color(QPalette::Base));
    QRectF upper = place;
    upper.setHeight(place.height() * 0.6);
    const QRectF lower(upper.bottomLeft(), QSizeF(place.width(), place.height() * 0.4));
    for (const auto& [view, part] : {std::pair(ecdf_, upper), std::pair(histogram_, lower)}) {
        // Laid out for the picture: a page that nobody has looked at was not laid out at all.
        QChart& chart = *view->chart();
        const QSizeF before = chart.size();
        chart.resize(part.size() / 2);
        chart.layout()->activate();
        QCoreApplication::sendPostedEvents(&chart);
        chart.scene()->render(&painter, part, chart.sceneBoundingRect(), Qt::IgnoreAspectRatio);
        chart.resize(before);
    }
}

QImage LatencyPage::image(const QSize& size) {
    QImage picture(size, QImage::Format_ARGB32);
    QPainter painter(&picture);
    render(painter, QRectF(QPointF(0, 0), size));
    return picture;
}

bool LatencyPage::savePng(const QString& file) {
    return image({kImageWidth, kImageHeight}).save(file, "PNG");
}

bool LatencyPage::saveSvg(const QString& file) {
    QSaveFile kept(file);
    if (!kept.open(QIODevice::WriteOnly)) return false;
    QSvgGenerator drawing;
    drawing.setOutputDevice(&kept);
    drawing.setSize({kImageWidth, kImageHeight});
    drawing.setViewBox(QRect(0, 0, kImageWidth, kImageHeight));
    drawing.setTitle(tr("Latencies"));
    QPainter painter;
    if (!painter.begin(&drawing)) return false;
    render(painter, drawing.viewBoxF());
    return painter.end() && kept.commit();
}

bool LatencyPage::saveCsv(const QString& file) {
    QSaveFile table(file);
    const QByteArray text = latencyCsv(shownSeries());
    return table.open(QIODevice::WriteOnly) && table.write(text) == text.size() && table.commit();
}

void LatencyPage::askAndSave(const QString& filter, bool (LatencyPage::*save)(const QString&)) {
    const QString file = QFileDialog::getSaveFileName(this, tr("Save the latencies"), {}, filter);
    if (file.isEmpty() || (this->*save)(file)) return;
    warnPlainly(*this, tr("Save the latencies"),
                tr("%1 could not be written.").arg(shown(file.toStdString())));
}

}  // namespace counterfoil::gui
