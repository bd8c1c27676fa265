// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <sstream>

#include "cli/answer.h"
#include "cli/bench/append_jobs.h"
#include "cli/bench/comparison.h"
#include "cli/bench/ledger_jobs.h"
#include "cli/bench/micro_jobs.h"
#include "cli/bench/results.h"
#include "cli/bench/results_text.h"
#include "cli/bench/scratch.h"
#include "cli/bench/targets.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/places.h"
#include "cli/progress.h"
#include "ledger/base/harmless.h"
#include "ledger/base/quantity_text.h"
#include "ledger/metrics/ecdf.h"
#include "ledger/metrics/interval_log.h"
#include "ledger/platform/interrupt.h"
#include "ledger/platform/process.h"

namespace counterfoil::cli {
namespace {

using namespace bench;

constexpr const char* kExamples =
    "  counterfoil bench load --clients 1,10,50 --sync group --duration 10s\n"
    "  counterfoil bench load --rate 50000 --size 1024 --report latency.csv\n"
    "  counterfoil bench micro --json > before.json\n"
    "  counterfoil bench compare before.json after.json\n"
    "  counterfoil bench targets --rounds 5 --dir /srv/audit";

constexpr std::uint64_t kReportSizeMax = std::uint64_t{64} << 20U;
constexpr std::size_t kClientsMax = 10'000;
constexpr std::uint64_t kBatchMax = 100'000;
constexpr std::uint64_t kRecordBytesMax = 1 << 20U;

struct Choices {
    std::string mode;
    std::vector<std::string> files;
    std::string clients = "1";
    std::string rate = "max";
    std::string duration;
    std::string warm_up;
    std::string sync = "batch";
    std::string report;
    std::string directory;
    std::uint64_t size = 256;
    std::uint64_t batch = 100;
    std::uint64_t rounds = 0;
    std::uint64_t records = 0;
    std::uint64_t threads = 2;
    bool no_encryption = false;
    bool json = false;
    bool quiet = false;
};

// "10s", "250ms", "2min".
std::optional<std::chrono::nanoseconds> parse_duration(const std::string& text) {
    constexpr std::uint64_t kLongest = 24 * 3600;
    const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
    const std::string unit = text.substr(digits);
    const double factor = unit == "ms" ? 1e-3 : unit == "s" ? 1 : unit == "min" ? 60 : 0;
    std::istringstream stream(text.substr(0, digits));
    double number = 0;
    if (factor == 0 || !(stream >> number) || !stream.eof()) return std::nullopt;
    const double seconds = number * factor;
    if (!(seconds >= 0.01) || seconds > kLongest) return std::nullopt;
    return std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9));
}

std::optional<std::vector<std::size_t>> parse_clients(const std::string& text) {
    std::vector<std::size_t> clients;
    std::istringstream stream(text);
    for (std::string each; std::getline(stream, each, ',');) {
        const auto number = parse_number(each);
        if (!number || *number == 0 || *number > kClientsMax) return std::nullopt;
        clients.push_back(static_cast<std::size_t>(*number));
    }
    if (clients.empty() || text.ends_with(',')) return std::nullopt;
    return clients;
}

Error wrong(const std::string& message) {
    return {ErrorCode::kInvalidArgument, message};
}

// What the arguments ask for, checked.
struct Request {
    std::vector<std::size_t> clients;
    LoadPlan plan;
};

Result<Request> request_of(const Choices& choices) {
    Request request;
    const auto clients = parse_clients(choices.clients);
    if (!clients) {
        return wrong(fmt::format("--clients {}: is no list of numbers from 1 to {}, such as 1,10",
                                 choices.clients, kClientsMax));
    }
    request.clients = *clients;
    LoadPlan& plan = request.plan;
    const auto duration = parse_duration(choices.duration);
    const auto warm_up = parse_duration(choices.warm_up);
    if (!duration || !warm_up) {
        return wrong(fmt::format("{} {}: is no time, such as 10s, 500ms or 2min",
                                 duration ? "--warm-up" : "--duration",
                                 duration ? choices.warm_up : choices.duration));
    }
    plan.duration = *duration;
    plan.warm_up = *warm_up;
    if (choices.rate != "max") {
        const auto rate = parse_number(choices.rate);
        if (!rate || *rate == 0) {
            return wrong(fmt::format("--rate {}: is neither records/s nor max", choices.rate));
        }
        plan.rate = static_cast<double>(*rate);
    }
    const auto policy = format::sync_policy_of(choices.sync);
    if (!policy) {
        return wrong(fmt::format("--sync {}: is none of record, batch, group, none", choices.sync));
    }
    plan.sync = *policy;
    if (choices.size == 0 || choices.size > kRecordBytesMax) {
        return wrong(fmt::format("--size: from 1 to {} bytes", kRecordBytesMax));
    }
    if (choices.batch == 0 || choices.batch > kBatchMax) {
        return wrong(fmt::format("--batch: from 1 to {} records", kBatchMax));
    }
    plan.record_bytes = static_cast<std::size_t>(choices.size);
    plan.batch = static_cast<std::size_t>(choices.batch);
    plan.encrypted = !choices.no_encryption;
    return request;
}

