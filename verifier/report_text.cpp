// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "ledger/crypto/encoding.h"
#include "ledger/notes/identity.h"
#include "verifier/findings.h"
#include "verifier/report.h"

namespace counterfoil::verifier {
namespace {

const char* meaning(Verdict verdict, Evidence evidence) {
    switch (verdict) {
        case Verdict::kFailed:
            return evidence == Evidence::kLedger
                       ? "the ledger was changed or damaged, or it is another one"
                       : "the bundle was changed or damaged, or it is of another ledger";
        case Verdict::kUnsupported:
            return "a format version that this program does not know";
        case Verdict::kIoError:
            return "it could not be read";
        case Verdict::kUntrusted:
            return "it agrees with itself, but nobody vouches for its key";
        case Verdict::kIncomplete:
            return "nothing wrong was found, but not all can be proven";
        case Verdict::kVerifiedWithEvents:
            return "everything is proven; note what happened to it";
        case Verdict::kVerified:
            return "everything is proven";
    }
    return "";
}

const char* by_whom(Identity identity) {
    switch (identity) {
        case Identity::kPinned:
            return "pinned: the key and the beginning are those given";
        case Identity::kKeyOnly:
            return "key-only: the key is the one given";
        case Identity::kUnpinned:
            return "unpinned: no key that was given vouches for it";
    }
    return "";
}

std::string place_of(const Finding& finding) {
    std::string place = plain(finding.file);
    if (finding.offset) place += fmt::format(" at byte {}", *finding.offset);
    if (finding.sequence) {
        place += fmt::format("{}record {}", place.empty() ? "" : ", ", *finding.sequence);
    }
    return place;
}

// The newest, which tells most, and the oldest time stamps: a ledger may have one an hour.
std::vector<Stamped> shown_stamps(const std::vector<Stamped>& stamps) {
    constexpr std::size_t kShownMax = 5;
    if (stamps.size() <= kShownMax) return stamps;
    std::vector<Stamped> shown(stamps.begin(), stamps.begin() + kShownMax - 1);
    shown.push_back(stamps.back());
    return shown;
}

}  // namespace

std::string report_text(const Report& report) {
    std::string text = fmt::format("{}: {}\n", verdict_name(report.verdict),
                                   meaning(report.verdict, report.evidence));
    const auto line = [&](const char* name, const std::string& value) {
        text += fmt::format("  {:<12}{}\n", name, value);
    };
    line("path", plain(report.path));
    const bool bundle = report.evidence == Evidence::kBundle;
    if (bundle) line("kind", "an evidence bundle: some records of a ledger, and what proves them");
    if (report.ledger_id) {
        line("ledger", crypto::hex(*report.ledger_id));
        line("origin", plain(report.origin));
        line("identity", by_whom(report.identity));
        if (bundle && report.first_record && report.records_verified > 0) {
            line("range", fmt::format("records {} to {}", *report.first_record,
                                      *report.first_record + report.records_verified - 1));
        }
        line("records",
             fmt::format("{} ({} events), {} bytes, in {:.2f} s", report.records_verified,
                         report.event_records, report.bytes_verified, report.duration_seconds));
        line("root", fmt::format("{} at {} records", crypto::hex(report.root), report.tree_size));
        line("epochs", std::to_string(report.epochs));
        if (!bundle) {
            line("checkpoints", fmt::format("{}, the newest at {} records", report.checkpoint_count,
                                            report.checkpoint_size));
        } else if (report.disclosed_total > 0) {
            line("disclosed", fmt::format("{} events", report.disclosed_total));
        }
    }
    for (const Witnessed& each : report.witnesses) {
        line("witness", fmt::format("{} saw the first {} records, at {}", plain(each.name),
                                    each.checkpoint_size, notes::rfc3339_seconds(each.time)));
    }
    if (report.quorum_size) {
        line("quorum", fmt::format("enough witnesses of the policy saw the first {} records",
                                   *report.quorum_size));
    }
    for (const Stamped& each : shown_stamps(report.time_stamps)) {
        line("existed",
             fmt::format("the first {} records before {} ({} {})", each.checkpoint_size,
                         notes::rfc3339_seconds(each.time),
                         each.checked ? "said by" : "not checked; said to be by",
                         each.authority.empty() ? "an unnamed authority" : plain(each.authority)));
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
