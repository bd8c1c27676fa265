// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <string_view>
#include <vector>

#include "verifier/report.h"

// The three questions that a verdict answers, kept apart: is the chain whole, are the signatures
// good, and whose are they.
namespace counterfoil::gui {

enum class Group { kIntegrity, kSignatures, kTrust };

// Where a finding of this kind belongs (docs/FINDINGS.md).
[[nodiscard]] Group groupOf(std::string_view kind);

struct GroupSummary {
    QString title;
    QString state;  // In a few words: "whole", "2 problems", "not judged".
    bool good = false;
    bool bad = false;  // Neither: open.
    std::vector<std::pair<QString, QString>> rows;
};
// The finding that tells most: of the worst severity, and of a record if any of these is.
[[nodiscard]] std::size_t leadingFinding(const verifier::Report& report);
[[nodiscard]] GroupSummary summaryOf(Group group, const verifier::Report& report);

}  // namespace counterfoil::gui