std::vector<Job> load_jobs(const Machine& machine, Scratch& scratch, const Request& request) {
    std::vector<Job> jobs{plain_job(scratch, request.plan)};
    for (const std::size_t clients : request.clients) {
        LoadPlan plan = request.plan;
        plan.clients = clients;
        // At a rate that was asked for, plain C is no measure.
        jobs.push_back(load_job(machine, scratch, plan, plan.rate ? "" : plain_id(plan)));
    }
    return jobs;
}

std::vector<Job> jobs_of(const Machine& machine, Scratch& scratch, const Choices& choices,
                         const Request& request) {
    const auto filled = [&](std::size_t frame) {
        return std::make_shared<FilledLedger>(machine, scratch, choices.records,
                                              request.plan.record_bytes, frame);
    };
    if (choices.mode == "load") return load_jobs(machine, scratch, request);
    if (choices.mode == "micro") return micro_jobs(machine, scratch, request.plan.duration);
    if (choices.mode == "targets") {
        return target_jobs(machine, scratch, request.plan.duration, choices.records);
    }
    std::vector<Job> jobs;
    if (choices.mode == "read") {
        const FilledLedgerPtr ledger = filled(request.plan.batch);
        jobs = read_jobs(ledger, request.plan.duration);
        jobs.push_back(open_job(ledger));
        jobs.push_back(grown_job(ledger));
        return jobs;
    }
    for (const std::size_t frame : {100, 1000}) {
        auto more = verify_jobs(filled(frame), fmt::format("verify.frames{}", frame),
                                fmt::format("full verification, frames of {}, {}", frame,
                                            counted(choices.threads, "thread")),
                                static_cast<unsigned>(choices.threads));
        std::move(more.begin(), more.end(), std::back_inserter(jobs));
    }
    return jobs;
}

// The latencies of the rows that have any: a table of the only one, or a log of all.
Status write_report(const Machine& machine, const std::string& path, const Results& results) {
    std::string text;
    if (path.ends_with(".hlog")) {
        const std::uint64_t now_ns = machine.clock().now_ns();
        text = metrics::interval_log_head("counterfoil bench", now_ns);
        for (const Row& row : results.rows) {
            if (row.has_latencies()) {
                text += metrics::interval_line({row.id, now_ns, 0, row.latencies});
            }
        }
    } else {
        const auto is_ours = [](const Row& row) {
            return row.has_latencies() && row.kind != Kind::kYardstick;
        };
        const auto row = std::find_if(results.rows.begin(), results.rows.end(), is_ours);
        if (row == results.rows.end()) return wrong("--report: this mode takes no latencies");
        if (std::count_if(results.rows.begin(), results.rows.end(), is_ours) > 1) {
            return wrong(fmt::format("--report {}: a table holds one row; name a .hlog file",
                                     harmless(path)));
        }
        text = metrics::ecdf_csv(metrics::ecdf_of(row->latencies));
    }
    return platform::write_new_file(machine.storage(), path, as_bytes(text));
}

std::vector<std::pair<std::string, std::string>> settings_of(const Choices& choices) {
    return {{"clients", choices.clients},
            {"rate", choices.rate},
            {"duration", choices.duration},
            {"warm_up", choices.warm_up},
            {"sync", choices.sync},
            {"size", std::to_string(choices.size)},
            {"batch", std::to_string(choices.batch)},
            {"records", std::to_string(choices.records)},
            {"threads", std::to_string(choices.threads)}};
}

int run_measurement(const Choices& choices) {
    const Result<Request> request = request_of(choices);
    if (!request) return fail(request.error());
    const Machine machine;
    if (!choices.report.empty() && machine.storage().kind(choices.report)) {
        return fail(
            {ErrorCode::kExists, fmt::format("--report {}: there is something of that name already",
                                             harmless(choices.report))});
    }
    platform::catch_interrupts();
    Result<Scratch> scratch = Scratch::make(machine, choices.directory);
    if (!scratch) return fail(scratch.error());
    Results results;
    results.mode = choices.mode;
    results.settings = settings_of(choices);
    results.environment = environment_of(machine, scratch->path());
    if (results.environment.build_type != "Release") {
        results.notes.push_back(fmt::format("this is a {} build; packages ship Release",
                                            results.environment.build_type));
    }
    ProgressLine progress(machine.clock(), "measuring", choices.quiet);
    const Status done = run_rounds(
        jobs_of(machine, *scratch, choices, *request), static_cast<unsigned>(choices.rounds),
        [&](const std::string& what) { progress.show(what); }, results);
    progress.erase();
    if (!done) return fail(done.error());
    if (choices.mode == "targets") judge_targets(results);
    if (!choices.report.empty()) {
        if (Status written = write_report(machine, choices.report, results); !written) {
            return fail(written.error());
        }
    }
    Answer answer;
    answer.write(choices.json ? results_json(results) : results_text(results));
    const bool missed = std::any_of(results.targets.begin(), results.targets.end(),
                                    [](const Target& target) { return !target.met; });
    return answer.finish(missed ? kExitMissed : kExitDone);
}

