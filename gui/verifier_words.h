// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace counterfoil::gui {

// A text of verifier/report_words.h in the language of the window.
[[nodiscard]] QString inWords(const char* text);

}  // namespace counterfoil::gui
