// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/demo_steps.h"
#include "cli/exit_code.h"
#include "cli/open_ledger.h"
#include "ledger/base/harmless.h"
#include "ledger/base/quantity_text.h"
#include "ledger/crypto/encoding.h"
#include "ledger/platform/process.h"
#include "ledger/platform/source.h"
#include "ledger/reader/record_text.h"

namespace counterfoil::cli {
namespace {

using Json = nlohmann::ordered_json;

// What most Debian machines have and any user may read.
constexpr const char* kLogs[] = {"/var/log/dpkg.log", "/var/log/apt/history.log",
                                 "/var/lib/dpkg/status"};

Result<std::vector<std::string>> find_logs(const std::vector<std::string>& given) {
    if (!given.empty()) return given;
    for (const char* path : kLogs) {
        const auto source = platform::open_source(path);
        if (!source) continue;
        std::array<std::uint8_t, 1> byte{};
        const Result<std::size_t> got = (*source)->read(byte);
        if (got && *got > 0) return std::vector<std::string>{path};
    }
    return Error{ErrorCode::kNotFound,
                 "there is no log here that this tour knows; name a text file with --from"};
}

Result<std::string> make_place(const Machine& machine, const std::string& given) {
    std::string directory = platform::absolute_path(given);
    if (given.empty()) {
        std::array<std::uint8_t, 4> suffix{};
        machine.random().fill(suffix);
        std::error_code ignored;
        const std::filesystem::path base = std::filesystem::temp_directory_path(ignored);
        directory = fmt::format("{}/counterfoil-demo-{}", ignored ? "/tmp" : base.string(),
                                crypto::hex(suffix));
    }
    const auto entries = machine.storage().list(directory);
    if (entries && entries->empty()) return directory;
    if (entries) {
        return Error{ErrorCode::kExists,
                     fmt::format("{}: is not empty; name another directory", directory)};
    }
    if (Status made = machine.storage().make_directory(directory); !made) return made.error();
    return directory;
}

// What the tour answers with: itself, an object of what was made and found, or where that is.
enum class Shape { kTour, kJson, kQuiet };

class Tour {
  public:
    Tour(const Machine& machine, const std::string& directory, Shape shape)
        : machine_(machine), directory_(directory), steps_(machine, directory), shape_(shape) {}

    Status run(const std::vector<std::string>& logs) {
        if (Status done = fill(logs); !done) return done;
        if (Status done = look(); !done) return done;
        headline("3. Was anything changed? The verifier needs no secret key to say");
        if (Status done = judge("whole", steps_.ledger()); !done) return done;
        headline("4. Somebody flips one bit of one record, in a copy");
        const Result<std::string> flipped = steps_.copy_with_a_flipped_bit(middle_);
        if (!flipped) return flipped.error();
        tell(fmt::format("record {} of {}", middle_, *flipped));
        if (Status done = judge("flipped", *flipped); !done) return done;
        headline("5. Somebody cuts off the end, in another copy");
        const Result<std::string> cut = steps_.copy_cut_short();
        if (!cut) return cut.error();
        if (Status done = judge("cut", *cut); !done) return done;
        next();
        if (shape_ == Shape::kQuiet) answer_.line(harmless(directory_));
        if (shape_ == Shape::kJson) {
            answer_.line(json_.dump(-1, ' ', false, Json::error_handler_t::replace));
        }
        return {};
    }
    int finish(int code) { return answer_.finish(code); }

  private:
    void write(const std::string& text) {
        if (shape_ == Shape::kTour) answer_.write(text);
    }
    void headline(const std::string& text) {
        write("\n== " + text + "\n\n");
        if (shape_ == Shape::kTour) answer_.flush();
    }
    void tell(const std::string& text) { write(harmless(text) + "\n"); }

    Status fill(const std::vector<std::string>& logs) {
        headline("1. A new ledger, with its keys");
        const Result<store::Created> created = steps_.make_ledger();
        if (!created) return created.error();
        tell("ledger      " + steps_.ledger());
        tell("public key  " + created->vkey.text());
        tell("keys        " + steps_.keys());
        json_ = {{"directory", directory_},
                 {"ledger", steps_.ledger()},
                 {"vkey", created->vkey.text()},
                 {"key_directory", steps_.keys()},
                 {"trust_directory", steps_.trust()},
                 {"imported", Json::array()},
                 {"judged", Json::array()}};
        headline("2. This machine's own log goes in, one record a line");
        for (const std::string& log : logs) {
            const Result<ImportCounts> counts = steps_.import(log);
            if (!counts) return counts.error();
            if (counts->records == 0) {
                return Error{ErrorCode::kNotFound, fmt::format("{}: is empty", log)};
            }
            tell(fmt::format("{}: {} records, {}", log, count_text(counts->records),
                             size_text(counts->bytes)));
            json_["imported"].push_back(
                {{"file", log}, {"records", counts->records}, {"bytes", counts->bytes}});
            middle_ = (*counts->first_sequence + counts->last_sequence) / 2;
        }
        return {};
    }

