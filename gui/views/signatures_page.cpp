// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/signatures_page.h"

#include <QTabWidget>
#include <QVBoxLayout>

#include "gui/models/signature_rows.h"
#include "gui/views/plain_label.h"
#include "gui/words.h"
#include "ledger/notes/note.h"

namespace counterfoil::gui {
namespace {

constexpr std::size_t kCheckpointsShown = 1000;

}  // namespace

QStringList SignaturesPage::checkpointColumns(Evidence::Kind kind) {
    if (kind == Evidence::Kind::kNote) {
        return {tr("Signed by"), tr("Key"), tr("Judgement")};
    }
    return {tr("Number"),     tr("Records"),  tr("Root"),
            tr("Signatures"), tr("Cosigned"), tr("Time stamps")};
}

SignaturesPage::SignaturesPage(Evidence& evidence, QWidget* parent)
    : QWidget(parent),
      evidence_(evidence),
      state_(plainLabel({}, this)),
      checkpoints_(
          new TableWithDetails(tr("Checkpoints"), checkpointColumns(evidence.kind()), this)),
      epochs_(new TableWithDetails(
          tr("Epochs"), {tr("Epoch"), tr("Begun"), tr("Signs"), tr("Public key")}, this)) {
    auto* tabs = new QTabWidget(this);
    tabs->addTab(checkpoints_, tr("&Checkpoints"));
    if (evidence.kind() == Evidence::Kind::kLedger) {
        tabs->addTab(epochs_, tr("&Epochs"));
    } else {
        epochs_->hide();
    }
    auto* all = new QVBoxLayout(this);
    all->addWidget(state_);
    all->addWidget(tabs, 1);
    for (TableWithDetails* each : {checkpoints_, epochs_}) {
        connect(each, &TableWithDetails::wantsRecord, this, &SignaturesPage::wantsRecord);
    }
    connect(&evidence_, &Evidence::judged, this, &SignaturesPage::refreshWhenSeen);
    connect(&evidence_, &Evidence::reloaded, this, &SignaturesPage::refreshWhenSeen);
}

void SignaturesPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (stale_) refresh();
}

// Up to so many files are read for it, which nobody may want to see.
void SignaturesPage::refreshWhenSeen() {
    stale_ = true;
    if (isVisible()) refresh();
}

void SignaturesPage::refresh() {
    stale_ = false;
    if (evidence_.kind() == Evidence::Kind::kNote) {
        const Result<Bytes> text = platform::read_file(evidence_.machine().storage(),
                                                       evidence_.file(), notes::kNoteSizeMax);
        checkpoints_->show(text ? noteRows(as_text(*text)) : std::vector<TableRows::Row>());
        state_->setText(text ? tr("A checkpoint note. To judge it, verify the ledger, or a bundle "
                                  "of it, from which its keys are known.")
                             : shown(text.error().message));
        return;
    }
    if (evidence_.view() == nullptr) {
        state_->setText(evidence_.whyNoView());
        checkpoints_->show({});
        epochs_->show({});
        return;
    }
    reader::LedgerReader& reader = evidence_.view()->reader();
    state_->setText(tr("What lies there. Whether it may be believed, the verdict says."));
    checkpoints_->show(checkpointRows(reader, evidence_.report(), kCheckpointsShown));
    epochs_->show(epochRows(reader));
}

}  // namespace counterfoil::gui
