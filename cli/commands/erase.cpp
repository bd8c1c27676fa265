// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/acting.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/open_ledger.h"
#include "cli/places.h"
#include "cli/progress.h"
#include "ledger/admin/erasure.h"
#include "ledger/base/quantity_text.h"
#include "ledger/crypto/encoding.h"
#include "ledger/format/entry.h"
#include "ledger/platform/process.h"
#include "ledger/publish/bundle_writer.h"
#include "ledger/store/writer.h"

namespace counterfoil::cli {
namespace {

constexpr const char* kExamples =
    "  counterfoil erase DIR --subject 4711 --reason 'request of 2026-03-01, ticket 812'\n"
    "  counterfoil erase DIR --subject 4711 --reason 'ticket 812' --receipt 812.tar";

struct Choices {
    std::string directory;
    std::string subject;
    std::string reason;
    std::string receipt;
    WriterPlaces places;
    bool json = false;
    bool quiet = false;
};

// An evidence bundle of the erasure record and of the sealed event beside it.
Status write_receipt(const Machine& machine, const Choices& choices, std::uint64_t sequence) {
    Result<reader::LedgerReader> reader = open_reader(machine, choices.directory);
    if (!reader) return reader.error();
    publish::BundleOptions options;
    options.first = sequence;
    options.count = 2;
    const auto written =
        publish::write_bundle(*reader, machine.storage(), choices.receipt, options);
    return written ? Status() : Status(written.error());
}

int say_what_was_erased(const Choices& choices, const admin::Erased& erased,
                        std::uint64_t last_erasure, int code) {
    using Json = nlohmann::ordered_json;
    Answer answer;
    if (choices.json) {
        const Json json = {{"erased", erased.sequence.has_value()},
                           {"sequence", erased.sequence ? Json(*erased.sequence) : Json()},
                           {"record_count", erased.record_count},
                           {"receipt", choices.receipt.empty() ? Json() : Json(choices.receipt)}};
        answer.line(json.dump(-1, ' ', false, Json::error_handler_t::replace));
    } else if (!erased.sequence) {
        answer.line(
            "nothing to erase: this ledger has no key of that subject (it was erased "
            "before, or nothing was ever logged about it)");
        if (last_erasure > 0) {
            answer.line(
                fmt::format("the newest erasure record is {0}; `counterfoil export DIR "
                            "{0}..{1} --output FILE` writes its receipt again",
                            last_erasure - 1, last_erasure));
        }
    } else {
        answer.line(fmt::format("erased: {} can no longer be read by anybody; erasure record {}",
                                counted(erased.record_count, "record"), *erased.sequence));
        if (!choices.receipt.empty()) answer.line("receipt: " + choices.receipt);
    }
    return answer.finish(code);
}

}  // namespace

int run_erase(const Arguments& arguments) {
    Choices choices;
    Options options(
        "erase",
        "Destroys the key of one subject, so that nobody can read the records about "
        "them any more, appends a record of that, and writes a receipt. Every proof stays "
        "as it was. Cannot be undone; repeating it is harmless. Who did it and why "
        "is kept, sealed, beside the erasure record.",
        kExamples);
    options.required("DIR", choices.directory, "The ledger");
    options.needed("--subject", "ID", choices.subject, "The subject's id, as records carry it");
    options.needed("--reason", "TEXT", choices.reason, "Why; kept in the ledger, sealed");
    options.value("--receipt", "FILE", choices.receipt,
                  "Where the receipt goes, an evidence bundle of the erasure record (default: "
                  "erasure-LEDGER-N.tar)");
    writer_places_options(options, choices.places);
    quiet_option(options, choices.quiet);
    json_option(options, choices.json);
    if (const auto code = options.parse(arguments)) return *code;
    if (choices.subject.empty()) return options.refuse("say with --subject who is to be erased");
    if (choices.reason.empty()) return options.refuse("say with --reason why");

    const Machine machine;
    const auto writer = open_for_administration(machine, choices.directory, choices.places);
    if (!writer) return fail(writer.error());
    platform::catch_interrupts();
    ProgressLine progress(machine.clock(), "counting", choices.quiet);
    const Result<admin::Erased> erased = admin::erase_subject(
        machine.platform(), **writer, choices.directory, choices.subject, {actor(), choices.reason},
        [&](std::uint64_t done, std::uint64_t total) {
            progress.update(done, done * format::kEntrySize, total * format::kEntrySize);
            return platform::interrupted();
        });
    progress.erase();
    const Status closed = (*writer)->close();
    if (!erased) return fail(erased.error());
    int code = closed ? kExitDone : fail(closed.error());
    if (!erased->traces) {
        code = fail(erased->traces.error());
        say("the key is destroyed, but traces of it may be left in keyring.db until the ledger is "
            "next opened for writing");
    }
    if (!erased->sequence) {
        choices.receipt.clear();
    } else {
        if (choices.receipt.empty()) {
            const std::string id = crypto::hex((*writer)->ledger_id());
            choices.receipt = fmt::format("erasure-{}-{}.tar", id.substr(0, 8), *erased->sequence);
        }
        const Status written = write_receipt(machine, choices, *erased->sequence);
        if (!written) {
            code = fail(written.error());
            say(
                fmt::format("it is erased, but the receipt could not be written; `counterfoil "
                            "export DIR {}..{} --output FILE` writes it",
                            *erased->sequence, *erased->sequence + 1));
            choices.receipt.clear();
        }
    }
    return say_what_was_erased(choices, *erased, (*writer)->last_erasure(), code);
}

}  // namespace counterfoil::cli
