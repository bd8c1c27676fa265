// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/import_run.h"
#include "cli/places.h"
#include "ledger/format/body_codec.h"
#include "ledger/platform/process.h"
#include "ledger/platform/source.h"
#include "ledger/store/writer.h"

namespace counterfoil::cli {
namespace {

constexpr const char* kExamples =
    "  counterfoil import DIR audit.jsonl older.jsonl.gz\n"
    "  counterfoil import DIR /var/log/auth.log --format lines --stream auth\n"
    "  tail -F app.log | counterfoil import DIR - --format lines --acks done.txt";

struct Choices {
    std::string directory;
    std::vector<std::string> files;
    std::string format = "jsonl";
    std::string stream = "default";
    std::string sync;
    std::string acks;
    WriterPlaces places;
    std::uint64_t batch = 1000;
    bool json = false;
    bool quiet = false;
};

std::optional<format::SyncPolicy> policy_of(const std::string& name) {
    if (name == "record") return format::SyncPolicy::kRecord;
    if (name == "batch") return format::SyncPolicy::kBatch;
    if (name == "group") return format::SyncPolicy::kGroup;
    if (name == "none") return format::SyncPolicy::kNone;
    return std::nullopt;
}

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

std::string summary_json(const ImportCounts& counts, double seconds, bool complete) {
    const auto sequence = [&](std::uint64_t number) {
        return counts.first_sequence ? nlohmann::ordered_json(number) : nullptr;
    };
    return nlohmann::ordered_json{{"records", counts.records},
                                  {"bytes", counts.bytes},
                                  {"seconds", seconds},
                                  {"first_sequence", sequence(counts.first_sequence.value_or(0))},
                                  {"last_sequence", sequence(counts.last_sequence)},
                                  {"invalid_json", counts.invalid_json},
                                  {"empty_lines", counts.empty_lines},
                                  {"complete", complete}}
        .dump();
}

std::string summary_text(const ImportCounts& counts, double seconds, bool skips_empty) {
    const auto rate =
        static_cast<std::uint64_t>(static_cast<double>(counts.records) / std::max(seconds, 1e-3));
    std::string text =
        fmt::format("{}, {}, {}, {} records/s", counted(counts.records, "record"),
                    size_text(counts.bytes), duration_text(seconds), count_text(rate));
    if (counts.first_sequence) {
        text += fmt::format("; sequences {} to {}", *counts.first_sequence, counts.last_sequence);
    }
    if (counts.invalid_json > 0) {
        text += fmt::format("; {} no JSON, kept as it came", counted(counts.invalid_json, "line"));
    }
    if (counts.empty_lines > 0 && skips_empty) {
        text += fmt::format("; {} skipped", counted(counts.empty_lines, "empty line"));
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
    ImportRun run(
        **writer, acks, progress,
        {skips_empty ? intake::LineFormat::kJsonLines : intake::LineFormat::kLines, choices.stream,
         choices.batch, (*writer)->sync_policy() != format::SyncPolicy::kNone});
    // Whatever ends the lines, those before it are committed, and the ledger is closed.
    const Status taken = take_all(run, choices.files);
    const Status flushed = run.flush();
    const Status closed = (*writer)->close();
    const Status acknowledged = closed ? acks.flush() : Status();
    progress.erase();
    const double seconds = static_cast<double>(machine.clock().monotonic_ns() - begin_ns) / 1e9;

    int code = kExitDone;
    const bool complete = taken && flushed && closed && acknowledged;
    const Status* said = nullptr;
    for (const Status* status : {&taken, &flushed, &closed, &acknowledged}) {
        // A writer that failed says the same again when it is closed.
        if (*status || said != nullptr) continue;
        said = status;
        const int failed = fail(status->error());
        code = failed == kExitUsage ? kExitFailed : failed;
    }
    if (!complete) {
        say(fmt::format("{} now in the ledger{}", counted(run.counts().records, "record"),
                        closed ? ", which is closed cleanly"
                               : "; it was not closed cleanly, and is recovered when it is next "
                                 "opened"));
    }
    Answer answer;
    if (choices.json) {
        answer.line(summary_json(run.counts(), seconds, complete));
    } else if (!choices.quiet) {
        say(summary_text(run.counts(), seconds, skips_empty));
    }
    return answer.finish(code);
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
    options.choice("--format", {"jsonl", "lines", "syslog"}, choices.format,
                   "jsonl (the default) skips empty lines; lines takes any text");
    options.value("--stream", "NAME", choices.stream, "Stream they belong to (default: default)");
    options.choice("--sync", {"record", "batch", "group", "none"}, choices.sync,
                   "What is synced at once (default: as the ledger says)");
    options.number("--batch", choices.batch, "Records in a batch, at most (default: 1000)");
    options.value("--acks", "FILE", choices.acks,
                  "Append a line SEQUENCE LEAF_HASH for each record once it is durable");
    key_directory_option(options, choices.places.keys);
    state_directory_option(options, choices.places.state);
    quiet_option(options, choices.quiet);
    json_option(options, choices.json);
    if (const auto code = options.parse(arguments)) return *code;
    if (choices.format == "syslog") {
        return options.refuse("the format syslog is not there yet; use --format lines");
    }
    if (choices.batch == 0) return options.refuse("a batch has at least one record");
    if (!format::is_stream_name(choices.stream)) {
        return options.refuse(
            "a stream name is 1 to 255 bytes of UTF-8 without control characters");
    }
    if (choices.files.empty()) choices.files = {"-"};

    const Machine machine;
    Result<store::WriterOptions> opening = writer_options(choices.directory, choices.places);
    if (!opening) return fail(opening.error());
    opening->sync_policy = policy_of(choices.sync);
    opening->long_lived = true;
    if (Status there = require_directory(machine.storage(), choices.directory); !there) {
        return fail(there.error());
    }
    platform::catch_interrupts();
    return import_into(machine, choices, *opening);
}

}  // namespace counterfoil::cli
