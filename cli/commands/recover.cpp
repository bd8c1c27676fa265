// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/places.h"
#include "ledger/base/harmless.h"
#include "ledger/base/quantity_text.h"
#include "ledger/crypto/encoding.h"
#include "ledger/platform/process.h"
#include "ledger/platform/terminal.h"
#include "ledger/store/loss.h"
#include "ledger/store/opening.h"
#include "ledger/store/writer.h"

namespace counterfoil::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kExamples =
    "  counterfoil recover DIR --dry-run\n"
    "  counterfoil recover DIR --direct\n"
    "  counterfoil recover DIR --acknowledge-loss 'disk sdb died, restored from backup of 1 May'";

struct Choices {
    std::string directory;
    WriterPlaces places;
    std::string loss_reason;
    bool dry_run = false;
    bool direct = false;
    bool json = false;
};

// What recover is going to do about what it found.
enum class Way { kNothing, kRecover, kEnd, kRefuse };

Way way_of(const store::Opening& opening, const Choices& choices) {
    // A ledger that was closed, but has a mark, is opened all the same: that takes the mark away.
    const bool as_closed = opening.end.row == 0 && !opening.mark;
    if (opening.may_write()) return as_closed ? Way::kNothing : Way::kRecover;
    return choices.loss_reason.empty() || opening.doubtful() ? Way::kRefuse : Way::kEnd;
}

const char* name_of(Way way) {
    switch (way) {
        case Way::kNothing:
            return "nothing";
        case Way::kRecover:
            return "recover";
        case Way::kEnd:
            return "end";
        case Way::kRefuse:
            return "refuse";
    }
    return "refuse";
}

Json found_json(const store::Opening& opening, Way way) {
    const verifier::LedgerEnd& end = opening.end;
    const format::HeadSlot& head = end.head;
    Json tails = Json::array();
    for (const format::RecoveredTail& tail : end.tails) {
        tails.push_back({{"segment", std::uint64_t{tail.segment_number}},
                         {"offset", std::uint64_t{tail.offset}},
                         {"length", std::uint64_t{tail.length}},
                         {"sha256", crypto::hex(tail.digest)}});
    }
    Json abandoned;
    if (end.abandoned_size) {
        abandoned = {{"tree_size", *end.abandoned_size}, {"root", crypto::hex(end.abandoned_root)}};
    }
    return {{"step", "found"},
            {"directory", opening.directory},
            {"ledger_id", crypto::hex(end.genesis.fixed.ledger_id)},
            {"row", end.row},
            {"reason", end.reason},
            {"same_boot", head.boot_id == opening.boot_id},
            {"crashed_boot_id", crypto::hex(head.boot_id)},
            {"boot_id", crypto::hex(opening.boot_id)},
            {"poisoned", opening.poisoned()},
            {"read_device", opening.device != nullptr},
            {"head",
             {{"generation", std::uint64_t{head.generation}},
              {"clean", head.clean == 1},
              {"tree_size", std::uint64_t{head.tree_size}},
              {"segment", std::uint64_t{head.segment_number}},
              {"offset", std::uint64_t{head.end_offset}}}},
            {"end",
             {{"tree_size", end.state.tree.size()},
              {"root", crypto::hex(end.state.tree.root())},
              {"segment", std::uint64_t{end.segment.segment_number}},
              {"offset", end.end_offset}}},
            {"tails", tails},
            {"abandoned", abandoned},
            {"next", name_of(way)}};
}

std::string next_text(Way way, bool is_closed) {
    switch (way) {
        case Way::kNothing:
            return "nothing is to be done: the ledger was closed cleanly and its end is as it was "
                   "then; "
                   "`counterfoil verify` judges the rest";
        case Way::kRecover:
            if (is_closed) {
                return "the ledger is as it was when it was closed, and is opened once, which ends "
                       "the doubt that a failed write left";
            }
            return "what was being written is kept in quarantine/, and a new segment begins with a "
                   "record that explains it";
        case Way::kEnd:
            return "the ledger ends here for ever, by a signed file LOSS; nothing else is touched";
        case Way::kRefuse:
            return "nothing is changed";
    }
    return {};
}

