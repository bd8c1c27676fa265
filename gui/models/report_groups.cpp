// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/report_groups.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <utility>

#include "gui/verifier_words.h"
#include "gui/words.h"
#include "verifier/report_words.h"

namespace counterfoil::gui {
namespace {

using verifier::Report;
using verifier::Verdict;

// Whose texts these are, for whoever translates them.
struct ReportGroups {
    Q_DECLARE_TR_FUNCTIONS(ReportGroups)
};

constexpr std::array<std::string_view, 18> kTrustKinds = {"no-key",
                                                          "wrong-key",
                                                          "wrong-genesis",
                                                          "rollback",
                                                          "fork",
                                                          "memory-unchecked",
                                                          "since-origin",
                                                          "since-signature",
                                                          "cosigned-note",
                                                          "cosignature",
                                                          "quorum",
                                                          "time-stamp-malformed",
                                                          "time-stamp-digest",
                                                          "time-stamp-authority",
                                                          "cosignature-from-future",
                                                          "time-stamp-unchecked",
                                                          "not-remembered",
                                                          "fork-unproven"};

constexpr std::array<std::string_view, 10> kSignatureKinds = {
    "genesis-signature",    "signature",    "epoch",
    "epoch-key-id",         "epoch-record", "epochs-unknown",
    "checkpoint-signature", "loss",         "loss-version",
    "head-slot-bad"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& kinds, std::string_view kind) {
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

// Where nothing could be judged to its end, what was not found says little.
bool isJudgedToTheEnd(const Report& report) {
    return report.verdict == Verdict::kVerified || report.verdict == Verdict::kVerifiedWithEvents ||
           report.verdict == Verdict::kUntrusted;
}

void addIntegrity(const Report& report, GroupSummary& summary) {
    const auto row = [&](const QString& name, const QString& value) {
        summary.rows.emplace_back(name, value);
    };
    row(ReportGroups::tr("Records"),
        ReportGroups::tr("%1 (%2 events)")
            .arg(shownCount(report.records_verified), shownCount(report.event_records)));
    row(ReportGroups::tr("Read"),
        ReportGroups::tr("%1 in %2")
            .arg(shownSize(report.bytes_verified), shownDuration(report.duration_seconds)));
    if (report.first_record && report.records_verified > 0) {
        row(ReportGroups::tr("Range"),
            ReportGroups::tr("records %1 to %2")
                .arg(*report.first_record)
                .arg(*report.first_record + report.records_verified - 1));
    }
    if (report.tree_size > 0) {
        row(ReportGroups::tr("Root"), shownHex(report.root));
        row(ReportGroups::tr("Size of the tree"),
            ReportGroups::tr("%1 records").arg(shownCount(report.tree_size)));
    }
}

void addSignatures(const Report& report, GroupSummary& summary) {
    const auto row = [&](const QString& name, const QString& value) {
        summary.rows.emplace_back(name, value);
    };
    row(ReportGroups::tr("Epochs"), shownCount(report.epochs));
    if (report.evidence == verifier::Evidence::kLedger) {
        row(ReportGroups::tr("Checkpoints"),
            ReportGroups::tr("%1, the newest at %2 records")
                .arg(shownCount(report.checkpoint_count), shownCount(report.checkpoint_size)));
    }
    if (!report.vkey.empty()) row(ReportGroups::tr("Identity key"), shown(report.vkey));
}

void addTrust(const Report& report, GroupSummary& summary) {
    const auto row = [&](const QString& name, const QString& value) {
        summary.rows.emplace_back(name, value);
    };
    if (report.ledger_id) {
        row(ReportGroups::tr("Ledger"), shownFingerprint(*report.ledger_id));
        row(ReportGroups::tr("Origin"), shown(report.origin));
        row(ReportGroups::tr("Identity"), inWords(verifier::by_whom(report.identity)));
    }
    if (report.remembered_size) {
        row(ReportGroups::tr("Remembered"),
            ReportGroups::tr("the ledger of %1 records").arg(shownCount(*report.remembered_size)));
    }
    for (const verifier::Witnessed& each : report.witnesses) {
        row(ReportGroups::tr("Witness"),
            ReportGroups::tr("%1 saw the first %2 records, at %3")
                .arg(shown(each.name), shownCount(each.checkpoint_size), shownSeconds(each.time)));
    }
    if (report.quorum_size) {
        row(ReportGroups::tr("Quorum"),
            ReportGroups::tr("enough witnesses saw the first %1 records")
                .arg(shownCount(*report.quorum_size)));
    }
    constexpr std::size_t kStampsShown = 5;
    for (std::size_t i = 0; i < std::min(kStampsShown, report.time_stamps.size()); ++i) {
        const verifier::Stamped& each = report.time_stamps[i];
        const QString by = each.checked ? ReportGroups::tr("said by %1")
                                        : ReportGroups::tr("not checked; said to be by %1");
        row(ReportGroups::tr("Existed before"),
            ReportGroups::tr("%1: the first %2 records (%3)")
                .arg(shownSeconds(each.time), shownCount(each.checkpoint_size),
                     by.arg(each.authority.empty() ? ReportGroups::tr("an unnamed authority")
                                                   : shown(each.authority))));
    }
    if (!report.evidence_file.empty()) {
        row(ReportGroups::tr("Evidence kept"), shown(report.evidence_file));
    }
}

}  // namespace

Group groupOf(std::string_view kind) {
    if (contains(kTrustKinds, kind)) return Group::kTrust;
    if (contains(kSignatureKinds, kind)) return Group::kSignatures;
    return Group::kIntegrity;
}

GroupSummary summaryOf(Group group, const Report& report) {
    GroupSummary summary;
    const auto problems = std::count_if(
        report.findings.begin(), report.findings.end(),
        [&](const verifier::Finding& finding) { return groupOf(finding.kind) == group; });
    const bool failures = std::any_of(report.findings.begin(), report.findings.end(),
                                      [&](const verifier::Finding& finding) {
                                          return groupOf(finding.kind) == group &&
                                                 finding.severity == verifier::Severity::kFailure;
                                      });
    const bool pinned = report.identity != verifier::Identity::kUnpinned;
    summary.bad = failures;
    summary.good = problems == 0 && isJudgedToTheEnd(report) && (group != Group::kTrust || pinned);
    switch (group) {
        case Group::kIntegrity:
            summary.title = ReportGroups::tr("Chain and tree");
            summary.state = ReportGroups::tr("whole");
            addIntegrity(report, summary);
            break;
        case Group::kSignatures:
            summary.title = ReportGroups::tr("Signatures and epochs");
            summary.state = ReportGroups::tr("all good");
            addSignatures(report, summary);
            break;
        case Group::kTrust:
            summary.title = ReportGroups::tr("Trust");
            summary.state = report.identity == verifier::Identity::kPinned
                                ? ReportGroups::tr("the ledger that was pinned")
                                : ReportGroups::tr("signed by the key that was given");
            addTrust(report, summary);
            break;
    }
    if (problems > 0) {
        summary.state = problems == 1 ? ReportGroups::tr("1 problem")
                                      : ReportGroups::tr("%1 problems").arg(problems);
    } else if (!summary.good) {
        summary.state = group == Group::kTrust && !pinned
                            ? ReportGroups::tr("nobody vouches for the key")
                            : ReportGroups::tr("not judged to the end");
    }
    return summary;
}

std::size_t leadingFinding(const Report& report) {
    const auto before = [](const verifier::Finding& left, const verifier::Finding& right) {
        return std::pair(left.severity, !left.sequence) <
               std::pair(right.severity, !right.sequence);
    };
    const auto first = std::min_element(report.findings.begin(), report.findings.end(), before);
    return static_cast<std::size_t>(first - report.findings.begin());
}

}  // namespace counterfoil::gui
