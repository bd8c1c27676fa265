// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QPalette>

#include "verifier/report.h"

// Pictures stand beside words, never in their place; each has a shape of its own, so that nothing
// depends on colour.
namespace counterfoil::gui {

[[nodiscard]] QIcon icon(const char* name);  // gui/resources/icons/NAME.svg
[[nodiscard]] QIcon verdictIcon(verifier::Verdict verdict);
[[nodiscard]] QIcon severityIcon(verifier::Severity severity);

// What a colour says. Each is told apart from the window's ground in light and dark.
enum class Tone { kGood, kBad, kOpen, kQuiet };
[[nodiscard]] Tone toneOf(verifier::Verdict verdict);
[[nodiscard]] bool isDark(const QPalette& palette);
[[nodiscard]] QColor colourOf(Tone tone, const QPalette& palette);

}  // namespace counterfoil::gui
