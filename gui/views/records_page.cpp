// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/records_page.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QSplitter>
#include <QTimer>
#include <QVBoxLayout>
#include <optional>
#include <utility>

#include "gui/views/plain_label.h"
#include "gui/words.h"
#include "ledger/format/entry.h"
#include "ledger/notes/time_text.h"

namespace counterfoil::gui {
namespace {

// How long typing rests before all records are read for it.
constexpr int kTypingMs = 400;

}  // namespace

RecordsPage::RecordsPage(Evidence& evidence, QWidget* parent)
    : QWidget(parent),
      evidence_(evidence),
      model_(new RecordsModel(this)),
      stream_(new QLineEdit(this)),
      type_(new QComboBox(this)),
      event_type_(new QLineEdit(this)),
      subject_(new QLineEdit(this)),
      from_(new QLineEdit(this)),
      to_(new QLineEdit(this)),
      findings_only_(new QCheckBox(tr("With a &problem only"), this)),
      state_(plainLabel({}, this)),
      table_(new QTableView(this)),
      panel_(new RecordPanel(evidence, this)) {
    stream_->setPlaceholderText(tr("any; a name or a number"));
    event_type_->setPlaceholderText(tr("any"));
    subject_->setPlaceholderText(tr("anybody"));
    from_->setPlaceholderText(tr("2026-01-31 or 2026-01-31 08:30"));
    to_->setPlaceholderText(from_->placeholderText());
    const QString sealed = tr("Needs the ledger's keys, or what a bundle discloses");
    event_type_->setToolTip(sealed);
    subject_->setToolTip(sealed);
    type_->addItem(tr("any"), 0);
    for (std::uint8_t type = 1; type <= format::kRecordTypeLast; ++type) {
        type_->addItem(recordTypeName(type), type);
    }

    table_->setModel(model_);
    table_->setAccessibleName(tr("Records"));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setTabKeyNavigation(false);
    table_->setWordWrap(false);
    table_->verticalHeader()->hide();
    // Heights that are all the same need not be asked for, ten million times.
    table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 8);
    table_->horizontalHeader()->setStretchLastSection(true);
    const int letter = table_->fontMetrics().averageCharWidth();
    const int widths[] = {11, 27, 16, 14, 11, 12};
    for (int column = 0; column < RecordsModel::kColumns; ++column) {
        table_->setColumnWidth(column, widths[column] * letter);
    }

    auto* filters = new QGridLayout;
    const auto add = [&](const QString& name, QWidget* field, int row, int place) {
        auto* label = new QLabel(name, this);
        label->setBuddy(field);
        filters->addWidget(label, row, 2 * place);
        filters->addWidget(field, row, 2 * place + 1);
        filters->setColumnStretch(2 * place + 1, 1);
    };
    auto* go = new QLineEdit(this);
    go->setObjectName("goToRecord");
    go->setPlaceholderText(tr("number"));
    add(tr("&Stream:"), stream_, 0, 0);
    add(tr("&Kind:"), type_, 0, 1);
    add(tr("Event t&ype:"), event_type_, 1, 0);
    add(tr("S&ubject:"), subject_, 1, 1);
    add(tr("&From:"), from_, 2, 0);
    add(tr("&To:"), to_, 2, 1);
    add(tr("&Go to record:"), go, 3, 0);
    filters->addWidget(findings_only_, 3, 2, 1, 2);
    connect(go, &QLineEdit::returnPressed, this, [this, go] {
        bool number = false;
        const qulonglong sequence = go->text().trimmed().toULongLong(&number);
        if (number) goTo(sequence);
    });

    auto* left = new QWidget(this);
    auto* rows = new QVBoxLayout(left);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addLayout(filters);
    auto* line = new QHBoxLayout;
    line->addWidget(state_, 1);
    auto* everything = new QPushButton(tr("Show &all"), this);
    line->addWidget(everything);
    rows->addLayout(line);
    rows->addWidget(table_, 1);
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->addWidget(left);
    splitter->addWidget(panel_);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({10'000, 8'000});  // Shares.
    auto* all = new QVBoxLayout(this);
    all->addWidget(splitter);

    auto* rest = new QTimer(this);
    rest->setSingleShot(true);
    rest->setInterval(kTypingMs);
    connect(rest, &QTimer::timeout, this, &RecordsPage::applyFilter);
    for (QLineEdit* each : {stream_, event_type_, subject_, from_, to_}) {
        connect(each, &QLineEdit::textChanged, rest, qOverload<>(&QTimer::start));
    }
    connect(type_, &QComboBox::currentIndexChanged, this, &RecordsPage::applyFilter);
    connect(findings_only_, &QCheckBox::toggled, this, &RecordsPage::applyFilter);
    connect(everything, &QPushButton::clicked, this, [this] {
        for (QLineEdit* each : {stream_, event_type_, subject_, from_, to_}) each->clear();
        type_->setCurrentIndex(0);
        findings_only_->setChecked(false);
        applyFilter();
    });
    connect(model_, &RecordsModel::filtered, this, &RecordsPage::showFilterState);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &RecordsPage::showChosen);
    connect(&evidence_, &Evidence::reloaded, this, &RecordsPage::takeRecords);
    connect(&evidence_, &Evidence::judging, this, &RecordsPage::takeReport);
    connect(&evidence_, &Evidence::judged, this, &RecordsPage::takeReport);
    takeRecords();
    takeReport();
}