// Which crash it was, or that none was.
std::string crash_text(const store::Opening& opening) {
    const verifier::LedgerEnd& end = opening.end;
    if (end.row == 3) {
        return "none: HEAD says that the ledger was closed cleanly, so what is there now was "
               "damaged or tampered with since then";
    }
    return fmt::format("{}{}{}",
                       end.head.boot_id == opening.boot_id
                           ? "since the machine was started: a process ended"
                           : "before the machine was started last",
                       opening.poisoned() ? ", after a failed write or sync" : "",
                       end.row == 9 ? "" : "; it does not explain what was found");
}

// How many of the records that HEAD promises a LOSS would give up.
std::uint64_t given_up(const verifier::LedgerEnd& end) {
    const std::uint64_t kept = end.state.tree.size();
    const std::uint64_t promised = end.head.tree_size;
    return promised > kept ? promised - kept : 0;
}

std::string loss_text(const verifier::LedgerEnd& end) {
    const std::string kept = counted(end.state.tree.size(), "record");
    if (given_up(end) == 0) {
        return fmt::format("ended here, the ledger keeps {}; HEAD promises none behind them", kept);
    }
    return fmt::format(
        "ended here, the ledger keeps {} and gives up {} of the {} that HEAD promises", kept,
        count_text(given_up(end)), count_text(end.head.tree_size));
}

void describe(Answer& answer, const store::Opening& opening, Way way) {
    const verifier::LedgerEnd& end = opening.end;
    const auto row = [&](std::string_view name, const std::string& value) {
        answer.line(fmt::format("{:<12}{}", name, harmless(value)));
    };
    row("ledger", opening.directory);
    row("found", end.row == 0 ? "closed cleanly" : fmt::format("R{}: {}", end.row, end.reason));
    if (end.row != 2 && end.row != 0) row("crash", crash_text(opening));
    if (end.row != 2) {
        row("HEAD", fmt::format("{}, {}, segment {}, offset {}",
                                end.head.clean == 1 ? "clean" : "not clean",
                                counted(end.head.tree_size, "record"),
                                std::uint64_t{end.head.segment_number},
                                std::uint64_t{end.head.end_offset}));
        row("end",
            fmt::format("{}, segment {}, offset {}", counted(end.state.tree.size(), "record"),
                        std::uint64_t{end.segment.segment_number}, end.end_offset));
    }
    for (const format::RecoveredTail& tail : end.tails) {
        row("tail",
            fmt::format("segment {} from offset {}, SHA-256 {}", std::uint64_t{tail.segment_number},
                        std::uint64_t{tail.offset}, crypto::hex(tail.digest)));
    }
    if (end.abandoned_size && end.row == 9) {
        row("abandoned", fmt::format("a commit of {} that was signed but not written whole",
                                     counted(*end.abandoned_size, "record")));
    } else if (end.abandoned_size) {
        row("bad commit", fmt::format("the one at {}: its signature is the ledger's, and what "
                                      "stands there is not what was signed",
                                      counted(*end.abandoned_size, "record")));
    }
    if (end.row >= 3 && end.row <= 8) row("loss", loss_text(end));
    if (opening.device) row("read from", "the disk itself, past the kernel's memory");
    row("next", next_text(way, end.row == 0));
}

// Whether a person who can be asked means it. Whoever calls from a script has said so already.
Result<bool> means_to_end(const Choices& choices, const verifier::LedgerEnd& end) {
    if (choices.json || choices.places.keys.no_input) return true;
    for (const auto stream : {platform::Stream::kInput, platform::Stream::kTalk}) {
        if (!platform::is_terminal(stream)) return true;
    }
    Result<platform::Terminal> terminal = platform::Terminal::open();
    if (!terminal) return true;
    Bytes line(256);
    const Result<std::size_t> size = terminal->ask(
        fmt::format("End the ledger for ever with {}, and give up {}? Type yes: ",
                    counted(end.state.tree.size(), "record"), count_text(given_up(end))),
        line);
    if (!size) return size.error();
    return as_text(ByteView(line).first(*size)) == "yes";
}

