// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/events_page.h"

#include <QVBoxLayout>
#include <memory>
#include <utility>

#include "gui/icons.h"
#include "gui/models/signature_rows.h"
#include "gui/views/plain_label.h"

namespace counterfoil::gui {

EventsPage::EventsPage(Evidence& evidence, QWidget* parent)
    : QWidget(parent),
      evidence_(evidence),
      state_(plainLabel({}, this)),
      events_(new TableWithDetails(tr("Events"), {tr("Kind"), tr("Record"), tr("What happened")},
                                   this)) {
    auto* all = new QVBoxLayout(this);
    all->addWidget(state_);
    all->addWidget(events_, 1);
    connect(events_, &TableWithDetails::wantsRecord, this, &EventsPage::wantsRecord);
    connect(&evidence_, &Evidence::judging, this, &EventsPage::refresh);
    connect(&evidence_, &Evidence::judged, this, &EventsPage::refresh);
    connect(&evidence_, &Evidence::reloaded, this, [this] {
        job_.reset();
        holds_.clear();
        holds_known_ = false;
        if (isVisible()) loadHolds();
        refresh();
    });
    refresh();
}

EventsPage::~EventsPage() = default;

void EventsPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!holds_known_) loadHolds();
}

void EventsPage::loadHolds() {
    holds_known_ = true;
    if (evidence_.view() == nullptr) return;
    const auto found = std::make_shared<std::vector<TableRows::Row>>();
    job_ = std::make_unique<Job>([this, found](Job& job) {
        // A reader of its own: the window's is the window's.
        auto reader = reader::LedgerReader::open(evidence_.machine().storage(), evidence_.file());
        if (reader) *found = holdRows(*reader, [&job] { return job.stopping(); });
    });
    const auto end = [this, found] {
        holds_ = std::move(*found);
        job_.release()->deleteLater();
        refresh();
    };
    connect(job_.get(), &Job::finished, this, end);
    connect(job_.get(), &Job::died, this, end);
    job_->start();
    refresh();
}

void EventsPage::refresh() {
    const verifier::Report* report = evidence_.report();
    std::vector<TableRows::Row> rows =
        report != nullptr ? eventRows(*report) : std::vector<TableRows::Row>();
    rows.insert(rows.end(), holds_.begin(), holds_.end());
    const bool none = rows.empty();
    events_->show(std::move(rows));
    if (isLoading()) {
        state_->setText(tr("Looking for holds …"));
    } else if (report == nullptr) {
        state_->setText(tr("There is no verdict."));
    } else if (toneOf(report->verdict) != Tone::kGood) {
        state_->setText(tr("What the ledger says of itself; the verdict says what that is worth."));
    } else if (none) {
        state_->setText(tr("Nothing out of the ordinary happened to it."));
    } else {
        state_->setText(tr("Benign, and worth knowing."));
    }
}

}  // namespace counterfoil::gui
