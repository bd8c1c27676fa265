// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/banner.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPainter>
#include <algorithm>

#include "gui/views/plain_label.h"
#include "gui/words.h"

namespace counterfoil::gui {
namespace {

constexpr int kPicture = 48;
constexpr int kStripe = 8;
constexpr int kProgressSteps = 1000;

}  // namespace

QString identityWarning(const verifier::Report& report) {
    for (const verifier::Finding& finding : report.findings) {
        if (finding.kind == "rollback") {
            return Banner::tr("ROLLBACK: more of this ledger was seen before than it holds now.");
        }
        if (finding.kind == "fork") {
            return Banner::tr("FORK: this ledger tells another history than was seen before.");
        }
        if (finding.kind == "wrong-key" || finding.kind == "wrong-genesis") {
            return Banner::tr("ANOTHER IDENTITY: this is not the ledger that the key belongs to.");
        }
    }
    return {};
}

Banner::Banner(Evidence& evidence, QWidget* parent)
    : QFrame(parent),
      evidence_(evidence),
      picture_(new QLabel(this)),
      title_(plainLabel({}, this)),
      meaning_(plainLabel({}, this)),
      warning_(plainLabel({}, this)),
      progress_(new QWidget(this)),
      bar_(new QProgressBar(progress_)),
      cancel_(new QPushButton(icon("cancel"), tr("Cancel"), progress_)) {
    setFrameShape(QFrame::StyledPanel);
    setObjectName("banner");
    picture_->setFixedSize(kPicture, kPicture);
    title_->setObjectName("verdict");
    QFont large = title_->font();
    large.setPointSizeF(large.pointSizeF() * 1.7);
    large.setBold(true);
    title_->setFont(large);
    QFont bold = warning_->font();
    bold.setBold(true);
    warning_->setFont(bold);
    warning_->setObjectName("identityWarning");
    warning_->setAutoFillBackground(true);
    warning_->setMargin(6);
    warning_->hide();
    meaning_->setWordWrap(true);
    bar_->setRange(0, kProgressSteps);
    bar_->setTextVisible(true);
    bar_->setAccessibleName(tr("How far the verification is"));
    cancel_->setToolTip(tr("Stop; a ledger's verification goes on from here the next time"));

    // In a widget: a layout of hidden widgets alone would leave its column no room.
    auto* progress = new QHBoxLayout(progress_);
    progress->setContentsMargins(0, 0, 0, 0);
    progress->addWidget(bar_, 1);
    progress->addWidget(cancel_);
    auto* all = new QGridLayout(this);
    all->setColumnMinimumWidth(0, kStripe);
    all->setColumnStretch(2, 1);
    all->addWidget(picture_, 0, 1, 2, 1, Qt::AlignTop);
    all->addWidget(title_, 0, 2);
    all->addWidget(meaning_, 1, 2);
    all->addWidget(progress_, 2, 2);
    all->addWidget(warning_, 3, 1, 1, 2);

    connect(cancel_, &QPushButton::clicked, &evidence_, &Evidence::cancel);
    connect(&evidence_, &Evidence::judging, this, &Banner::showJudging);
    connect(&evidence_, &Evidence::progressed, this, &Banner::showProgress);
    connect(&evidence_, &Evidence::judged, this, &Banner::showResult);
    if (evidence_.isJudging()) {
        showJudging();
    } else {
        showResult();
    }
}

// The stripe is for the eye; the words beside it say the same.
void Banner::paintEvent(QPaintEvent* event) {
    QFrame::paintEvent(event);
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, kStripe, height()), colourOf(tone_, palette()));
}

void Banner::say(const QIcon& picture, Tone tone, const QString& title, const QString& meaning) {
    tone_ = tone;
    picture_->setPixmap(picture.pixmap(QSize(kPicture, kPicture), devicePixelRatioF()));
    picture_->setAccessibleName(title);
    title_->setText(title);
    meaning_->setText(meaning);
    setAccessibleName(tr("Verdict: %1").arg(title));
    setAccessibleDescription(meaning);
    update();
}

void Banner::showJudging() {
    say(icon("working"), Tone::kQuiet, tr("VERIFYING …"), tr("There is no verdict yet."));
    warning_->hide();
    bar_->setValue(0);
    bar_->setFormat({});
    progress_->show();
}

void Banner::showProgress(quint64 records, quint64 done, quint64 total, double seconds,
                          double left) {
    if (!evidence_.isJudging()) return;
    if (total > 0) {
        const double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
        bar_->setRange(0, kProgressSteps);
        bar_->setValue(static_cast<int>(share * kProgressSteps));
        bar_->setFormat("%p %");
    } else {
        bar_->setRange(0, 0);
    }
    const double per_second = seconds > 0 ? 1 / seconds : 0;
    QString text =
        tr("%1 of %2, %3 records; %4/s, %5 records/s")
            .arg(shownSize(done), shownSize(total), shownCount(records),
                 shownSize(static_cast<std::uint64_t>(static_cast<double>(done) * per_second)),
                 shownCount(static_cast<std::uint64_t>(static_cast<double>(records) * per_second)));
    if (left >= 0) text += tr("; %1 left").arg(shownDuration(left));
    meaning_->setText(tr("There is no verdict yet.") + ' ' + text);
}

void Banner::showResult() {
    progress_->hide();
    warning_->hide();
    if (!evidence_.stopped().isEmpty()) {
        say(icon("stopped"), Tone::kOpen, tr("VERIFIER STOPPED"), evidence_.stopped());
        return;
    }
    const verifier::Report* report = evidence_.report();
    if (report == nullptr) {
        const QString what = evidence_.canBeJudged()
                                 ? tr("It has not been verified yet.")
                                 : tr("A file of this kind is shown, not judged.");
        say(icon("working"), Tone::kQuiet, tr("NO VERDICT"), what);
        return;
    }
    say(verdictIcon(report->verdict), toneOf(report->verdict), verdictName(report->verdict),
        verdictMeaning(*report));
    const QString warning = identityWarning(*report);
    warning_->setText(warning);
    QPalette inverse = palette();
    inverse.setColor(QPalette::Window, colourOf(Tone::kBad, palette()));
    inverse.setColor(QPalette::WindowText, isDark(palette()) ? Qt::black : Qt::white);
    warning_->setPalette(inverse);
    warning_->setVisible(!warning.isEmpty());
}

}  // namespace counterfoil::gui
