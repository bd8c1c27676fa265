// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/map_page.h"

#include <QSplitter>
#include <QVBoxLayout>
#include <set>
#include <utility>

#include "gui/views/plain_label.h"
#include "gui/words.h"
#include "ledger/reader/epochs.h"

namespace counterfoil::gui {
namespace {

constexpr std::size_t kTimePoints = 1000;
constexpr std::size_t kHappeningsMax = 2000;

struct Loaded {
    std::vector<SegmentSummary> segments;
    std::vector<TimePoint> points;
    QString problem;
};

}  // namespace

MapPage::MapPage(Evidence& evidence, QWidget* parent)
    : QWidget(parent),
      evidence_(evidence),
      state_(plainLabel({}, this)),
      timeline_(new Timeline(this)),
      map_(new SegmentMap(evidence, this)) {
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(timeline_);
    splitter->addWidget(map_);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 3);
    auto* all = new QVBoxLayout(this);
    all->addWidget(state_);
    all->addWidget(splitter, 1);
    connect(map_, &SegmentMap::wantsRecord, this, &MapPage::wantsRecord);
    connect(timeline_, &Timeline::wantsRecord, this, &MapPage::wantsRecord);
    // What is not looked up yet is marked when it is.
    connect(&evidence_, &Evidence::judged, this, [this] {
        if (current_) mark();
    });
    connect(&evidence_, &Evidence::reloaded, this, [this] {
        job_.reset();
        current_ = false;
        map_->show({});
        timeline_->show({});
        if (isVisible()) load();
    });
}

MapPage::~MapPage() = default;

void MapPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!current_) load();
}

void MapPage::load() {
    current_ = true;
    if (evidence_.view() == nullptr) {
        state_->setText(evidence_.whyNoView());
        return;
    }
    state_->setText(tr("Looking through the segments …"));
    const auto result = std::make_shared<Loaded>();
    job_ = std::make_unique<Job>([this, result](Job& job) {
        // A reader of its own: the window's is the window's.
        auto reader = reader::LedgerReader::open(evidence_.machine().storage(), evidence_.file());
        if (!reader) {
            result->problem = shown(reader.error().message);
            return;
        }
        const auto stopping = [&job] { return job.stopping(); };
        result->segments = segmentSummaries(*reader, stopping);
        result->points = timePoints(*reader, kTimePoints, stopping);
    });
    const auto end = [this, result](const QString& problem) {
        const QString why = problem.isEmpty() ? result->problem : problem;
        state_->setText(why.isEmpty()
                            ? tr("A cell is a batch: records that were committed together. A "
                                 "crossed cell is damaged, a disc marks an event. Click one to "
                                 "see its records.")
                            : why);
        map_->show(std::move(result->segments));
        timeline_->show(std::move(result->points));
        mark();
        if (job_) job_.release()->deleteLater();
        emit loaded();
    };
    connect(job_.get(), &Job::finished, this, [end] { end({}); });
    connect(job_.get(), &Job::died, this,
            [end](const QString& why) { end(shown(why.toStdString())); });
    job_->start();
}

void MapPage::mark() {
    std::set<std::uint64_t> damaged;
    std::set<std::uint64_t> events;
    std::set<std::uint64_t> segments;
    std::vector<Timeline::Happening> happenings;
    const auto add = [&](Timeline::Mark mark, std::uint64_t sequence, const QString& text) {
        if (happenings.size() < kHappeningsMax) happenings.push_back({mark, sequence, text});
    };
    // Problems first: they must not be left out for what is many.
    const verifier::Report* report = evidence_.report();
    if (report != nullptr) {
        for (const verifier::Finding& each : report->findings) {
            if (each.segment) segments.insert(*each.segment);
            if (!each.sequence) continue;
            damaged.insert(*each.sequence);
            add(Timeline::Mark::kProblem, *each.sequence,
                QString("%1: %2").arg(shown(each.kind), shown(each.message)));
        }
    }
    if (reader::LedgerView* view = evidence_.view()) {
        if (const auto epochs = reader::epochs(view->reader())) {
            for (const reader::Epoch& each : *epochs) {
                add(Timeline::Mark::kEpoch, each.record, tr("epoch %1 begins").arg(each.number));
            }
        }
    }
    if (report != nullptr) {
        if (report->checkpoint_size > 0) {
            add(Timeline::Mark::kCheckpoint, report->checkpoint_size - 1,
                tr("the newest checkpoint, of %1 records").arg(report->checkpoint_size));
        }
        for (const verifier::Event& each : report->events) {
            if (!each.sequence) continue;
            events.insert(*each.sequence);
            add(Timeline::Mark::kEvent, *each.sequence,
                QString("%1: %2").arg(shown(each.kind), shown(each.message)));
        }
    }
    map_->mark(std::move(damaged), std::move(events), std::move(segments));
    timeline_->mark(std::move(happenings));
}

}  // namespace counterfoil::gui
