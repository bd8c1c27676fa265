// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/findings_page.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/icons.h"
#include "gui/models/report_groups.h"
#include "gui/views/plain_label.h"
#include "gui/words.h"

namespace counterfoil::gui {

FindingsPage::FindingsPage(Evidence& evidence, QWidget* parent)
    : QWidget(parent),
      evidence_(evidence),
      model_(new FindingsModel(this)),
      total_(plainLabel({}, this)),
      table_(new QTableView(this)),
      details_(new QPlainTextEdit(this)),
      go_(new QPushButton(icon("records"), tr("Show the &record"), this)),
      copy_(new QPushButton(tr("&Copy"), this)) {
    table_->setModel(model_);
    table_->setAccessibleName(tr("Findings"));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setTabKeyNavigation(false);
    table_->setWordWrap(false);
    table_->horizontalHeader()->setStretchLastSection(true);
    table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    details_->setReadOnly(true);
    details_->setFont(fixedFont());
    details_->setAccessibleName(tr("The chosen finding"));
    details_->setTabChangesFocus(true);
    go_->setObjectName("showRecord");

    auto* previous = new QPushButton(icon("previous"), tr("&Previous problem"), this);
    auto* next = new QPushButton(icon("next"), tr("&Next problem"), this);
    connect(previous, &QPushButton::clicked, this, [this] { chooseNext(-1); });
    connect(next, &QPushButton::clicked, this, [this] { chooseNext(1); });
    connect(copy_, &QPushButton::clicked, this, [this] {
        if (const verifier::Finding* finding = chosen()) {
            QGuiApplication::clipboard()->setText(findingText(*finding));
        }
    });
    const auto go = [this] {
        const verifier::Finding* finding = chosen();
        if (finding != nullptr && finding->sequence) emit wantsRecord(*finding->sequence);
    };
    connect(go_, &QPushButton::clicked, this, go);
    connect(table_, &QTableView::activated, this, go);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &FindingsPage::showChosen);
    connect(&evidence_, &Evidence::judging, this, &FindingsPage::refresh);
    connect(&evidence_, &Evidence::judged, this, &FindingsPage::refresh);

    auto* buttons = new QHBoxLayout;
    for (QPushButton* each : {previous, next, go_, copy_}) buttons->addWidget(each);
    buttons->addStretch(1);
    auto* lower = new QWidget(this);
    auto* below = new QVBoxLayout(lower);
    below->setContentsMargins(0, 0, 0, 0);
    below->addLayout(buttons);
    below->addWidget(details_, 1);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(table_);
    splitter->addWidget(lower);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto* all = new QVBoxLayout(this);
    all->addWidget(total_);
    all->addWidget(splitter, 1);
    refresh();
}

void FindingsPage::refresh() {
    const verifier::Report* report = evidence_.report();
    model_->show(report != nullptr ? report->findings : std::vector<verifier::Finding>());
    if (report == nullptr) {
        total_->setText(tr("There is no verdict."));
    } else if (report->findings_total > report->findings.size()) {
        total_->setText(
            tr("%1 problems; %2 of them are listed, some of each kind.")
                .arg(shownCount(report->findings_total), shownCount(report->findings.size())));
    } else if (report->findings.empty()) {
        total_->setText(tr("No problem was found."));
    } else {
        total_->setText(tr("%n problem(s).", nullptr, static_cast<int>(report->findings.size())));
    }
    table_->resizeColumnsToContents();
    if (count() > 0) choose(static_cast<int>(leadingFinding(*report)));
    showChosen();
}

const verifier::Finding* FindingsPage::chosen() const {
    const QModelIndex index = table_->currentIndex();
    return index.isValid() ? &model_->at(index.row()) : nullptr;
}

void FindingsPage::choose(int row) {
    if (row < 0 || row >= count()) return;
    table_->setCurrentIndex(model_->index(row, 0));
    table_->scrollTo(model_->index(row, 0));
}

void FindingsPage::chooseNext(int step) {
    const QModelIndex index = table_->currentIndex();
    choose(index.isValid() ? std::clamp(index.row() + step, 0, count() - 1) : 0);
}

void FindingsPage::showChosen() {
    const verifier::Finding* finding = chosen();
    details_->setPlainText(finding != nullptr ? findingText(*finding) : QString());
    copy_->setEnabled(finding != nullptr);
    go_->setEnabled(finding != nullptr && finding->sequence.has_value());
}

}  // namespace counterfoil::gui
