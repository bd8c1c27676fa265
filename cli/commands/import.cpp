// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/import_run.h"
#include "cli/places.h"
#include "cli/writer_talk.h"
#include "ledger/base/quantity_text.h"
#include "ledger/format/body_codec.h"
#include "ledger/format/segment.h"
#include "ledger/platform/process.h"
#include "ledger/platform/source.h"
#include "ledger/store/writer.h"

namespace counterfoil::cli {
namespace {

constexpr const char* kExamples =
    "  counterfoil import DIR audit.jsonl older.jsonl.gz\n"
    "  counterfoil import DIR /var/log/auth.log --format lines --stream auth\n"
    "  tail -F app.log | counterfoil import DIR - --format lines --acks done.txt";

// An import has nothing better to do than to wait for a slow disk, and gains nothing from reading
// far ahead of it.
constexpr std::chrono::hours kPatience(1);
constexpr std::size_t kReadAheadMax = 16U << 20U;

struct Choices {
    std::string directory;
    std::vector<std::string> files;
    std::string format = "jsonl";
    std::string stream = "default";
    std::vector<std::string> subject_paths;
    intake::SubjectFields subject_fields;
    std::string sync;
    std::string acks;
    WriterPlaces places;
    std::string group_delay;
    std::string queue_latency;
    ImportSinkOptions sink;
    bool json = false;
    bool quiet = false;
};

// How an import ended.
struct Outcome {
    ImportCounts counts;
    std::uint64_t invalid_json = 0;
    std::uint64_t empty_lines = 0;
    double seconds = 0;
    format::SyncPolicy policy{};
    bool synced = false;  // All that counts.
    bool complete = false;
};

Status take_all(ImportRun& run, const std::vector<std::string>& files) {
    for (const std::string& file : files) {
        if (file == "-") {
            if (Status taken = run.take_standard_input(); !taken) return taken;
            continue;
        }
        const auto source = platform::open_source(file);
        if (!source) return source.error();
        if (Status taken = run.take(**source); !taken) return taken;
    }
    return {};
}

std::string summary_json(const Outcome& outcome) {
    const ImportCounts& counts = outcome.counts;
    const auto sequence = [&](std::uint64_t number) {
        return counts.first_sequence ? nlohmann::ordered_json(number) : nullptr;
    };
    return nlohmann::ordered_json{{"records", counts.records},
                                  {"bytes", counts.bytes},
                                  {"seconds", outcome.seconds},
                                  {"first_sequence", sequence(counts.first_sequence.value_or(0))},
                                  {"last_sequence", sequence(counts.last_sequence)},
                                  {"invalid_json", outcome.invalid_json},
                                  {"empty_lines", outcome.empty_lines},
                                  {"sync_policy", format::sync_policy_name(outcome.policy)},
                                  {"durability", outcome.synced ? "synced" : "not-synced"},
                                  {"complete", outcome.complete}}
        .dump();
}

const char* durability_text(const Outcome& outcome) {
    if (!outcome.synced) return "not synced";
    switch (outcome.policy) {
        case format::SyncPolicy::kRecord:
            return "each record synced";
        case format::SyncPolicy::kBatch:
            return "each batch synced";
        case format::SyncPolicy::kGroup:
            return "each group synced";
        case format::SyncPolicy::kNone:
            break;
    }
    return "synced at close";
}

std::string summary_text(const Outcome& outcome, bool skips_empty) {
    const ImportCounts& counts = outcome.counts;
    const auto rate = static_cast<std::uint64_t>(static_cast<double>(counts.records) /
                                                 std::max(outcome.seconds, 1e-3));
    std::string text =
        fmt::format("{}, {}, {}, {} records/s", counted(counts.records, "record"),
                    size_text(counts.bytes), duration_text(outcome.seconds), count_text(rate));
    if (counts.first_sequence) {
        text += fmt::format("; sequences {} to {}", *counts.first_sequence, counts.last_sequence);
    }
    text += fmt::format("; {}", durability_text(outcome));
    if (outcome.invalid_json > 0) {
        text += fmt::format("; {} no JSON, kept as it came", counted(outcome.invalid_json, "line"));
    }
    if (outcome.empty_lines > 0 && skips_empty) {
        text += fmt::format("; {} skipped", counted(outcome.empty_lines, "empty line"));
    }
    return text;
}

int import_into(const Machine& machine, const Choices& choices,
                const store::WriterOptions& opening) {
    AckFile acks;
    if (!choices.acks.empty()) {
        if (Status opened = acks.open(choices.acks); !opened) return fail(opened.error());
    }
    const auto writer = store::LedgerWriter::open(machine.platform(), opening);
    if (!writer) return fail(writer.error());
    if ((*writer)->recovered()) say("the ledger was not closed cleanly, and has been recovered");

    const std::uint64_t begin_ns = machine.clock().monotonic_ns();
    const bool skips_empty = choices.format == "jsonl";
    ProgressLine progress(machine.clock(), "importing", choices.quiet);
    ImportLog log(acks, progress);
    auto sink = make_import_sink(**writer, log, choices.sink);
    ImportRun run(*sink, skips_empty ? intake::LineFormat::kJsonLines : intake::LineFormat::kLines,
                  choices.stream, choices.subject_fields);
    // Whatever ends the lines, those before it are committed, and the ledger is closed.
    const Status taken = take_all(run, choices.files);
    const Status flushed = sink->flush();
    sink.reset();
    const Status closed = (*writer)->close();
    const Status acknowledged = closed ? acks.flush() : Status();
    progress.erase();
    Outcome outcome = {log.counts(), run.invalid_json(), run.empty_lines()};
    outcome.seconds = static_cast<double>(machine.clock().monotonic_ns() - begin_ns) / 1e9;
    outcome.policy = (*writer)->sync_policy();
    // Under the other policies a record counts when it is synced.
    outcome.synced = outcome.policy != format::SyncPolicy::kNone || closed;
    outcome.complete = taken && flushed && closed && acknowledged;

    int code = kExitDone;
    const Status* said = nullptr;
    for (const Status* status : {&taken, &flushed, &closed, &acknowledged}) {
        // A writer that failed says the same again when it is closed.
        if (*status || said != nullptr) continue;
        said = status;
        const int failed = fail(status->error());
        code = failed == kExitUsage ? kExitFailed : failed;
    }
    if (!outcome.complete) {
        // Not the ledger's total, which may be more.
        const std::uint64_t records = outcome.counts.records;
        say(fmt::format("of this run {} {} in the ledger{}", counted(records, "record"),
                        records == 1 ? "is" : "are",
                        closed ? ", which is closed cleanly"
                               : "; it was not closed cleanly, and is recovered when it is next "
                                 "opened"));
    }
    if (closed) say_what_was_put_off(**writer);
    Answer answer;
    if (choices.json) {
        answer.line(summary_json(outcome));
    } else if (!choices.quiet) {
        say(summary_text(outcome, skips_empty));
    }
    return answer.finish(code);
}

// What is wrong with the options of the group's queue, if anything.
std::optional<std::string> take_durations(Choices& choices) {
    store::AppenderOptions& appender = choices.sink.appender;
    appender.wait_max = kPatience;
    appender.queue_bytes_max = kReadAheadMax;
    for (const auto& [text, target] : {std::pair{&choices.group_delay, &appender.group_delay},
                                       std::pair{&choices.queue_latency, &appender.latency_max}}) {
        if (text->empty()) continue;
        const std::optional<std::chrono::nanoseconds> duration = parse_milliseconds(*text);
        if (!duration) {
            return fmt::format("\"{}\" is no number of milliseconds from 0 to 3600000", *text);
        }
        *target = *duration;
    }
    if (appender.expected_rate == 0 || appender.expected_rate > store::kExpectedRateMax) {
        return fmt::format("a rate is 1 to {} records a second", store::kExpectedRateMax);
    }
    return std::nullopt;
}

}  // namespace

int run_import(const Arguments& arguments) {
    Choices choices;
    Options options("import",
                    "Adds files or a pipe, one record a line, byte for byte. Gzip is unpacked. "
                    "Only LF ends a line. Lines that are no JSON are kept and counted.",
                    kExamples);
    options.required("DIR", choices.directory, "The ledger");
    options.rest("FILE", choices.files, "What to add; - is standard input (the default)");
    options.choice("--format", {"jsonl", "lines"}, choices.format,
                   "jsonl (the default) skips empty lines; lines takes any text");
    options.value("--stream", "NAME", choices.stream, "Stream they belong to (default: default)");
    options.values("--subject-field", "PATH", choices.subject_paths,
                   "Where a JSON line names a person it is about, as in user.id or /user/id; "
                   "repeatable. Such records are sealed under that person's key");
    sync_option(options, choices.sync, "as the ledger says");
    options.number("--batch", choices.sink.batch_records_max,
                   "Records in a batch or group, at most (default: 1000)");
    options.value("--group-delay", "MS", choices.group_delay,
                  "group: how long the first record of a group waits for others, in milliseconds "
                  "(default: 0.5)");
    options.number("--queue-rate", choices.sink.appender.expected_rate,
                   "group: records a second that are expected (default: 100000). Rate times "
                   "latency are read ahead: by Little's law, so many are under way");
    options.value("--queue-latency", "MS", choices.queue_latency,
                  "group: the longest that a record should wait for its commit, in milliseconds "
                  "(default: 100)");
    options.value("--acks", "FILE", choices.acks,
                  "Append a line SEQUENCE LEAF_HASH for each record once it is durable");
    writer_places_options(options, choices.places);
    quiet_option(options, choices.quiet);
    json_option(options, choices.json);
    if (const auto code = options.parse(arguments)) return *code;
    if (choices.sink.batch_records_max == 0) {
        return options.refuse("a batch has at least one record");
    }
    if (const auto wrong = take_durations(choices)) return options.refuse(*wrong);
    if (!format::is_stream_name(choices.stream)) {
        return options.refuse(
            "a stream name is 1 to 255 bytes of UTF-8 without control characters");
    }
    Result<intake::SubjectFields> fields = intake::SubjectFields::parse(choices.subject_paths);
    if (!fields) return options.refuse(fields.error().message);
    if (!fields->empty() && choices.format != "jsonl") {
        return options.refuse("only JSON lines have fields: --subject-field needs --format jsonl");
    }
    choices.subject_fields = std::move(*fields);
    if (choices.files.empty()) choices.files = {"-"};

    const Machine machine;
    Result<store::WriterOptions> opening = writer_options(choices.directory, choices.places);
    if (!opening) return fail(opening.error());
    opening->sync_policy = format::sync_policy_of(choices.sync);
    opening->long_lived = true;
    if (Status there = require_directory(machine.storage(), choices.directory); !there) {
        return fail(there.error());
    }
    platform::catch_interrupts();
    return import_into(machine, choices, *opening);
}

}  // namespace counterfoil::cli
