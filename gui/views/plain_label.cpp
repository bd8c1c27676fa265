// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/plain_label.h"

#include <QFontDatabase>
#include <QMessageBox>

namespace counterfoil::gui {

QLabel* plainLabel(const QString& text, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

QFont fixedFont() {
    return QFontDatabase::systemFont(QFontDatabase::FixedFont);
}

void warnPlainly(QWidget& parent, const QString& title, const QString& text) {
    auto* box = new QMessageBox(QMessageBox::Warning, title, text, QMessageBox::Ok, &parent);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

QString plainToolTip(const QString& text) {
    return QString("<qt>%1</qt>").arg(text.toHtmlEscaped().replace('\n', "<br>"));
}

}  // namespace counterfoil::gui
