// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <utility>

#include "ledger/crypto/encoding.h"
#include "ledger/notes/time_text.h"
#include "verifier/findings.h"
#include "verifier/report.h"
#include "verifier/report_words.h"

namespace counterfoil::verifier {
namespace {

// What a range shows, in lines.
std::vector<std::pair<const char*, std::string>> range_lines(const RangeFacts& range) {
    std::vector<std::pair<const char*, std::string>> lines;
    const std::string stream =
        range.stream_id ? fmt::format("{} ({})", plain(range.stream), *range.stream_id) : "";
    if (range.stream_id && range.stream_records == 0) {
        lines.emplace_back("stream", stream + ": the range holds no record of it");
    } else if (range.stream_id) {
        lines.emplace_back(
            "stream",
            fmt::format("{}: its records {} to {} are in the range, all {} of them", stream,
                        range.stream_first, range.stream_last, range.stream_records));
    }
    if (!range.times) return lines;
    lines.emplace_back("times",
                       fmt::format("{} to {}: {} records{}", notes::rfc3339(range.times->from_ns),
                                   notes::rfc3339(range.times->to_ns), range.in_time,
                                   range.stream_id ? " of the stream" : ""));
    lines.emplace_back("from",
                       range.lower_size
                           ? fmt::format("the checkpoint of {} records, whose last is of {}",
                                         *range.lower_size, notes::rfc3339(range.first_time_ns))
                           : "the ledger's beginning");
    lines.emplace_back(
        "to", range.upper_size ? fmt::format("the checkpoint of {} records, whose last is of {}",
                                             *range.upper_size, notes::rfc3339(range.last_time_ns))
                               : fmt::format("the bundle's checkpoint, whose last record is of {}",
                                             notes::rfc3339(range.last_time_ns)));
    return lines;
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
    if (report.old_size) {
        line("sizes", fmt::format("from {} to {} records", *report.old_size, report.tree_size));
    }
    const bool ledger = report.evidence == Evidence::kLedger;
    if (!ledger) line("kind", kind_text(report.evidence));
    if (report.ledger_id) {
        line("ledger", crypto::hex(*report.ledger_id));
        line("origin", plain(report.origin));
        line("identity", by_whom(report.identity));
        if (report.first_record && report.records_verified > 0) {
            line("range", fmt::format("records {} to {}", *report.first_record,
                                      *report.first_record + report.records_verified - 1));
        }
        if (report.range) {
            for (const auto& [name, value] : range_lines(*report.range)) line(name, value);
        }
        line("records",
             fmt::format("{} ({} events), {} bytes, in {:.2f} s", report.records_verified,
                         report.event_records, report.bytes_verified, report.duration_seconds));
        line("root", fmt::format("{} at {} records", crypto::hex(report.root), report.tree_size));
        line("epochs", std::to_string(report.epochs));
        if (ledger) {
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
    if (report.remembered_size) {
        line("remembered", fmt::format("the ledger of {} records", *report.remembered_size));
    }
    if (!report.evidence_file.empty()) {
        line("evidence", fmt::format("{}; others can check it with `counterfoil verify`",
                                     plain(report.evidence_file)));
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
