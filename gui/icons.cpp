// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/icons.h"

#include <QFile>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

#include "ledger/base/result.h"

namespace counterfoil::gui {

namespace {

// The colour of drawings that say nothing by it.
constexpr const char* kInk = "#7d8590";
constexpr int kSizes[] = {16, 20, 24, 32, 48, 96};

QPixmap drawn(const QByteArray& svg, int size) {
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QSvgRenderer renderer(svg);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    return pixmap;
}

}  // namespace

QIcon icon(const char* name) {
    QFile file(QString(":/icons/%1.svg").arg(QLatin1String(name)));
    require(file.open(QIODevice::ReadOnly), "a picture of the program's own");
    const QByteArray svg = file.readAll();
    QByteArray selected = svg;
    // Else nobody sees it where a row is selected.
    selected.replace(kInk, "#ffffff");
    QIcon icon;
    for (const int size : kSizes) {
        icon.addPixmap(drawn(svg, size));
        icon.addPixmap(drawn(selected, size), QIcon::Selected);
    }
    return icon;
}

Tone toneOf(verifier::Verdict verdict) {
    switch (verdict) {
        case verifier::Verdict::kVerified:
        case verifier::Verdict::kVerifiedWithEvents:
            return Tone::kGood;
        case verifier::Verdict::kFailed:
            return Tone::kBad;
        case verifier::Verdict::kUnsupported:
        case verifier::Verdict::kIoError:
        case verifier::Verdict::kUntrusted:
        case verifier::Verdict::kIncomplete:
            break;
    }
    return Tone::kOpen;
}

QIcon verdictIcon(verifier::Verdict verdict) {
    switch (toneOf(verdict)) {
        case Tone::kGood:
            return icon("verified");
        case Tone::kBad:
            return icon("failed");
        case Tone::kOpen:
        case Tone::kQuiet:
            break;
    }
    return icon("open-question");
}

QIcon severityIcon(verifier::Severity severity) {
    return severity == verifier::Severity::kFailure ? icon("problem") : icon("question");
}

bool isDark(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() <
           palette.color(QPalette::WindowText).lightness();
}

QColor colourOf(Tone tone, const QPalette& palette) {
    const bool dark = isDark(palette);
    switch (tone) {
        case Tone::kGood:
            return dark ? QColor(0x56, 0xd3, 0x64) : QColor(0x1a, 0x7f, 0x37);
        case Tone::kBad:
            return dark ? QColor(0xff, 0x7b, 0x72) : QColor(0xb6, 0x1b, 0x1b);
        case Tone::kOpen:
            return dark ? QColor(0xe3, 0xb3, 0x41) : QColor(0x8a, 0x5c, 0x00);
        case Tone::kQuiet:
            break;
    }
    return palette.color(QPalette::Mid);
}

}  // namespace counterfoil::gui
