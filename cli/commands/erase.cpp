// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/acting.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/places.h"
#include "cli/progress.h"
#include "ledger/admin/erasure.h"
#include "ledger/format/entry.h"
#include "ledger/platform/process.h"
#include "ledger/store/writer.h"

namespace counterfoil::cli {
namespace {

constexpr const char* kExamples =
    "  counterfoil erase DIR --subject 4711 --reason 'request of 2026-03-01, ticket 812'";

struct Choices {
    std::string directory;
    std::string subject;
    std::string reason;
    WriterPlaces places;
    bool json = false;
    bool quiet = false;
};

int say_what_was_erased(const Choices& choices, const admin::Erased& erased) {
    Answer answer;
    if (choices.json) {
        const auto sequence =
            erased.sequence ? nlohmann::ordered_json(*erased.sequence) : nlohmann::ordered_json();
        answer.line(nlohmann::ordered_json{{"erased", erased.sequence.has_value()},
                                           {"sequence", sequence},
                                           {"record_count", erased.record_count}}
                        .dump());
    } else if (!erased.sequence) {
        answer.line(
            "nothing to erase: this ledger has no key of that subject (it was erased "
            "before, or nothing was ever logged about it)");
    } else {
        answer.line(fmt::format("erased: {} can no longer be read by anybody; erasure record {}",
                                counted(erased.record_count, "record"), *erased.sequence));
    }
    return answer.finish(kExitDone);
}

}  // namespace

int run_erase(const Arguments& arguments) {
    Choices choices;
    Options options("erase",
                    "Destroys the key of one subject, so that nobody can read the records about "
                    "them any more, and appends a record of that. Every proof stays as it was. "
                    "Cannot be undone; repeating it is harmless. Who did it and why is kept, "
                    "sealed, beside the erasure record.",
                    kExamples);
    options.required("DIR", choices.directory, "The ledger");
    options.value("--subject", "ID", choices.subject, "The subject's id, as records carry it");
    options.value("--reason", "TEXT", choices.reason, "Why; kept in the ledger, sealed");
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
    if (!closed) return fail(closed.error());
    return say_what_was_erased(choices, *erased);
}

}  // namespace counterfoil::cli
