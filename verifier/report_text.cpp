// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "verifier/findings.h"
#include "verifier/report.h"
#include "verifier/report_summary.h"
#include "verifier/report_words.h"

namespace counterfoil::verifier {

std::string report_text(const Report& report) {
    std::string text = fmt::format("{}: {}\n", verdict_name(report.verdict), meaning(report));
    for (const SummaryLine& line : summary_lines(report)) {
        text += fmt::format("  {:<12}{}\n", line.name, line.value);
    }
    if (report.findings_total > 0) {
        text += fmt::format("findings ({}):\n", report.findings_total);
        for (const Finding& each : report.findings) {
            text += fmt::format("  [{}] {}: {}\n", severity_name(each.severity), each.kind,
                                plain(each.message));
            const std::string place = place_of(each);
            if (!place.empty()) text += fmt::format("    where     {}\n", place);
            if (!each.expected.empty() || !each.found.empty()) {
                text += fmt::format("    expected  {}\n    found     {}\n", plain(each.expected),
                                    plain(each.found));
            }
        }
        if (report.findings_total > report.findings.size()) {
            text +=
                fmt::format("  ... and {} more\n", report.findings_total - report.findings.size());
        }
    }
    if (!report.events.empty()) {
        text += "events:\n";
        for (const Event& each : report.events) {
            const std::string at = each.sequence ? fmt::format(" (record {})", *each.sequence) : "";
            text += fmt::format("  {}{}: {}\n", each.kind, at, plain(each.message));
        }
    }
    if (!report.not_proven.empty()) {
        text += "not proven:\n";
        for (const std::string& each : report.not_proven) {
            text += fmt::format("  - {}\n", plain(each));
        }
    }
    return text;
}

}  // namespace counterfoil::verifier