void RecordsPage::takeRecords() {
    const std::optional<std::uint64_t> before = panel_->sequence();
    panel_->clear();
    if (evidence_.kind() == Evidence::Kind::kLedger) model_->show(evidence_.view());
    showFilterState(model_->total(), model_->total(), true);
    if (evidence_.kind() == Evidence::Kind::kLedger && evidence_.view() == nullptr) {
        state_->setText(tr("The records cannot be shown: %1.").arg(evidence_.whyNoView()));
    }
    if (before) goTo(*before);
}

void RecordsPage::takeReport() {
    const verifier::Report* report = evidence_.report();
    model_->mark(report != nullptr ? report->findings : std::vector<verifier::Finding>());
    if (evidence_.kind() != Evidence::Kind::kLedger) {
        // What a bundle discloses is shown only while its verdict stands.
        const std::optional<std::uint64_t> before = panel_->sequence();
        panel_->clear();
        model_->show(report != nullptr ? report->disclosed
                                       : std::vector<verifier::DisclosedRecord>());
        showFilterState(model_->total(), model_->total(), true);
        if (before && model_->rowOf(*before)) goTo(*before);
    } else if (const std::optional<std::uint64_t> shown = panel_->sequence()) {
        if (evidence_.view() != nullptr) {
            panel_->show(factsOf(*evidence_.view(), *shown, report));
        } else {
            goTo(*shown);
        }
    }
    if (findings_only_->isChecked()) applyFilter();
}

void RecordsPage::applyFilter() {
    RecordFilter filter;
    filter.stream = stream_->text().trimmed().toStdString();
    if (const int type = type_->currentData().toInt(); type > 0) {
        filter.record_type = static_cast<std::uint8_t>(type);
    }
    filter.event_type = event_type_->text().trimmed().toStdString();
    filter.subject = subject_->text().trimmed().toStdString();
    filter.from_ns = timeOfText(from_->text(), false);
    filter.to_ns = timeOfText(to_->text(), true);
    const bool wrong = (!from_->text().trimmed().isEmpty() && !filter.from_ns) ||
                       (!to_->text().trimmed().isEmpty() && !filter.to_ns);
    if (wrong) {
        state_->setText(tr("That is no time; write 2026-01-31 or 2026-01-31 08:30 (UTC)."));
        return;
    }
    if (findings_only_->isChecked()) {
        filter.sequences.emplace();
        if (const verifier::Report* report = evidence_.report()) {
            for (const verifier::Finding& each : report->findings) {
                if (each.sequence) filter.sequences->insert(*each.sequence);
            }
        }
    }
    model_->setFilter(std::move(filter));
}

void RecordsPage::showFilterState(quint64 looked_at, quint64 total, bool done) {
    const QString rows = shownCount(static_cast<std::uint64_t>(model_->rowCount()));
    if (!done) {
        state_->setText(
            tr("%1 found; looked at %2 of %3").arg(rows, shownCount(looked_at), shownCount(total)));
    } else if (static_cast<std::uint64_t>(model_->rowCount()) == total) {
        state_->setText(tr("%1 records").arg(rows));
    } else {
        state_->setText(tr("%1 of %2 records").arg(rows, shownCount(total)));
    }
}

void RecordsPage::showChosen() {
    const QModelIndex index = table_->currentIndex();
    if (!index.isValid()) return;
    const std::uint64_t sequence = model_->sequenceAt(index.row());
    if (evidence_.view() != nullptr) {
        panel_->show(factsOf(*evidence_.view(), sequence, evidence_.report()));
    } else if (const verifier::DisclosedRecord* record = model_->disclosed(sequence)) {
        panel_->show(factsOf(*record, evidence_.report()));
    }
}

void RecordsPage::goTo(std::uint64_t sequence) {
    std::optional<int> row = model_->rowOf(sequence);
    if (!row) {
        for (QLineEdit* each : {stream_, event_type_, subject_, from_, to_}) {
            const QSignalBlocker quiet(each);
            each->clear();
        }
        const QSignalBlocker quiet_type(type_);
        const QSignalBlocker quiet_findings(findings_only_);
        type_->setCurrentIndex(0);
        findings_only_->setChecked(false);
        applyFilter();
        row = model_->rowOf(sequence);
    }
    if (row) {
        const QModelIndex index = model_->index(*row, 0);
        table_->setCurrentIndex(index);
        table_->scrollTo(index, QAbstractItemView::PositionAtCenter);
        showChosen();
        return;
    }
    // A record that no table holds: what was found about it can be said all the same.
    RecordFacts facts;
    facts.sequence = sequence;
    facts.problem = evidence_.view() == nullptr ? evidence_.whyNoView()
                                                : tr("the ledger's HEAD names no such record");
    if (const verifier::Report* report = evidence_.report()) {
        for (const verifier::Finding& each : report->findings) {
            if (each.sequence == sequence) facts.findings.push_back(each);
        }
    }
    panel_->show(std::move(facts));
}

}  // namespace counterfoil::gui
