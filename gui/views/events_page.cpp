// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/events_page.h"

#include <QVBoxLayout>
#include <algorithm>
#include <iterator>
#include <utility>

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
    refresh();
}

void EventsPage::refresh() {
    const verifier::Report* report = evidence_.report();
    std::vector<TableRows::Row> rows =
        report != nullptr ? eventRows(*report) : std::vector<TableRows::Row>();
    if (evidence_.view() != nullptr && !evidence_.isJudging()) {
        std::vector<TableRows::Row> holds = holdRows(evidence_.view()->reader());
        std::move(holds.begin(), holds.end(), std::back_inserter(rows));
    }
    const bool none = rows.empty();
    events_->show(std::move(rows));
    if (report == nullptr) {
        state_->setText(tr("There is no verdict."));
    } else if (none) {
        state_->setText(tr("Nothing out of the ordinary happened to it."));
    } else {
        state_->setText(tr("Benign, and worth knowing; listed in the order of the ledger."));
    }
}

}  // namespace counterfoil::gui
