// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/verdict_page.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "gui/icons.h"
#include "gui/models/findings_model.h"
#include "gui/verifier_words.h"
#include "gui/views/plain_label.h"
#include "gui/words.h"
#include "verifier/report_words.h"

namespace counterfoil::gui {
namespace {

constexpr int kPicture = 20;
constexpr std::size_t kEventsShown = 50;

QLabel* picture(const QIcon& icon, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setPixmap(icon.pixmap(QSize(kPicture, kPicture), parent->devicePixelRatioF()));
    return label;
}

}  // namespace

VerdictPage::VerdictPage(Evidence& evidence, QWidget* parent)
    : QScrollArea(parent), evidence_(evidence) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    connect(&evidence_, &Evidence::judging, this, &VerdictPage::rebuild);
    connect(&evidence_, &Evidence::judged, this, &VerdictPage::rebuild);
    rebuild();
}

void VerdictPage::rebuild() {
    content_ = new QWidget;
    rows_ = new QVBoxLayout(content_);
    if (const verifier::Report* report = evidence_.report()) {
        rows_->addWidget(plainLabel(shown(report->path), content_));
        if (report->evidence != verifier::Evidence::kLedger) {
            rows_->addWidget(plainLabel(inWords(verifier::kind_text(report->evidence)), content_));
        }
        addFirstFinding(*report);
        for (const Group group : {Group::kIntegrity, Group::kSignatures, Group::kTrust}) {
            addGroup(summaryOf(group, *report));
        }
        QStringList happened;
        for (const verifier::Event& each : report->events) {
            if (static_cast<std::size_t>(happened.size()) == kEventsShown) break;
            const QString at = each.sequence ? tr(" (record %1)").arg(*each.sequence) : QString();
            happened << QString("%1%2: %3").arg(shown(each.kind), at, shown(each.message));
        }
        if (!happened.isEmpty()) addList(tr("What happened to it"), happened);
        QStringList unproven;
        for (const std::string& each : report->not_proven) unproven << shown(each);
        addList(tr("What was not proven"), unproven);
        rows_->addWidget(plainLabel(
            tr("Judged at %1.").arg(shownSeconds(report->judged_ns / 1'000'000'000)), content_));
    } else if (evidence_.isJudging()) {
        rows_->addWidget(plainLabel(tr("The verdict appears here when all is read."), content_));
    } else {
        rows_->addWidget(
            plainLabel(evidence_.stopped().isEmpty()
                           ? tr("Nothing has been judged. Choose Verify to begin.")
                           : tr("Without a verdict nothing is known: not that it is good, and "
                                "not that it is bad. Choose Verify to try again."),
                       content_));
    }
    rows_->addStretch(1);
    setWidget(content_);
}

void VerdictPage::addFirstFinding(const verifier::Report& report) {
    if (report.findings.empty()) return;
    auto* box = new QGroupBox(
        report.findings_total == 1
            ? tr("One problem was found")
            : tr("%1 problems were found; the first").arg(shownCount(report.findings_total)),
        content_);
    auto* all = new QVBoxLayout(box);
    const std::size_t leading = leadingFinding(report);
    const verifier::Finding& first = report.findings[leading];
    auto* row = new QHBoxLayout;
    row->addWidget(picture(severityIcon(first.severity), box), 0, Qt::AlignTop);
    row->addWidget(plainLabel(findingText(first).trimmed(), box), 1);
    all->addLayout(row);
    auto* button = new QPushButton(
        icon("next"), first.sequence ? tr("Show the &record") : tr("Show the &problem"), box);
    button->setObjectName("showFirstProblem");
    connect(button, &QPushButton::clicked, this,
            [this, leading] { emit wantsFinding(static_cast<int>(leading)); });
    all->addWidget(button, 0, Qt::AlignLeft);
    rows_->addWidget(box);
}

void VerdictPage::addGroup(const GroupSummary& group) {
    auto* box = new QGroupBox(group.title, content_);
    auto* all = new QVBoxLayout(box);
    auto* state = new QHBoxLayout;
    const char* sign = group.good ? "verified" : group.bad ? "failed" : "open-question";
    state->addWidget(picture(icon(sign), box));
    QLabel* words = plainLabel(group.state, box);
    QFont bold = words->font();
    bold.setBold(true);
    words->setFont(bold);
    words->setAccessibleName(tr("%1: %2").arg(group.title, group.state));
    state->addWidget(words, 1);
    all->addLayout(state);
    auto* form = new QFormLayout;
    form->setLabelAlignment(Qt::AlignLeft);
    for (const auto& [name, value] : group.rows) {
        QLabel* text = plainLabel(value, box);
        text->setAccessibleName(QString("%1: %2").arg(name, value));
        form->addRow(plainLabel(name, box), text);
    }
    all->addLayout(form);
    rows_->addWidget(box);
}

void VerdictPage::addList(const QString& title, const QStringList& lines) {
    auto* box = new QGroupBox(title, content_);
    auto* all = new QVBoxLayout(box);
    for (const QString& line : lines) all->addWidget(plainLabel("• " + line, box));
    if (lines.isEmpty()) all->addWidget(plainLabel(tr("Nothing is known of that."), box));
    rows_->addWidget(box);
}

}  // namespace counterfoil::gui
