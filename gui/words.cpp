// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/words.h"

#include <QCoreApplication>
#include <QLocale>

#include "gui/verifier_words.h"
#include "ledger/base/harmless.h"
#include "ledger/crypto/encoding.h"
#include "ledger/format/entry.h"
#include "ledger/notes/time_text.h"
#include "verifier/report_words.h"

namespace counterfoil::gui {
namespace {

// Whose texts these are, for whoever translates them.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(Words)
};

// "2026-01-02T03:04:05Z" with a space, and the zone in words.
QString spaced(std::string text) {
    if (const std::size_t middle = text.find('T'); middle != std::string::npos) text[middle] = ' ';
    if (text.ends_with('Z')) text.replace(text.size() - 1, 1, " UTC");
    return QString::fromStdString(text);
}

}  // namespace

QString shown(std::string_view text) {
    return QString::fromStdString(harmless(text));
}

QString shownLines(std::string_view text) {
    return QString::fromStdString(harmless_lines(text));
}

QString shownCount(std::uint64_t count) {
    return QLocale().toString(static_cast<qulonglong>(count));
}

QString shownSize(std::uint64_t bytes) {
    constexpr int kDecimals = 1;
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), kDecimals);
}

QString shownTime(std::uint64_t time_ns) {
    return spaced(notes::rfc3339(time_ns));
}

QString shownSeconds(std::uint64_t time) {
    return spaced(notes::rfc3339_seconds(time));
}

QString shownMilliseconds(std::uint64_t time_ns) {
    constexpr qsizetype kLength = 23;
    return shownTime(time_ns).left(kLength);
}

std::optional<std::uint64_t> timeOfText(QString text, bool end_of_day) {
    text = text.trimmed();
    if (text.isEmpty()) return std::nullopt;
    text.replace(' ', 'T');
    if (!text.contains('T')) text += end_of_day ? "T23:59:59.999999999" : "T00:00:00";
    if (text.count(':') == 1) text += ":00";
    if (!text.endsWith('Z')) text += 'Z';
    return notes::parse_rfc3339(text.toStdString());
}

QString shownDuration(double seconds) {
    if (seconds < 60) return Words::tr("%1 s").arg(QLocale().toString(seconds, 'f', 1));
    const auto whole = static_cast<qulonglong>(seconds);
    if (whole < 3600)
        return Words::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60, 2, 10, QChar('0'));
    return Words::tr("%1 h %2 min").arg(whole / 3600).arg(whole / 60 % 60, 2, 10, QChar('0'));
}

QString shownHex(ByteView bytes) {
    return QString::fromStdString(crypto::hex(bytes));
}

QString shownFingerprint(ByteView bytes) {
    const QString hex = shownHex(bytes);
    QString text;
    for (qsizetype i = 0; i < hex.size(); i += 4) {
        if (i > 0) text += ' ';
        text += hex.mid(i, 4);
    }
    return text;
}

QString verdictName(verifier::Verdict verdict) {
    return QString::fromLatin1(verifier::verdict_name(verdict)).replace('_', ' ');
}

QString verdictMeaning(const verifier::Report& report) {
    return inWords(verifier::meaning(report));
}

QString severityName(verifier::Severity severity) {
    switch (severity) {
        case verifier::Severity::kFailure:
            return Words::tr("failure");
        case verifier::Severity::kUnsupported:
            return Words::tr("unsupported");
        case verifier::Severity::kIoError:
            return Words::tr("cannot be read");
        case verifier::Severity::kUntrusted:
            return Words::tr("untrusted");
        case verifier::Severity::kIncomplete:
            return Words::tr("incomplete");
    }
    return {};
}

QString recordTypeName(std::uint8_t type) {
    return QString::fromLatin1(format::record_type_name(type));
}

}  // namespace counterfoil::gui
