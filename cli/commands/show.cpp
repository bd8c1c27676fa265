// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/open_ledger.h"
#include "cli/places.h"
#include "cli/record_range.h"
#include "ledger/base/quantity_text.h"
#include "ledger/platform/process.h"
#include "ledger/reader/record_text.h"

namespace counterfoil::cli {
namespace {

constexpr const char* kExamples =
    "  counterfoil show DIR               the last 10 events\n"
    "  counterfoil show DIR -100          the last 100 events\n"
    "  counterfoil show DIR 5..20 --json  records 5 to 20, one JSON object a line\n"
    "  counterfoil show DIR 0.. --raw     all events, each as it was given and an LF";

enum class Shape { kText, kRaw, kJson };

// False: nothing more can be written.
bool show_record(Answer& answer, const reader::RecordView& record, Shape shape,
                 std::size_t columns) {
    if (shape == Shape::kJson) return answer.line(reader::record_json(record));
    if (shape == Shape::kText) return answer.line(reader::record_line(record, columns));
    if (!record.is_event()) return true;
    return answer.line(as_text(*record.content));
}

int show(reader::LedgerView& view, const RecordRange& range, Shape shape) {
    const Result<RecordSpan> span = resolve(range, view.reader());
    if (!span) return fail(span.error());
    const bool terminal = platform::is_terminal(platform::Stream::kOutput);
    const std::size_t columns = terminal ? platform::terminal_columns() : 0;
    Answer answer;
    std::uint64_t erased = 0;
    for (std::uint64_t sequence = span->first; sequence < span->end; ++sequence) {
        if (platform::interrupted()) return answer.finish(kExitInterrupted);
        const Result<reader::RecordView> record = view.record(sequence);
        if (!record) return answer.finish(fail(record.error()));
        if (shape == Shape::kRaw && record->erased) {
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
    const std::optional<std::string> last_range = take_last_events(arguments);
    if (const auto code = options.parse(arguments)) return *code;
    if (last_range && !range_text.empty()) return options.refuse("two ranges were given");
    if (range_text.empty()) range_text = last_range.value_or("-10");
    const std::optional<RecordRange> range = parse_record_range(range_text);
    if (!range) {
        return options.refuse(fmt::format("\"{}\" is no range: N, N..M, N.. or -N", range_text));
    }
    if (raw && json) return options.refuse("--raw and --json exclude each other");

    const Machine machine;
    const Result<keys::KeyAccess> access = key_access(keys);
    if (!access) return fail(access.error());
    const auto view = open_view(machine, directory, *access);
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
