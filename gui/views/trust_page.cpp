// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/trust_page.h"

#include <QFileDialog>
#include <QFormLayout>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include "gui/icons.h"
#include "gui/verifier_words.h"
#include "gui/views/plain_label.h"
#include "gui/words.h"
#include "ledger/crypto/encoding.h"
#include "ledger/crypto/hash.h"
#include "verifier/report_words.h"
#include "verifier/trust_store.h"

namespace counterfoil::gui {
namespace {

std::vector<TableRows::Row> rememberedRows(const Evidence& evidence) {
    std::vector<TableRows::Row> rows;
    if (evidence.memory().trust_directory.empty()) return rows;
    const verifier::TrustStore store(evidence.machine().storage(),
                                     evidence.memory().trust_directory);
    const Result<std::vector<LedgerId>> ledgers = store.list();
    if (!ledgers) return rows;
    for (const LedgerId& ledger : *ledgers) {
        TableRows::Row row;
        const auto pin = store.find(ledger);
        const auto memory = store.remembered(ledger);
        row.icon = pin && *pin ? icon("trust") : icon("problem");
        const QString origin =
            pin && *pin ? shown((*pin)->key.name) : TrustPage::tr("its pin is damaged");
        const QString size = memory && *memory ? shownCount((*memory)->size)
                             : memory          ? TrustPage::tr("none yet")
                                               : TrustPage::tr("damaged");
        row.texts << shownHex(ledger) << origin << size;
        row.details =
            TrustPage::tr("ledger      %1\norigin      %2\n").arg(shownHex(ledger), origin);
        if (pin && *pin)
            row.details += TrustPage::tr("key         %1\n").arg(shown((*pin)->key.text()));
        if (memory && *memory) {
            row.details += TrustPage::tr("remembered  %1 records, root %2\n")
                               .arg(shownCount((*memory)->size), shownHex((*memory)->root));
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace

TrustPage::TrustPage(Evidence& evidence, QWidget* parent)
    : QWidget(parent),
      evidence_(evidence),
      identity_(plainLabel({}, this)),
      fingerprint_(plainLabel({}, this)),
      typed_(new QLineEdit(this)),
      comparison_(plainLabel({}, this)),
      given_(plainLabel({}, this)),
      pin_(new QPushButton(icon("trust"), tr("&Remember this ledger"), this)),
      believe_(new QPushButton(icon("verify"), tr("&Believe this key and verify"), this)),
      forget_(new QPushButton(tr("For&get the chosen one"), this)),
      remembered_(new TableWithDetails(tr("Remembered ledgers"),
                                       {tr("Ledger"), tr("Origin"), tr("Largest size proven")},
                                       this)) {
    fingerprint_->setFont(fixedFont());
    fingerprint_->setAccessibleName(tr("Fingerprint of the ledger's identity key"));
    typed_->setPlaceholderText(tr("as the ledger's owner reads it to you"));
    typed_->setFont(fixedFont());
    comparison_->setObjectName("comparison");

    auto* whose = new QGroupBox(tr("Whose ledger it says it is"), this);
    auto* form = new QFormLayout(whose);
    form->addRow(tr("Identity:"), identity_);
    form->addRow(tr("Fingerprint:"), fingerprint_);
    form->addRow(tr("Co&mpare with:"), typed_);
    form->addRow(QString(), comparison_);
    believe_->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    form->addRow(QString(), believe_);
    connect(believe_, &QPushButton::clicked, this, &TrustPage::believe);
    connect(typed_, &QLineEdit::textChanged, this, &TrustPage::compare);

    auto* what = new QGroupBox(tr("Whom to believe, from the next verification on"), this);
    auto* rows = new QVBoxLayout(what);
    auto* buttons = new QHBoxLayout;
    const auto button = [&](const QString& name, const QString& title, const QString& filter,
                            void (TrustPage::*choose)(const QString&)) {
        auto* each = new QPushButton(name, what);
        connect(each, &QPushButton::clicked, this, [this, title, filter, choose] {
            const QString file = QFileDialog::getOpenFileName(this, title, {}, filter);
            if (!file.isEmpty()) (this->*choose)(file);
        });
        buttons->addWidget(each);
    };
    const QString all_files = tr("All files (*)");
    button(tr("P&in or key file …"), tr("Pin or key file"),
           tr("Pins and keys (*.pin *.vkey *.pub)") + ";;" + all_files, &TrustPage::choosePin);
    button(tr("Witness p&olicy …"), tr("Witness policy"),
           tr("Policies (*.policy)") + ";;" + all_files, &TrustPage::choosePolicy);
    button(tr("Time stamp &authorities …"), tr("Certificates of time stamp authorities"),
           tr("Certificates (*.pem *.crt)") + ";;" + all_files, &TrustPage::chooseAuthorities);
    if (evidence.kind() == Evidence::Kind::kProof) {
        button(tr("The record's &entry …"),
               tr("The record's entry, as `counterfoil entry` prints it"), all_files,
               &TrustPage::chooseEntry);
        button(tr("Whose keys: a &bundle …"),
               tr("A bundle of the ledger, which tells whose keys sign"),
               tr("Bundles (*.tar)") + ";;" + all_files, &TrustPage::chooseEvidence);
    }
    buttons->addStretch(1);
    rows->addLayout(buttons);
    auto* line = new QHBoxLayout;
    auto* vkey = new QLineEdit(what);
    vkey->setPlaceholderText(tr("or a key as text: example.org/audit+1a2b3c4d+AbCd…"));
    vkey->setAccessibleName(tr("Key as text"));
    connect(vkey, &QLineEdit::returnPressed, this, [this, vkey] { typePin(vkey->text()); });
    line->addWidget(vkey, 1);
    line->addWidget(pin_);
    rows->addLayout(line);
    rows->addWidget(given_);
    connect(pin_, &QPushButton::clicked, this, &TrustPage::pin);

    auto* known = new QGroupBox(tr("Ledgers that you remember"), this);
    auto* known_rows = new QVBoxLayout(known);
    known_rows->addWidget(forget_, 0, Qt::AlignLeft);
    known_rows->addWidget(remembered_);
    connect(forget_, &QPushButton::clicked, this, &TrustPage::forget);
    connect(remembered_, &TableWithDetails::choiceChanged, this,
            [this] { forget_->setEnabled(remembered_->chosen() != nullptr); });
    auto* all = new QVBoxLayout(this);
    all->addWidget(whose);
    all->addWidget(what);
    all->addWidget(known, 1);
    connect(&evidence_, &Evidence::judging, this, &TrustPage::refresh);
    connect(&evidence_, &Evidence::judged, this, &TrustPage::refresh);
    refresh();
}

Hash TrustPage::keyFingerprint() const {
    const std::string& vkey = evidence_.report()->vkey;
    return crypto::sha256(as_bytes(vkey));
}

void TrustPage::refresh() {
    const verifier::Report* report = evidence_.report();
    const bool known = report != nullptr && !report->vkey.empty();
    identity_->setText(!known ? tr("There is no verdict.")
                              : shown(report->vkey) + "\n" +
                                    inWords(verifier::by_whom(report->identity)));
    fingerprint_->setText(known ? shownFingerprint(keyFingerprint()) : QString());
    compare(typed_->text());
    pin_->setEnabled(canPin());
    remembered_->show(rememberedRows(evidence_));
}

void TrustPage::compare(const QString& typed) {
    QString hex = typed.toLower();
    hex.remove(' ').remove(':').remove('-');
    const verifier::Report* report = evidence_.report();
    const bool known = report != nullptr && !report->vkey.empty();
    const QString fingerprint = known ? shownHex(keyFingerprint()) : QString();
    compared_ = known && hex == fingerprint;
    if (!known || hex.isEmpty()) {
        comparison_->setText({});
    } else if (compared_) {
        comparison_->setText(tr("✓ It is the same."));
    } else if (fingerprint.startsWith(hex)) {
        comparison_->setText(tr("The same so far; compare all of it."));
    } else {
        comparison_->setText(tr("✗ It is NOT the same: this is another ledger's key."));
    }
    believe_->setEnabled(canBelieve());
}

bool TrustPage::canBelieve() const {
    const verifier::Report* report = evidence_.report();
    return compared_ && report != nullptr && report->verdict == verifier::Verdict::kUntrusted &&
           evidence_.view() != nullptr;
}

void TrustPage::believe() {
    if (canBelieve()) told(evidence_.setPinToWhatIsThere(), tr("The key that was compared"));
}

void TrustPage::forget() {
    const TableRows::Row* row = remembered_->chosen();
    const auto ledger =
        row != nullptr
            ? crypto::exactly<LedgerId>(crypto::from_hex(row->texts.value(0).toStdString()))
            : std::nullopt;
    if (!ledger) return;
    verifier::TrustStore store(evidence_.machine().storage(), evidence_.memory().trust_directory);
    const Status forgotten = store.forget(*ledger);
    given_->setText(
        forgotten ? tr("Forgotten.")
                  : tr("It could not be forgotten: %1.").arg(shown(forgotten.error().message)));
    remembered_->show(rememberedRows(evidence_));
}

void TrustPage::told(const Status& status, const QString& what) {
    given_->setText(status ? tr("%1 is used from the next verification on.").arg(what)
                           : tr("It cannot be used: %1.").arg(shown(status.error().message)));
    if (status) evidence_.judge();
}

void TrustPage::choosePin(const QString& file) {
    told(evidence_.setPinFile(file), shown(file.toStdString()));
}

void TrustPage::typePin(const QString& vkey) {
    const bool none = vkey.trimmed().isEmpty();
    told(evidence_.setPinText(vkey),
         none ? tr("What you remember, and no other key,") : tr("The key"));
}

void TrustPage::chooseEntry(const QString& file) {
    evidence_.setEntryFile(file);
    told({}, shown(file.toStdString()));
}

void TrustPage::chooseEvidence(const QString& file) {
    evidence_.setEvidenceFile(file);
    told({}, shown(file.toStdString()));
}

void TrustPage::choosePolicy(const QString& file) {
    told(evidence_.setPolicyFile(file), shown(file.toStdString()));
}

void TrustPage::chooseAuthorities(const QString& file) {
    told(evidence_.setAuthoritiesFile(file), shown(file.toStdString()));
}

bool TrustPage::canPin() const {
    const verifier::Report* report = evidence_.report();
    return report != nullptr && report->ledger_id && evidence_.pin() &&
           evidence_.pin()->genesis_leaf && report->identity == verifier::Identity::kPinned &&
           report->verdict != verifier::Verdict::kFailed &&
           !evidence_.memory().trust_directory.empty();
}

void TrustPage::pin() {
    if (!canPin()) return;
    verifier::TrustStore store(evidence_.machine().storage(), evidence_.memory().trust_directory);
    const Status kept = store.remember(*evidence_.report()->ledger_id, *evidence_.pin());
    given_->setText(kept ? tr("Remembered. A later verification is held against it.")
                         : tr("It could not be remembered: %1.").arg(shown(kept.error().message)));
    remembered_->show(rememberedRows(evidence_));
}

}  // namespace counterfoil::gui
