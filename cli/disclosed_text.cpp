// SPDX-License-Identifier: Apache-2.0
#include "cli/disclosed_text.h"

#include <fmt/format.h>

#include "ledger/base/harmless.h"
#include "ledger/base/quantity_text.h"
#include "ledger/notes/time_text.h"

namespace counterfoil::cli {
namespace {

// Everything on one line: a content with line breaks must not look like a line of ours.
std::string line_of(const verifier::DisclosedRecord& record) {
    const std::string stream =
        record.stream ? harmless(*record.stream) : fmt::format("stream {}", record.stream_id);
    std::string line =
        fmt::format("  {:>8}  {}  {}", record.sequence, notes::rfc3339(record.time_ns), stream);
    const format::EventAttributes& attributes = record.attributes;
    if (!attributes.event_type.empty()) line += "  [" + harmless(attributes.event_type) + "]";
    for (const std::string& subject : attributes.subjects) line += "  <" + harmless(subject) + ">";
    return line + "  " + harmless(as_text(record.content)) + "\n";
}

}  // namespace

std::string disclosed_text(const verifier::Report& report) {
    if (report.disclosed_total == 0) return {};
    std::string text = "disclosed:\n";
    for (const verifier::DisclosedRecord& record : report.disclosed) text += line_of(record);
    const std::uint64_t more = report.disclosed_total - report.disclosed.size();
    if (more > 0) text += fmt::format("  ... and {} more\n", counted(more, "event"));
    return text;
}

}  // namespace counterfoil::cli
