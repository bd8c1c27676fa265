// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/start_page.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "gui/icons.h"
#include "gui/views/plain_label.h"
#include "gui/words.h"

namespace counterfoil::gui {
namespace {

constexpr int kPicture = 96;
constexpr int kPathRole = Qt::UserRole;

}  // namespace

StartPage::StartPage(QWidget* parent) : QWidget(parent), recent_(new QListWidget(this)) {
    auto* picture = new QLabel(this);
    picture->setPixmap(QIcon(":/io.github.counterfoil.Verifier.svg")
                           .pixmap(QSize(kPicture, kPicture), devicePixelRatioF()));
    QLabel* title = plainLabel(tr("Counterfoil Verifier"), this);
    QFont large = title->font();
    large.setPointSizeF(large.pointSizeF() * 1.8);
    large.setBold(true);
    title->setFont(large);
    QLabel* words = plainLabel(
        tr("Opens a ledger's directory, an evidence bundle, a proof, a checkpoint note or a "
           "latency "
           "log, and says what can be proven of it: that nothing was changed, removed or "
           "reordered, "
           "and whose it is. It needs no network and no secret key, and changes nothing."),
        this);
    auto* folder = new QPushButton(icon("open-folder"), tr("Open a &ledger …"), this);
    auto* file = new QPushButton(icon("open-file"), tr("Open a &file …"), this);
    connect(folder, &QPushButton::clicked, this, &StartPage::wantsFolder);
    connect(file, &QPushButton::clicked, this, &StartPage::wantsFile);
    recent_->setAccessibleName(tr("Opened before"));
    connect(recent_, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
        emit wantsPath(item->data(kPathRole).toString());
    });
    auto* head = new QHBoxLayout;
    head->addWidget(picture);
    auto* text = new QVBoxLayout;
    text->addWidget(title);
    text->addWidget(words);
    head->addLayout(text, 1);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(folder);
    buttons->addWidget(file);
    buttons->addStretch(1);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(40, 40, 40, 40);
    all->setSpacing(20);
    all->addLayout(head);
    all->addLayout(buttons);
    all->addWidget(plainLabel(tr("Or drop one here. Opened before:"), this));
    all->addWidget(recent_, 1);
}

void StartPage::showRecent(const QStringList& paths) {
    recent_->clear();
    for (const QString& path : paths) {
        auto* item = new QListWidgetItem(shown(path.toStdString()), recent_);
        item->setData(kPathRole, path);
    }
}

}  // namespace counterfoil::gui
