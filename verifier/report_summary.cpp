// SPDX-License-Identifier: Apache-2.0
#include "verifier/report_summary.h"

#include <fmt/format.h>

#include <utility>

#include "ledger/base/version.h"
#include "ledger/crypto/encoding.h"
#include "ledger/notes/time_text.h"
#include "verifier/findings.h"
#include "verifier/report_words.h"

namespace counterfoil::verifier {
namespace {

// What a range shows, in lines.
std::vector<SummaryLine> range_lines(const RangeFacts& range) {
    std::vector<SummaryLine> lines;
    const auto line = [&](const char* name, std::string value) {
        lines.push_back({name, std::move(value)});
    };
    const std::string stream =
        range.stream_id ? fmt::format("{} ({})", plain(range.stream), *range.stream_id) : "";
    if (range.stream_id && range.stream_records == 0) {
        line("stream", stream + ": the range holds no record of it");
    } else if (range.stream_id) {
        line("stream",
             fmt::format("{}: its records {} to {} are in the range, all {} of them", stream,
                         range.stream_first, range.stream_last, range.stream_records));
    }
    if (!range.times) return lines;
    line("times", fmt::format("{} to {}: {} records{}", notes::rfc3339(range.times->from_ns),
                              notes::rfc3339(range.times->to_ns), range.in_time,
                              range.stream_id ? " of the stream" : ""));
    line("from", range.lower_size
                     ? fmt::format("the checkpoint of {} records, whose last is of {}",
                                   *range.lower_size, notes::rfc3339(range.first_time_ns))
                     : "the ledger's beginning");
    line("to", range.upper_size ? fmt::format("the checkpoint of {} records, whose last is of {}",
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

std::vector<SummaryLine> summary_lines(const Report& report) {
    std::vector<SummaryLine> lines;
    const auto line = [&](const char* name, std::string value) {
        lines.push_back({name, std::move(value)});
    };
    line("path", plain(report.path));
    line("judged", fmt::format("{}, by counterfoil {}",
                               notes::rfc3339_seconds(report.judged_ns / 1'000'000'000),
                               kProgramVersionText));
    if (report.old_size) {
        line("sizes", fmt::format("from {} to {} records", *report.old_size, report.tree_size));
    }
    const bool ledger = report.evidence == Evidence::kLedger;
    if (!ledger) line("kind", kind_text(report.evidence));
    if (report.ledger_id) {
        line("ledger", crypto::hex(*report.ledger_id));
        line("origin", plain(report.origin));
        line("key", plain(report.vkey));
        line("identity", by_whom(report.identity));
        if (report.first_record && report.records_verified > 0) {
            line("range", fmt::format("records {} to {}", *report.first_record,
                                      *report.first_record + report.records_verified - 1));
        }
        if (report.range) {
            for (SummaryLine& each : range_lines(*report.range)) lines.push_back(std::move(each));
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
    return lines;
}

}  // namespace counterfoil::verifier
