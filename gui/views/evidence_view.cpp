// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/evidence_view.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "gui/icons.h"
#include "gui/report_document.h"
#include "gui/words.h"

namespace counterfoil::gui {
namespace {

constexpr int kPageRole = Qt::UserRole;

bool fits(EvidenceView::Page page, Evidence::Kind kind) {
    const bool ledger = kind == Evidence::Kind::kLedger;
    switch (page) {
        case EvidenceView::kVerdict:
        case EvidenceView::kFindings:
        case EvidenceView::kTrust:
            return kind != Evidence::Kind::kNote && kind != Evidence::Kind::kLatencies;
        case EvidenceView::kRecords:
            return ledger || kind == Evidence::Kind::kBundle;
        case EvidenceView::kMap:
            return ledger;
        case EvidenceView::kSignatures:
            return ledger || kind == Evidence::Kind::kNote;
        case EvidenceView::kEvents:
            return ledger || kind == Evidence::Kind::kBundle;
        case EvidenceView::kLatency:
            return ledger || kind == Evidence::Kind::kLatencies;
    }
    return false;
}

}  // namespace

EvidenceView::EvidenceView(Evidence* evidence, QWidget* parent)
    : QWidget(parent),
      evidence_(evidence),
      banner_(new Banner(*evidence, this)),
      list_(new QListWidget(this)),
      stack_(new QStackedWidget(this)),
      findings_(new FindingsPage(*evidence, this)),
      records_(new RecordsPage(*evidence, this)),
      map_(new MapPage(*evidence, this)),
      signatures_(new SignaturesPage(*evidence, this)),
      events_(new EventsPage(*evidence, this)),
      latency_(new LatencyPage(*evidence, this)),
      trust_(new TrustPage(*evidence, this)) {
    evidence->setParent(this);
    auto* verdict = new VerdictPage(*evidence, this);
    list_->setAccessibleName(tr("Pages"));
    list_->setIconSize({20, 20});
    addPage(kVerdict, verdict, icon("verify"), tr("Verdict"));
    addPage(kFindings, findings_, icon("findings"), tr("Findings"));
    addPage(kRecords, records_, icon("records"), tr("Records"));
    addPage(kMap, map_, icon("map"), tr("Timeline and map"));
    addPage(kSignatures, signatures_, icon("signatures"), tr("Checkpoints and epochs"));
    addPage(kEvents, events_, icon("events"), tr("Events"));
    addPage(kLatency, latency_, icon("latency"), tr("Latency"));
    addPage(kTrust, trust_, icon("trust"), tr("Trust"));
    list_->setFixedWidth(list_->sizeHintForColumn(0) + 3 * list_->fontMetrics().averageCharWidth() +
                         24);

    auto* below = new QHBoxLayout;
    below->addWidget(list_);
    below->addWidget(stack_, 1);
    auto* all = new QVBoxLayout(this);
    all->addWidget(banner_);
    all->addLayout(below, 1);

    connect(list_, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row < 0) return;
        stack_->setCurrentIndex(row);
        emit pageChanged();
    });
    const auto go = [this](quint64 sequence) { goToRecord(sequence); };
    connect(findings_, &FindingsPage::wantsRecord, this, go);
    connect(map_, &MapPage::wantsRecord, this, go);
    connect(signatures_, &SignaturesPage::wantsRecord, this, go);
    connect(events_, &EventsPage::wantsRecord, this, go);
    connect(verdict, &VerdictPage::wantsFinding, this, [this](int row) {
        findings_->choose(row);
        const verifier::Finding* finding = findings_->chosen();
        if (finding != nullptr && finding->sequence && hasPage(kRecords)) {
            goToRecord(*finding->sequence);
        } else {
            showPage(kFindings);
        }
    });
    connect(evidence_, &Evidence::judging, this, &EvidenceView::countFindings);
    connect(evidence_, &Evidence::judged, this, &EvidenceView::countFindings);
    banner_->setVisible(evidence_->canBeJudged());
    list_->setCurrentRow(0);
}

void EvidenceView::addPage(Page page, QWidget* widget, const QIcon& icon, const QString& name) {
    if (!fits(page, evidence_->kind())) {
        widget->hide();
        return;
    }
    auto* item = new QListWidgetItem(icon, name, list_);
    item->setData(kPageRole, page);
    stack_->addWidget(widget);
}

bool EvidenceView::hasPage(Page page) const {
    return fits(page, evidence_->kind());
}

void EvidenceView::showPage(Page page) {
    for (int row = 0; row < list_->count(); ++row) {
        if (list_->item(row)->data(kPageRole).toInt() == page) list_->setCurrentRow(row);
    }
}

EvidenceView::Page EvidenceView::page() const {
    return static_cast<Page>(list_->currentItem()->data(kPageRole).toInt());
}

void EvidenceView::countFindings() {
    const verifier::Report* report = evidence_->report();
    const std::uint64_t total = report != nullptr ? report->findings_total : 0;
    for (int row = 0; row < list_->count(); ++row) {
        QListWidgetItem* item = list_->item(row);
        if (item->data(kPageRole).toInt() != kFindings) continue;
        item->setText(total == 0 ? tr("Findings") : tr("Findings (%1)").arg(shownCount(total)));
    }
}

void EvidenceView::goToRecord(std::uint64_t sequence) {
    if (!hasPage(kRecords)) return;
    showPage(kRecords);
    records_->goTo(sequence);
    map_->choose(sequence);
}

void EvidenceView::nextProblem(int step) {
    if (findings_->count() == 0) return;
    findings_->chooseNext(step);
    const verifier::Finding* finding = findings_->chosen();
    if (page() == kRecords && finding != nullptr && finding->sequence) {
        goToRecord(*finding->sequence);
    } else {
        showPage(kFindings);
    }
}

QImage EvidenceView::latencyPicture() {
    if (!hasPage(kLatency)) return {};
    latency_->load();
    return latency_->series().empty() ? QImage() : latency_->image({1400, 1100});
}

bool EvidenceView::savePdf(const QString& file, QPageSize::PageSizeId page) {
    const verifier::Report* report = evidence_->report();
    if (report == nullptr) return false;
    return saveReportPdf(*report, latencyPicture(), file, page);
}

}  // namespace counterfoil::gui