// What is done says so only when it is done.
void describe_done(Answer& answer, bool json, std::string_view what, std::uint64_t tree_size) {
    if (json) {
        answer.line(Json{{"step", "done"}, {"done", what}, {"tree_size", tree_size}}.dump());
    } else {
        answer.line(fmt::format("{:<12}{}", "done", what));
    }
}

int carry_out(const Machine& machine, const store::WriterOptions& options, const Choices& choices,
              store::Opening opening, Way way, Answer& answer) {
    const std::uint64_t size = opening.end.state.tree.size();
    if (way == Way::kRefuse) return answer.finish(fail(opening.may_write().error()));
    if (way == Way::kEnd) {
        const Result<bool> meant = means_to_end(choices, opening.end);
        if (!meant) return answer.finish(fail(meant.error()));
        if (!*meant) {
            say("nothing was changed");
            return answer.finish(kExitBadLedger);
        }
        Status ended =
            store::acknowledge_loss(machine.platform(), options, opening, choices.loss_reason);
        if (!ended) return answer.finish(fail(ended.error()));
        describe_done(answer, choices.json, "ended", size);
        return answer.finish(kExitDone);
    }
    const auto writer = store::LedgerWriter::open(machine.platform(), options, std::move(opening));
    if (!writer) return answer.finish(fail(writer.error()));
    if (Status closed = (*writer)->close(); !closed) return answer.finish(fail(closed.error()));
    describe_done(answer, choices.json, "recovered", (*writer)->size());
    return answer.finish(kExitDone);
}

}  // namespace

int run_recover(const Arguments& arguments) {
    Choices choices;
    Options options("recover",
                    "Says how a ledger ended, and why that is a crash or something else, before it "
                    "changes anything; then makes it writable again. Opening for writing does the "
                    "same by itself after a crash. What no crash explains is refused.",
                    kExamples);
    options.required("DIR", choices.directory, "The ledger");
    options.flag("--dry-run", choices.dry_run, "Say what was found, and change nothing");
    options.flag("--direct", choices.direct,
                 "Read the disk itself, not what the kernel remembers of it: the way on after a "
                 "failed write, without a restart");
    options.value("--acknowledge-loss", "REASON", choices.loss_reason,
                  "End the ledger for ever where it is still whole, by a signed file LOSS; "
                  "--dry-run says what that gives up, and at a terminal you are asked (unless "
                  "--no-input or --json is given); "
                  "continue it with `counterfoil init NEW --continues DIR`");
    writer_places_options(options, choices.places);
    json_option(options, choices.json);
    if (const auto code = options.parse(arguments)) return *code;

    const Machine machine;
    Result<store::WriterOptions> writer = writer_options(choices.directory, choices.places);
    if (!writer) return fail(writer.error());
    writer->read_device = choices.direct;
    if (Status there = require_directory(machine.storage(), choices.directory); !there) {
        return fail(there.error());
    }
    Result<store::Opening> opening = store::look_before_writing(machine.platform(), *writer);
    if (!opening) return fail(opening.error());
    const Way way = way_of(*opening, choices);

    Answer answer;
    if (choices.json) {
        answer.line(found_json(*opening, way).dump(-1, ' ', false, Json::error_handler_t::replace));
    } else {
        describe(answer, *opening, way);
    }
    // Whoever reads it shall have it before anything is changed.
    answer.flush();
    if (way == Way::kNothing || (choices.dry_run && way != Way::kRefuse)) {
        return answer.finish(kExitDone);
    }
    return carry_out(machine, *writer, choices, std::move(*opening), way, answer);
}

}  // namespace counterfoil::cli
