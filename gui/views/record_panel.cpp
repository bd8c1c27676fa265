// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/record_panel.h"

#include <QHeaderView>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "gui/icons.h"
#include "gui/models/findings_model.h"
#include "gui/views/plain_label.h"
#include "gui/words.h"

namespace counterfoil::gui {
namespace {

constexpr std::size_t kBytesShownMax = std::size_t{64} << 10U;

enum FieldColumn { kName, kMeaning, kFound, kExpected, kFieldColumns };

QPlainTextEdit* readOnlyText(const QString& name, QWidget* parent) {
    auto* text = new QPlainTextEdit(parent);
    text->setReadOnly(true);
    text->setFont(fixedFont());
    text->setAccessibleName(name);
    text->setTabChangesFocus(true);
    return text;
}

}  // namespace

RecordPanel::RecordPanel(Evidence& evidence, QWidget* parent)
    : QWidget(parent),
      evidence_(evidence),
      title_(plainLabel({}, this)),
      problem_(plainLabel({}, this)),
      tabs_(new QTabWidget(this)),
      fields_(new QTableWidget(0, kFieldColumns, this)),
      content_note_(plainLabel({}, this)),
      content_(readOnlyText(tr("What the record says"), this)),
      proof_note_(plainLabel({}, this)),
      proof_(new ProofView(this)),
      bytes_(readOnlyText(tr("The record's bytes"), this)) {
    QFont bold = title_->font();
    bold.setBold(true);
    title_->setFont(bold);
    problem_->setFont(fixedFont());
    problem_->setObjectName("recordProblem");
    problem_->setAccessibleName(tr("What is wrong with this record"));
    fields_->setHorizontalHeaderLabels({tr("Field"), tr("Meaning"), tr("Found"), tr("Expected")});
    fields_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    fields_->setSelectionBehavior(QAbstractItemView::SelectRows);
    fields_->setTabKeyNavigation(false);
    fields_->verticalHeader()->hide();
    fields_->verticalHeader()->setDefaultSectionSize(fields_->fontMetrics().height() + 8);
    fields_->setWordWrap(false);
    fields_->horizontalHeader()->setStretchLastSection(true);
    fields_->setAccessibleName(tr("The fields of the record's entry"));

    auto* content_tab = new QWidget(this);
    auto* content_rows = new QVBoxLayout(content_tab);
    content_rows->addWidget(content_note_);
    content_rows->addWidget(content_, 1);
    auto* proof_tab = new QWidget(this);
    auto* proof_rows = new QVBoxLayout(proof_tab);
    auto* scroll = new QScrollArea(proof_tab);
    scroll->setWidget(proof_);
    scroll->setWidgetResizable(true);
    proof_rows->addWidget(proof_note_);
    proof_rows->addWidget(scroll, 1);
    tabs_->addTab(fields_, tr("&Entry"));
    tabs_->addTab(content_tab, tr("C&ontent"));
    tabs_->addTab(proof_tab, tr("Pro&of"));
    tabs_->addTab(bytes_, tr("&Bytes"));
    connect(tabs_, &QTabWidget::currentChanged, this, &RecordPanel::findProof);
    connect(&evidence_, &Evidence::reloaded, this, &RecordPanel::renewFinder);

    auto* all = new QVBoxLayout(this);
    all->addWidget(title_);
    all->addWidget(problem_);
    all->addWidget(tabs_, 1);
    renewFinder();
    clear();
}

std::optional<std::uint64_t> RecordPanel::sequence() const {
    if (!facts_) return std::nullopt;
    return facts_->sequence;
}

void RecordPanel::renewFinder() {
    finder_.reset();
    if (evidence_.view() == nullptr) return;
    finder_ = std::make_unique<ProofFinder>(evidence_.machine(), evidence_.file());
    connect(finder_.get(), &ProofFinder::progressed, this, [this](quint64 done, quint64 total) {
        proof_note_->setText(tr("Hashing the entries: %1 of %2. The next proof is quick.")
                                 .arg(shownCount(done), shownCount(total)));
    });
    connect(finder_.get(), &ProofFinder::found, this, [this](const ProofPath& proof) {
        if (sequence() != proof.index) return;
        proof_note_->setText(
            proof.holds
                ? tr("This record's hash leads to the root that HEAD names. The verdict says "
                     "whether that root is signed.")
                : tr("This record's hash does NOT lead to the root that HEAD names."));
        proof_->show(proof);
    });
    connect(finder_.get(), &ProofFinder::failed, this, [this](quint64, const QString& why) {
        proof_note_->setText(tr("No proof can be made: %1.").arg(why));
    });
}

void RecordPanel::clear() {
    facts_.reset();
    title_->setText(tr("Choose a record."));
    problem_->hide();
    tabs_->hide();
}

void RecordPanel::show(RecordFacts facts) {
    facts_ = std::move(facts);
    title_->setText(tr("Record %1").arg(facts_->sequence));
    QString problem;
    for (const verifier::Finding& finding : facts_->findings) problem += findingText(finding);
    if (!facts_->problem.isEmpty()) {
        problem += tr("It cannot be shown: %1.").arg(facts_->problem) + '\n';
    }
    problem_->setText(problem.trimmed());
    problem_->setVisible(!problem.isEmpty());
    tabs_->show();
    showEntry();
    showContent();
    showBytes();
    proof_->clear();
    proof_note_->setText({});
    proof_wanted_ = true;
    findProof();
}

void RecordPanel::showEntry() {
    fields_->setRowCount(static_cast<int>(facts_->fields.size()));
    for (int row = 0; row < fields_->rowCount(); ++row) {
        const RecordFacts::Field& field = facts_->fields[static_cast<std::size_t>(row)];
        const bool bad = !field.expected.isEmpty();
        const QStringList texts{field.name, bad ? tr("not what it must be") : field.meaning,
                                field.found, field.expected};
        for (int column = 0; column < kFieldColumns; ++column) {
            auto* item = new QTableWidgetItem(texts[column]);
            if (column == kFound || column == kExpected) item->setFont(fixedFont());
            if (bad && column == kMeaning) item->setIcon(icon("problem"));
            item->setToolTip(plainToolTip(texts[column]));
            fields_->setItem(row, column, item);
        }
    }
    fields_->resizeColumnToContents(kName);
    fields_->resizeColumnToContents(kMeaning);
    fields_->resizeColumnToContents(kFound);
    const bool differs = std::any_of(facts_->fields.begin(), facts_->fields.end(),
                                     [](const auto& field) { return !field.expected.isEmpty(); });
    fields_->setColumnHidden(kExpected, !differs);
}

void RecordPanel::showContent() {
    content_note_->setText(facts_->content_note);
    content_->setPlainText(facts_->content);
}

void RecordPanel::showBytes() {
    QString text;
    for (const RecordFacts::Field& field : facts_->fields) {
        if (field.expected.isEmpty()) continue;
        text +=
            tr("%1\n  expected  %2\n  found     %3\n").arg(field.name, field.expected, field.found);
    }
    if (!facts_->entry.empty()) {
        text += tr("Entry, %1 bytes").arg(facts_->entry.size()) + '\n' +
                hexDump(facts_->entry, kBytesShownMax) + '\n';
    }
    if (!facts_->body.empty()) {
        text += tr("Body, %1").arg(shownSize(facts_->body.size())) + '\n' +
                hexDump(facts_->body, kBytesShownMax);
    }
    bytes_->setPlainText(text);
}

void RecordPanel::findProof() {
    if (!proof_wanted_ || !facts_ || tabs_->currentIndex() != kProofTab) return;
    proof_wanted_ = false;
    if (!finder_) {
        proof_note_->setText(
            tr("The bundle holds the proofs of its records, and its verdict says "
               "whether they hold."));
        return;
    }
    proof_note_->setText(tr("Looking for the path …"));
    finder_->find(facts_->sequence);
}

}  // namespace counterfoil::gui
