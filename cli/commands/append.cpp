// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/places.h"
#include "cli/writer_talk.h"
#include "ledger/format/limits.h"
#include "ledger/format/segment.h"
#include "ledger/platform/process.h"
#include "ledger/platform/source.h"
#include "ledger/store/receipt_text.h"
#include "ledger/store/writer.h"

namespace counterfoil::cli {
namespace {

constexpr const char* kExamples =
    "  echo '{\"user\":\"ada\",\"action\":\"login\"}' | counterfoil append DIR --type login\n"
    "  counterfoil append DIR --stream contracts --content-type application/pdf < signed.pdf";

// All of standard input; stops reading soon after the limit.
Result<Bytes> read_record() {
    constexpr std::size_t kChunkSize = 64U << 10U;
    const std::unique_ptr<platform::Source> input = platform::standard_input();
    Bytes content;
    for (;;) {
        const std::size_t kept = content.size();
        content.resize(kept + kChunkSize);
        const Result<std::size_t> got = input->read(MutableByteView(content).subspan(kept));
        if (!got) return got.error();
        content.resize(kept + *got);
        if (*got == 0) return content;
        if (content.size() > format::kRecordSizeMax) {
            return Error{ErrorCode::kTooLarge,
                         fmt::format("standard input: longer than {} bytes (16 MiB), the most "
                                     "that a record can hold; nothing was appended",
                                     format::kRecordSizeMax)};
        }
    }
}

}  // namespace

int run_append(const Arguments& arguments) {
    std::string directory;
    std::string stream = "default";
    format::EventAttributes attributes;
    std::string sync;
    WriterPlaces places;
    bool quiet = false;
    bool json = false;
    Options options("append",
                    "Adds one record, all of standard input, and prints its receipt: one JSON "
                    "object with the hashes in hexadecimal and the signature in base64.",
                    kExamples);
    options.required("DIR", directory, "The ledger");
    options.value("--stream", "NAME", stream, "Stream it belongs to (default: default)");
    options.values("--subject", "ID", attributes.subjects, "A person it is about; repeatable");
    options.value("--type", "TYPE", attributes.event_type, "What happened, in one word");
    options.value("--content-type", "TYPE", attributes.content_type, "Media type of the record");
    sync_option(options, sync, "as the ledger says");
    writer_places_options(options, places);
    quiet_option(options, quiet);
    json_option(options, json);  // A receipt is JSON anyway.
    if (const auto code = options.parse(arguments)) return *code;
    if (platform::is_terminal(platform::Stream::kInput)) {
        if (places.keys.no_input) return options.refuse("the record must come from a file or pipe");
        if (!quiet) say("type the record; end it with Ctrl-D");
    }

    const Machine machine;
    Result<store::WriterOptions> opening = writer_options(directory, places);
    if (!opening) return fail(opening.error());
    opening->sync_policy = format::sync_policy_of(sync);
    if (Status there = require_directory(machine.storage(), directory); !there) {
        return fail(there.error());
    }
    platform::catch_interrupts();
    // Before the ledger is opened, so that nobody else must wait for whoever types.
    const Result<Bytes> content = read_record();
    if (!content) return fail(content.error());

    const auto writer = store::LedgerWriter::open(machine.platform(), *opening);
    if (!writer) return fail(writer.error());
    if ((*writer)->recovered()) say("the ledger was not closed cleanly, and has been recovered");
    const store::Event event{stream, attributes, *content};
    auto receipts = (*writer)->append(std::span(&event, 1));
    if (!receipts) {
        static_cast<void>((*writer)->close());
        return fail(receipts.error());
    }
    const Status closed = (*writer)->close();
    // A clean close syncs what the policy left unsynced, and the receipt is given out only now.
    if (closed) receipts->front().durability = store::Durability::kSynced;
    if (closed) say_what_was_put_off(**writer);
    Answer answer;
    answer.line(
        store::receipt_json(receipts->front(), (*writer)->ledger_id(), (*writer)->origin()));
    return answer.finish(closed ? kExitDone : fail(closed.error()));
}

}  // namespace counterfoil::cli
