// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "ledger/crypto/library.h"
#include "ledger/platform/process.h"

namespace counterfoil::cli {
namespace {

struct Command {
    std::string_view name;
    int (*run)(const Arguments&);
    std::string_view help;
};

constexpr Command kCommands[] = {
    {"init", run_init, "make a ledger and its keys"},
    {"append", run_append, "add one record from standard input, and print its receipt"},
    {"import", run_import, "add files or a pipe, one record a line"},
    {"show", run_show, "print records"},
    {"verify", run_verify,
     "judge a ledger, a bundle or tiles: was anything changed, removed, reordered?"},
    {"trust", run_trust, "the ledgers that you know, and what you remember of them"},
    {"report", run_report, "sign a report as its reviewer, and check who signed one"},
    {"checkpoint", run_checkpoint, "print the newest signed checkpoint"},
    {"timestamp", run_timestamp, "have others say when a checkpoint existed (RFC 3161)"},
    {"prove", run_prove, "prove that a record is in the ledger, or that it only grew"},
    {"export", run_export,
     "write an evidence bundle, or the tile tree that a web server publishes"},
    {"entry", run_entry, "print the 180 bytes of an entry, the Merkle leaf data"},
    {"inspect", run_inspect, "say what is on disk"},
    {"stats", run_stats, "show how long a ledger's work took, as distributions"},
    {"bench", run_bench, "measure this machine, beside plain C doing the same work"},
    {"keys", run_keys, "show the keys of a ledger, and begin a new signing epoch"},
    {"erase", run_erase, "make what is logged about one person unreadable for ever"},
    {"hold", run_hold, "keep what is logged about a person, or all, from being erased"},
    {"recover", run_recover, "say how a ledger ended after a crash, and make it writable again"},
    {"demo", run_demo, "a guided tour with this machine's own logs"},
    {"version", run_version, "versions of this program, its libraries and the format"},
};

std::string usage() {
    std::string text =
        "counterfoil: an audit ledger that anyone with its public key can check\n\n"
        "Usage: counterfoil COMMAND [ARGUMENTS]\n\nCommands:\n";
    for (const Command& command : kCommands) {
        text += fmt::format("  {:<12}{}\n", command.name, command.help);
    }
    text +=
        "\n`counterfoil help COMMAND` (or `COMMAND --help`) says more, with examples, and "
        "`counterfoil --version` which program this is.\n\n"
        "Exit codes: 0 done or verified, 1 the ledger was found bad, 2 wrong usage,\n"
        "3 incomplete, 4 no key known for this ledger, 5 could not read, write or accept,\n"
        "6 a newer format, 7 another process holds the ledger, 130 interrupted.\n";
    return text;
}

int help() {
    Answer answer;
    answer.write(usage());
    return answer.finish(kExitDone);
}

int run(const Arguments& arguments) {
    platform::forbid_core_dumps();
    platform::return_large_memory();
    platform::take_write_errors_as_errors();
    if (arguments.empty()) {
        say("no command given; see `counterfoil --help`");
        return kExitUsage;
    }
    std::string name = arguments[0];
    Arguments rest(arguments.begin() + 1, arguments.end());
    if (name == "help" && !rest.empty()) {
        name = rest[0];
        rest = {"--help"};
    }
    if (name == "--help" || name == "-h" || name == "help") return help();
    if (name == "--version") name = "version";
    for (const Command& command : kCommands) {
        if (command.name != name) continue;
        if (Status started = crypto::start(); !started) return fail(started.error());
        return command.run(rest);
    }
    say(fmt::format("there is no command \"{}\"; see `counterfoil --help`", name));
    return kExitUsage;
}

}  // namespace
}  // namespace counterfoil::cli

int main(int count, char** values) {
    return counterfoil::cli::run({values + (count > 0 ? 1 : 0), values + count});
}