    // The last records, as `show` prints them.
    Status look() {
        const auto view = open_view(machine_, steps_.ledger(), {steps_.keys()});
        if (!view) return view.error();
        const std::uint64_t size = (*view)->reader().size();
        const bool terminal = platform::is_terminal(platform::Stream::kOutput);
        const std::size_t columns = terminal ? platform::terminal_columns() : 120;
        tell("");
        for (std::uint64_t sequence = size - std::min<std::uint64_t>(size, 3); sequence < size;
             ++sequence) {
            const Result<reader::RecordView> record = (*view)->record(sequence);
            if (!record) return record.error();
            write(reader::record_line(*record, columns) + "\n");
        }
        return {};
    }

    // The ledger, "whole", or a copy of it that was tampered with, which must be found.
    Status judge(const std::string& what, const std::string& ledger) {
        const Result<verifier::Report> report = steps_.verify(ledger);
        if (!report) return report.error();
        const bool tampered = what != "whole";
        std::string text = harmless_lines(verifier::report_text(*report));
        // What no verdict can prove has been said once, of the whole ledger.
        if (tampered) text.resize(std::min(text.size(), text.find("not proven:\n")));
        write(text);
        Json kinds = Json::array();
        for (const verifier::Finding& each : report->findings) kinds.push_back(each.kind);
        json_["judged"].push_back({{"what", what},
                                   {"path", ledger},
                                   {"verdict", verifier::verdict_name(report->verdict)},
                                   {"findings", std::move(kinds)}});
        const bool failed = report->verdict == verifier::Verdict::kFailed;
        const bool verified = verifier::exit_code(report->verdict) == 0;
        if (tampered ? failed : verified) return {};
        return Error{ErrorCode::kDamaged,
                     fmt::format("{}: the verdict is {}, which this tour did not expect", ledger,
                                 verifier::verdict_name(report->verdict))};
    }

    void next() {
        headline("What to try next");
        const std::string keys = " --key-dir " + steps_.keys();
        tell("  counterfoil show " + steps_.ledger() + " -5 --json" + keys);
        tell("  echo 'hello' | counterfoil append " + steps_.ledger() + keys);
        tell("  counterfoil verify " + steps_.ledger() + " --trust-dir " + steps_.trust());
        tell("  counterfoil checkpoint " + steps_.ledger() + keys);
        tell(fmt::format("  counterfoil prove {} {}", steps_.ledger(), middle_));
        tell("  counterfoil inspect " + steps_.ledger());
        tell("");
        tell("Everything is in " + directory_ + "; remove it when you have seen enough.");
    }

    const Machine& machine_;
    std::string directory_;
    DemoSteps steps_;
    const Shape shape_;
    Answer answer_;
    Json json_;
    std::uint64_t middle_ = 0;
};

}  // namespace

int run_demo(const Arguments& arguments) {
    std::string given;
    std::vector<std::string> from;
    bool quiet = false;
    bool json = false;
    Options options("demo",
                    "A guided tour: makes a ledger from this machine's own log, verifies it, "
                    "tampers with copies and shows what is found. Leaves your keys and pins alone.",
                    "  counterfoil demo\n"
                    "  counterfoil demo /tmp/tour --from /var/log/auth.log");
    options.optional("DIR", given, "Where (default: a new temporary directory, which is kept)");
    options.values("--from", "FILE", from,
                   "Text file to import; may be repeated (default: a log of this machine)");
    options.flag("-q,--quiet", quiet,
                 "No tour: make and judge all the same, and only print the directory where it is");
    json_option(options, json);
    if (const auto code = options.parse(arguments)) return *code;

    const Machine machine;
    const Result<std::vector<std::string>> logs = find_logs(from);
    if (!logs) return fail(logs.error());
    const Result<std::string> directory = make_place(machine, given);
    if (!directory) return fail(directory.error());
    Tour tour(machine, *directory, json ? Shape::kJson : quiet ? Shape::kQuiet : Shape::kTour);
    const Status done = tour.run(*logs);
    return tour.finish(done ? kExitDone : fail(done.error()));
}

}  // namespace counterfoil::cli
