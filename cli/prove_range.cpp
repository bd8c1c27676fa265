// SPDX-License-Identifier: Apache-2.0
#include "cli/prove_range.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/exit_code.h"
#include "cli/keyring_disclosure.h"
#include "cli/open_ledger.h"
#include "cli/places.h"
#include "cli/progress.h"
#include "cli/record_range.h"
#include "ledger/base/quantity_text.h"
#include "ledger/notes/time_text.h"
#include "ledger/platform/process.h"
#include "ledger/publish/range_writer.h"
#include "ledger/publish/stream_records.h"

namespace counterfoil::cli {
namespace {

Error no_such_stream(const std::string& name) {
    return {ErrorCode::kNotFound, fmt::format("no stream of this ledger is called \"{}\"", name)};
}

// To a file, or to standard output; then the answer is the bundle and what is said is talk.
Result<publish::WrittenRange> write(const Machine& machine, reader::LedgerReader& reader,
                                    const RangeRequest& request, publish::RangeOptions& options) {
    ProgressLine progress(machine.clock(), "proving", request.quiet);
    options.progress = [&](std::uint64_t done, std::uint64_t) { progress.update(done, 0, 0); };
    options.cancelled = platform::interrupted;
    platform::catch_interrupts();
    const auto sink = [](ByteView bytes) -> Status {
        const platform::OutputResult written = platform::write_output(bytes);
        // A reader that has seen enough ends the work, not with an error.
        if (written.broken_pipe) return Error{ErrorCode::kInterrupted, ""};
        return written.status;
    };
    Result<publish::WrittenRange> written =
        request.output.empty()
            ? publish::write_range(reader, sink, options)
            : publish::write_range(reader, machine.storage(), request.output, options);
    progress.erase();
    return written;
}

int answer(const Machine& machine, const RangeRequest& request, reader::LedgerReader& reader,
           publish::RangeOptions options) {
    const Result<publish::WrittenRange> written = write(machine, reader, request, options);
    if (!written) {
        const bool reader_left = written.error().message.empty();
        return reader_left ? kExitDone : fail(written.error());
    }
    if (request.output.empty()) return kExitDone;
    Answer answer;
    if (request.json) {
        using Json = nlohmann::ordered_json;
        const bool stream = options.stream.has_value();
        answer.line(Json{{"output", request.output},
                         {"first", written->first},
                         {"end", written->end},
                         {"stream_id", stream ? Json(*options.stream) : Json(nullptr)},
                         {"stream_records", stream ? Json(written->stream_records) : Json(nullptr)},
                         {"epochs", written->epochs},
                         {"checkpoint_size", written->checkpoint_size},
                         {"bytes", written->bytes}}
                        .dump());
    } else {
        const std::string stream =
            options.stream ? fmt::format(" ({} of the stream)", written->stream_records) : "";
        answer.line(fmt::format("{}: records {} to {}{}, and that there are no others; {}",
                                request.output, written->first, written->end - 1, stream,
                                size_text(written->bytes)));
    }
    return answer.finish(kExitDone);
}

// The request in numbers, but for the stream; nothing after it was refused.
std::optional<publish::RangeOptions> read_request(const RangeRequest& request,
                                                  std::optional<RecordRange>& range,
                                                  std::string& refused) {
    publish::RangeOptions wanted;
    if (!request.range.empty()) {
        range = parse_record_range(request.range);
        if (range && !range->last_events) return wanted;
        refused = fmt::format("\"{}\" is no range: N, N..M or N..", request.range);
        return std::nullopt;
    }
    if (request.from.empty() || request.to.empty()) {
        refused = "--from and --to go together, or name a --range";
        return std::nullopt;
    }
    const auto from = notes::parse_rfc3339(request.from);
    const auto to = notes::parse_rfc3339(request.to);
    if (!from || !to || *from > *to) {
        refused = "times are as in 2026-03-01T00:00:00Z (RFC 3339), the first not after the second";
        return std::nullopt;
    }
    wanted.times = notes::TimeSpan{*from, *to};
    return wanted;
}

}  // namespace

void range_options(Options& options, RangeRequest& request) {
    options.value("--range", "RANGE", request.range,
                  "The records to prove complete: N, N..M (M included) or N.. (to the end)");
    options.value("--from", "TIME", request.from,
                  "What was logged from this time on (RFC 3339), between checkpoints");
    options.value("--to", "TIME", request.to, "The last time of that");
    options.value("--stream", "NAME", request.stream,
                  "Tell which records of the range are those of this stream");
    options.value("--output", "FILE", request.output,
                  "The bundle of the range; never overwritten (default: standard output)");
    key_options(options, request.keys);
    quiet_option(options, request.quiet);
}

bool asks_for(const RangeRequest& request) {
    return !request.range.empty() || !request.from.empty() || !request.to.empty() ||
           !request.stream.empty();
}

int prove_range(const Options& options, RangeRequest& request) {
    if (!request.range.empty() && !(request.from.empty() && request.to.empty())) {
        return options.refuse("name either a --range or times, not both");
    }
    std::optional<RecordRange> range;
    std::string refused;
    std::optional<publish::RangeOptions> wanted = read_request(request, range, refused);
    if (!wanted) return options.refuse(refused);
    if (request.output.empty() && request.json) {
        return options.refuse("--json needs --output, since the bundle is the answer otherwise");
    }
    if (request.output.empty() && platform::is_terminal(platform::Stream::kOutput)) {
        return options.refuse("a bundle is nothing for a terminal: name a file with --output");
    }

    const Machine machine;
    const auto finish = [&](reader::LedgerReader& reader, publish::DisclosureSource* disclosure) {
        if (range) {
            const Result<RecordSpan> span = resolve(*range, reader);
            if (!span) return fail(span.error());
            wanted->first = span->first;
            wanted->end = span->end;
        }
        wanted->disclosure = disclosure;
        return answer(machine, request, reader, *wanted);
    };
    Result<reader::LedgerReader> reader = open_reader(machine, request.directory);
    if (!reader) return fail(reader.error());
    if (request.stream.empty()) return finish(*reader, nullptr);
    if (!reader->encrypted()) {
        const auto id = publish::stream_of_name(*reader, request.stream);
        if (!id) return fail(id.error());
        if (!*id) return fail(no_such_stream(request.stream));
        wanted->stream = *id;
        return finish(*reader, nullptr);
    }
    const Result<keys::KeyAccess> access = key_access(request.keys);
    if (!access) return fail(access.error());
    const auto view = open_view(machine, request.directory, *access);
    if (!view) return fail(view.error());
    if (!(*view)->why_closed().empty()) {
        return fail({ErrorCode::kNotFound,
                     fmt::format("--stream needs the master key, since the ledger hides its "
                                 "streams' names: {}",
                                 (*view)->why_closed())});
    }
    wanted->stream = (*view)->keyring()->streams().find(request.stream);
    if (!wanted->stream) return fail(no_such_stream(request.stream));
    KeyringDisclosure disclosure(*(*view)->keys());
    return finish((*view)->reader(), &disclosure);
}

}  // namespace counterfoil::cli
