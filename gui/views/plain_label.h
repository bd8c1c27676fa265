// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QLabel>
#include <QString>

namespace counterfoil::gui {

// A label whose text is never markup, whatever it holds, and can be selected and copied, with the
// keyboard too.
[[nodiscard]] QLabel* plainLabel(const QString& text, QWidget* parent);
// For hashes, keys and bytes.
[[nodiscard]] QFont fixedFont();

// A message that does not stop anything; its text is never markup.
void warnPlainly(QWidget& parent, const QString& title, const QString& text);
// For tool tips, which take what looks like markup for it.
[[nodiscard]] QString plainToolTip(const QString& text);

}  // namespace counterfoil::gui
