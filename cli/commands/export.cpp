// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/export_tiles.h"
#include "cli/keyring_disclosure.h"
#include "cli/open_ledger.h"
#include "cli/places.h"
#include "cli/progress.h"
#include "cli/record_range.h"
#include "ledger/base/quantity_text.h"
#include "ledger/platform/process.h"
#include "ledger/publish/bundle_writer.h"
#include "ledger/publish/checkpoint_evidence.h"

namespace counterfoil::cli {
namespace {

constexpr const char* kExamples =
    "  counterfoil export DIR 42 --output record-42.tar\n"
    "  counterfoil export DIR 100..200 --output march.tar --disclose\n"
    "  counterfoil export DIR --tiles /srv/www/log\n"
    "  tar -tf march.tar && counterfoil verify march.tar --key ledger.pin\n"
    "  counterfoil export DIR --checkpoint --output whose.tar";

struct Request {
    std::string directory;
    std::string range;
    std::string output;
    std::string tiles;
    WriterPlaces places;
    bool disclose = false;
    bool checkpoint = false;
    bool quiet = false;
    bool json = false;
};

// What is said beside the answer: of what was asked to be disclosed and could not be.
void say_what_stays_closed(const publish::WrittenBundle& written, bool encrypted) {
    const std::uint64_t closed =
        written.events - written.disclosed_records - written.bodies_left_out;
    if (encrypted && closed > 0) {
        say(fmt::format("{} not disclosed: their keys were erased or are not in the keyring",
                        closed == 1 ? "1 event is" : fmt::format("{} events are", closed)));
    }
    if (written.bodies_left_out > 0) {
        say(fmt::format("of {} the body was destroyed, so it is left out",
                        counted(written.bodies_left_out, "event")));
    }
}

nlohmann::ordered_json answer_json(const Request& request, const RecordSpan& span,
                                   const publish::WrittenBundle& written, bool encrypted) {
    return {{"output", request.output},
            {"first_record", span.first},
            {"record_count", span.end - span.first},
            {"event_count", written.events},
            {"disclosed_records", written.disclosed_records},
            {"undisclosed_events",
             encrypted ? written.events - written.disclosed_records : written.bodies_left_out},
            {"bodies_left_out", written.bodies_left_out},
            {"streams", written.streams},
            {"epochs", written.epochs},
            {"checkpoint_size", written.checkpoint_size},
            {"bytes", written.bytes}};
}

int export_records(const Machine& machine, const Request& request, reader::LedgerReader& reader,
                   const RecordRange& range, publish::DisclosureSource* disclosure) {
    const Result<RecordSpan> span = resolve(range, reader);
    if (!span) return fail(span.error());
    if (span->first == span->end) {
        return fail(
            {ErrorCode::kNotFound, "there is no event in this range, so nothing to export"});
    }
    ProgressLine progress(machine.clock(), "exporting", request.quiet);
    publish::BundleOptions options;
    options.first = span->first;
    options.count = span->end - span->first;
    options.disclosure = disclosure;
    options.progress = [&](std::uint64_t done, std::uint64_t) { progress.update(done, 0, 0); };
    options.cancelled = platform::interrupted;
    platform::catch_interrupts();
    const Result<publish::WrittenBundle> written =
        publish::write_bundle(reader, machine.storage(), request.output, options);
    progress.erase();
    if (!written) return fail(written.error());

    const bool encrypted = reader.encrypted();
    if (request.disclose) say_what_stays_closed(*written, encrypted);
    Answer answer;
    if (request.json) {
        answer.line(answer_json(request, *span, *written, encrypted).dump());
    } else {
        answer.line(
            fmt::format("{}: records {} to {} ({} disclosed), proven under a checkpoint of "
                        "{}; {}",
                        request.output, span->first, span->end - 1, written->disclosed_records,
                        counted(written->checkpoint_size, "record"), size_text(written->bytes)));
    }
    return answer.finish(kExitDone);
}

// Whose the newest checkpoint is, and no record.
int export_checkpoint(const Machine& machine, const Request& request) {
    Result<reader::LedgerReader> reader = open_reader(machine, request.directory);
    if (!reader) return fail(reader.error());
    publish::CheckpointEvidenceOptions options;
    options.cancelled = platform::interrupted;
    platform::catch_interrupts();
    const Result<publish::WrittenCheckpoint> written =
        publish::write_checkpoint_evidence(*reader, machine.storage(), request.output, options);
    if (!written) return fail(written.error());
    Answer answer;
    if (request.json) {
        answer.line(nlohmann::ordered_json{{"output", request.output},
                                           {"epochs", written->epochs},
                                           {"checkpoint_size", written->checkpoint_size},
                                           {"bytes", written->bytes}}
                        .dump());
    } else {
        answer.line(fmt::format("{}: whose the checkpoint of {} is ({}); {}", request.output,
                                counted(written->checkpoint_size, "record"),
                                counted(written->epochs, "epoch"), size_text(written->bytes)));
    }
    return answer.finish(kExitDone);
}

}  // namespace

int run_export(const Arguments& given) {
    Request request;
    Options options(
        "export",
        "Writes an evidence bundle: records N, N..M (M included), N.. (to the end) or "
        "-N (from the last N events on), and all that proves them to whoever has the "
        "ledger's pin, in one tar archive. Without --disclose it holds no secret, and "
        "needs no key. With --checkpoint in place of records: only whose the newest "
        "checkpoint is, by the chain of epochs that leads to its key. With --tiles: the "
        "tree of all entries up to the newest checkpoint, without bodies, for any web "
        "server to publish; a later run adds what is new.",
        kExamples);
    options.required("DIR", request.directory, "The ledger");
    options.optional("RANGE", request.range,
                     "Which records (required, but for --checkpoint and --tiles)");
    options.value("--output", "FILE", request.output,
                  "The bundle (required, but for --tiles); never overwritten");
    options.flag("--disclose", request.disclose,
                 "Add the keys of exactly these records and of their streams' names, so that "
                 "whoever has the bundle can read them");
    options.flag("--checkpoint", request.checkpoint,
                 "No records: what notes and proofs of this ledger are judged by");
    options.value("--tiles", "DIRECTORY", request.tiles,
                  "Write or extend a c2sp.org/tlog-tiles tree there; publishes a checkpoint first "
                  "if there is something new, the key is here and nobody else is writing");
    writer_places_options(options, request.places);
    quiet_option(options, request.quiet);
    json_option(options, request.json);
    Arguments arguments = given;
    const std::optional<std::string> last_events = take_last_events(arguments);
    if (const auto code = options.parse(arguments)) return *code;
    if (last_events && !request.range.empty()) return options.refuse("two ranges were given");
    if (last_events) request.range = *last_events;
    if (!request.tiles.empty()) {
        if (!request.range.empty() || !request.output.empty() || request.disclose ||
            request.checkpoint) {
            return options.refuse(
                "--tiles takes neither a RANGE nor --output, --disclose or --checkpoint");
        }
        return export_tiles(Machine(),
                            {request.directory, request.tiles, request.quiet, request.json},
                            request.places);
    }
    if (request.checkpoint && (!request.range.empty() || request.disclose)) {
        return options.refuse("--checkpoint takes neither a RANGE nor --disclose");
    }
    if (request.checkpoint) {
        if (request.output.empty()) return options.refuse("name the file to write with --output");
        return export_checkpoint(Machine(), request);
    }
    if (request.range.empty()) return options.refuse("name a RANGE: N, N..M, N.. or -N");
    if (request.output.empty()) return options.refuse("name the file to write with --output");
    const std::optional<RecordRange> range = parse_record_range(request.range);
    if (!range) {
        return options.refuse(fmt::format("\"{}\" is no range: N, N..M, N.. or -N", request.range));
    }

    const Machine machine;
    if (!request.disclose) {
        Result<reader::LedgerReader> reader = open_reader(machine, request.directory);
        if (!reader) return fail(reader.error());
        return export_records(machine, request, *reader, *range, nullptr);
    }
    const Result<keys::KeyAccess> access = key_access(request.places.keys);
    if (!access) return fail(access.error());
    const auto view = open_view(machine, request.directory, *access);
    if (!view) return fail(view.error());
    if (!(*view)->why_closed().empty()) {
        return fail({ErrorCode::kNotFound,
                     fmt::format("--disclose needs the master key: {}", (*view)->why_closed())});
    }
    // The events of an unencrypted ledger are open without a key.
    if (!(*view)->reader().encrypted()) {
        return export_records(machine, request, (*view)->reader(), *range, nullptr);
    }
    KeyringDisclosure disclosure(*(*view)->keys());
    return export_records(machine, request, (*view)->reader(), *range, &disclosure);
}

}  // namespace counterfoil::cli
