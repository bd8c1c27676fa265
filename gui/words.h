// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <cstdint>
#include <optional>
#include <string_view>

#include "ledger/base/bytes.h"
#include "verifier/report.h"

// Values as people read them. What came from a ledger is harmless behind these: controls and
// characters that turn the direction of writing are shown as their codes.
namespace counterfoil::gui {

[[nodiscard]] QString shown(std::string_view text);
// The same for a text of several lines.
[[nodiscard]] QString shownLines(std::string_view text);
[[nodiscard]] QString shownCount(std::uint64_t count);  // "1,234,567", as the locale has it.
[[nodiscard]] QString shownSize(std::uint64_t bytes);   // "12.3 MiB".
// Of nanoseconds since 1970: "2026-01-02 03:04:05.123456789 UTC"; of seconds, without decimals.
[[nodiscard]] QString shownTime(std::uint64_t time_ns);
[[nodiscard]] QString shownSeconds(std::uint64_t time);
// Of nanoseconds, for a column that says that it is UTC: "2026-01-02 03:04:05.123".
[[nodiscard]] QString shownMilliseconds(std::uint64_t time_ns);
// What a person typed: a date, or a date and a time, UTC. What is left out is the beginning of the
// day, or its end. Nothing for other text.
[[nodiscard]] std::optional<std::uint64_t> timeOfText(QString text, bool end_of_day);
[[nodiscard]] QString shownDuration(double seconds);
[[nodiscard]] QString shownHex(ByteView bytes);
// Groups of four, for comparing by eye or by telephone.
[[nodiscard]] QString shownFingerprint(ByteView bytes);

// The words of the command line, which scripts and letters quote, stay as they are in any language.
[[nodiscard]] QString verdictName(verifier::Verdict verdict);  // "VERIFIED WITH EVENTS".
[[nodiscard]] QString verdictMeaning(const verifier::Report& report);
[[nodiscard]] QString severityName(verifier::Severity severity);
[[nodiscard]] QString recordTypeName(std::uint8_t type);

}  // namespace counterfoil::gui