Result<Results> read_results(const Machine& machine, const std::string& path) {
    const Result<Bytes> text = platform::read_file(machine.storage(), path, kReportSizeMax);
    if (!text) return text.error();
    return parse_results(path, as_text(*text));
}

int run_comparison(const Choices& choices) {
    const Machine machine;
    const Result<Results> before = read_results(machine, choices.files[0]);
    if (!before) return fail(before.error());
    const Result<Results> after = read_results(machine, choices.files[1]);
    if (!after) return fail(after.error());
    const Comparison comparison = compare(*before, *after);
    if (comparison.lines.empty()) {
        return fail(wrong("the two reports have no row in common"));
    }
    Answer answer;
    answer.write(choices.json ? comparison_json(comparison) : comparison_text(comparison));
    return answer.finish(comparison.regressed() ? kExitRegressed : kExitDone);
}

}  // namespace

int run_bench(const Arguments& arguments) {
    Choices choices;
    Options options(
        "bench",
        "Measures this program on this machine, beside plain C that writes, chains and syncs the "
        "same bytes. Modes: load (appends by many clients, closed loop or at a rate), micro (the "
        "inner work), read (random reads, opening), verify, targets (exit code 1 when one is "
        "missed), and "
        "compare BEFORE AFTER (two JSON reports: exit code 1 when one row got slower than is "
        "allowed). Everything is made in a place of its own and removed again.",
        kExamples);
    options.optional("MODE", choices.mode,
                     "load (the default), micro, read, verify, targets or compare");
    options.rest("FILES", choices.files, "For compare: two reports");
    options.value("--clients", "LIST", choices.clients,
                  "How many append at the same time, such as 1,10,50,100 (default: 1)");
    options.value("--rate", "R|max", choices.rate,
                  "Records/s of all clients together, sent at even times whatever happens; a "
                  "latency counts from then (default: max, as fast as answers come)");
    options.value("--duration", "TIME", choices.duration,
                  "Of each row in each round (default: 5s; of micro and read 1s)");
    options.value("--warm-up", "TIME", choices.warm_up, "Before it, not counted (default: 1s)");
    options.number("--size", choices.size, "Bytes of a record (default: 256)");
    options.number("--batch", choices.batch, "Records that are sent together (default: 100)");
    options.value("--sync", "POLICY", choices.sync,
                  "record, batch, group or none (default: batch)");
    options.number("--rounds", choices.rounds,
                   "How often all rows are run in turn (default: 3; of targets 5)");
    options.number("--records", choices.records,
                   "Of ledgers that are read or verified (default: 200000)");
    options.number("--threads", choices.threads, "That verify (default: 2)");
    options.flag("--no-encryption", choices.no_encryption, "Append in the clear");
    options.value("--report", "FILE", choices.report,
                  "Also write the latencies: .hlog of all rows, .csv of one");
    options.value("--dir", "DIR", choices.directory,
                  "On the disk that is to be measured (default: the current directory)");
    quiet_option(options, choices.quiet);
    json_option(options, choices.json);
    if (const auto code = options.parse(arguments)) return *code;
    if (choices.mode.empty()) choices.mode = "load";
    constexpr std::array kModes = {"load", "micro", "read", "verify", "targets", "compare"};
    if (std::find(kModes.begin(), kModes.end(), choices.mode) == kModes.end()) {
        return options.refuse(fmt::format("there is no mode \"{}\"", harmless(choices.mode)));
    }
    const bool comparing = choices.mode == "compare";
    if (choices.files.size() != (comparing ? 2U : 0U)) {
        return options.refuse(comparing ? "compare needs two reports of `bench --json`"
                                        : "only compare takes files");
    }
    if (comparing) return run_comparison(choices);
    const bool quick = choices.mode == "micro" || choices.mode == "read";
    if (choices.duration.empty()) choices.duration = quick ? "1s" : "5s";
    if (choices.warm_up.empty()) choices.warm_up = "1s";
    if (choices.rounds == 0) choices.rounds = choices.mode == "targets" ? 5 : 3;
    if (choices.records == 0) choices.records = 200'000;
    if (choices.rounds > 1000 || choices.records > 1'000'000'000 || choices.threads == 0 ||
        choices.threads > 256) {
        return options.refuse("at most 1000 rounds, a billion records, 256 threads");
    }
    return run_measurement(choices);
}

}  // namespace counterfoil::cli
