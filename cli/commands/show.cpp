// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/ledger_view.h"
#include "cli/places.h"
#include "cli/progress.h"
#include "cli/record_text.h"
#include "ledger/platform/process.h"

namespace counterfoil::cli {
namespace {

constexpr const char* kExamples =
    "  counterfoil show DIR               the last 10 events\n"
    "  counterfoil show DIR -100          the last 100 events\n"
    "  counterfoil show DIR 5..20 --json  records 5 to 20, one JSON object a line\n"
    "  counterfoil show DIR 0.. --raw     all events, each as it was given and an LF";

// What was asked for: records first to last (none: to the end), or the last so many events.
struct Range {
    std::uint64_t first = 0;
    std::optional<std::uint64_t> last;
    std::optional<std::uint64_t> last_events;
};

std::optional<Range> parse_range(const std::string& text) {
    if (text.starts_with('-')) {
        const auto count = parse_number(text.substr(1));
        if (!count) return std::nullopt;
        return Range{0, {}, count};
    }
    const std::size_t dots = text.find("..");
    const auto first = parse_number(text.substr(0, dots));
    if (!first) return std::nullopt;
    if (dots == std::string::npos) return Range{*first, first, {}};
    if (dots + 2 == text.size()) return Range{*first, {}, {}};
    const auto last = parse_number(text.substr(dots + 2));
    if (!last || *last < *first) return std::nullopt;
    return Range{*first, last, {}};
}

// A range such as -10 looks like an option to a parser of options.
std::optional<std::string> take_last_range(Arguments& arguments) {
    const auto found = std::find_if(arguments.begin(), arguments.end(), [](const auto& argument) {
        return argument.size() > 1 && argument[0] == '-' && parse_number(argument.substr(1));
    });
    if (found == arguments.end()) return std::nullopt;
    std::string range = *found;
    arguments.erase(found);
    return range;
}

// The sequence of the event before which `count` - 1 others stand from the end.
Result<std::uint64_t> first_of_last(reader::LedgerReader& reader, std::uint64_t count) {
    std::uint64_t sequence = reader.size();
    std::uint64_t first = sequence;
    while (count > 0 && sequence > 0) {
        const Result<format::Entry> entry = reader.entry(--sequence);
        if (!entry) return entry.error();
        if (entry->type != static_cast<std::uint8_t>(format::RecordType::kEvent)) continue;
        first = sequence;
        --count;
    }
    return first;
}

enum class Shape { kText, kRaw, kJson };

// False: nothing more can be written.
bool show_record(Answer& answer, const RecordView& record, Shape shape, std::size_t columns) {
    if (shape == Shape::kJson) return answer.line(record_json(record));
    if (shape == Shape::kText) return answer.line(record_line(record, columns));
    if (!record.is_event()) return true;
    return answer.line(as_text(*record.content));
}

int show(LedgerView& view, const Range& range, Shape shape) {
    std::uint64_t first = range.first;
    std::uint64_t end = view.reader().size();
    if (range.last_events) {
        const Result<std::uint64_t> found = first_of_last(view.reader(), *range.last_events);
        if (!found) return fail(found.error());
        first = *found;
    } else if (range.last.value_or(first) >= end) {
        return fail({ErrorCode::kNotFound, fmt::format("there is no record {}; the last one is {}",
                                                       range.last.value_or(first), end - 1)});
    }
    if (range.last) end = *range.last + 1;

    const bool terminal = platform::is_terminal(platform::Stream::kOutput);
    const std::size_t columns = terminal ? platform::terminal_columns() : 0;
    Answer answer;
    std::uint64_t erased = 0;
    for (std::uint64_t sequence = first; sequence < end; ++sequence) {
        if (platform::interrupted()) return answer.finish(kExitInterrupted);
        const Result<RecordView> record = view.record(sequence);
        if (!record) return answer.finish(fail(record.error()));
        if (shape == Shape::kRaw && record->erased_by) {
            ++erased;
            continue;
        }
        if (shape == Shape::kRaw && record->is_event() && !record->content) {
            return answer.finish(fail(
                {ErrorCode::kNotFound, fmt::format("record {}: {}", sequence, record->closed)}));
        }
        if (!show_record(answer, *record, shape, columns)) break;
    }
    if (erased > 0) say(fmt::format("{} left out: erased", counted(erased, "record")));
    return answer.finish(kExitDone);
}

}  // namespace

int run_show(const Arguments& given) {
    std::string directory;
    std::string range_text;
    KeyPlaces keys;
    bool raw = false;
    bool json = false;
    Options options("show",
                    "Prints records: N, N..M (M included), N.. (to the end) or -N (from the last "
                    "N events on). Needs the master key for what events say.",
                    kExamples);
    options.required("DIR", directory, "The ledger");
    options.optional("RANGE", range_text, "Which records (default: -10)");
    options.flag("--raw", raw, "Only events, byte for byte as given, each followed by an LF");
    key_options(options, keys);
    json_option(options, json);
    Arguments arguments = given;
    const std::optional<std::string> last_range = take_last_range(arguments);
    if (const auto code = options.parse(arguments)) return *code;
    if (last_range && !range_text.empty()) return options.refuse("two ranges were given");
    if (range_text.empty()) range_text = last_range.value_or("-10");
    const std::optional<Range> range = parse_range(range_text);
    if (!range) {
        return options.refuse(fmt::format("\"{}\" is no range: N, N..M, N.. or -N", range_text));
    }
    if (raw && json) return options.refuse("--raw and --json exclude each other");

    const Machine machine;
    const Result<keys::KeyAccess> access = key_access(keys);
    if (!access) return fail(access.error());
    const auto view = LedgerView::open(machine, directory, *access);
    if (!view) return fail(view.error());
    if (!(*view)->why_closed().empty()) {
        say((*view)->why_closed());
        if (raw) return kExitFailed;
        say("events are shown without their content");
    }
    platform::catch_interrupts();
    return show(**view, *range, raw ? Shape::kRaw : json ? Shape::kJson : Shape::kText);
}

}  // namespace counterfoil::cli
