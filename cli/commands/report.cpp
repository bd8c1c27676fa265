// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/places.h"
#include "ledger/base/harmless.h"
#include "ledger/crypto/encoding.h"
#include "ledger/crypto/hash.h"
#include "ledger/keys/reviewer_key.h"
#include "ledger/notes/note.h"
#include "ledger/notes/review.h"
#include "ledger/notes/time_text.h"

namespace counterfoil::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kExamples =
    "  counterfoil verify DIR --html report.html\n"
    "  counterfoil report new-key jane.doe@auditors.example --output jane.key\n"
    "  counterfoil report sign report.html --reviewer-key jane.key --comment 'March, as agreed'\n"
    "  counterfoil report check report.html --key 'jane.doe@auditors.example+…'";

constexpr std::uint64_t kReportSizeMax = 256ULL << 20U;
constexpr std::uint64_t kKeyFileSizeMax = 4096;

struct Choices {
    std::string action;
    std::string what;
    std::string review;
    std::string output;
    std::string reviewer_key;
    std::string key;
    std::vector<std::string> comment;
    bool json = false;
};

std::string name_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

std::string json_line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

int new_key(const Choices& choices, const Machine& machine) {
    const auto made = keys::create_reviewer_key(machine.storage(), machine.random(), choices.output,
                                                choices.what);
    if (!made) return fail(made.error());
    const std::string vkey = made->verifier_key().text();
    Answer answer;
    answer.write(choices.json ? json_line({{"vkey", vkey}, {"key_file", choices.output}})
                              : fmt::format("vkey      {}\nkey file  {}\n", harmless(vkey),
                                            harmless(choices.output)));
    return answer.finish(kExitDone);
}

std::string review_path(const Choices& choices) {
    return choices.review.empty() ? choices.what + ".review" : choices.review;
}

int sign(const Choices& choices, const Machine& machine) {
    platform::Storage& storage = machine.storage();
    const Result<Bytes> report = platform::read_file(storage, choices.what, kReportSizeMax);
    if (!report) return fail(report.error());
    const auto key = keys::read_reviewer_key(storage, choices.reviewer_key);
    if (!key) return fail(key.error());
    notes::Review review;
    review.report = name_of(choices.what);
    review.report_digest = crypto::sha256(*report);
    review.time_ns = machine.clock().now_ns();
    review.comment = choices.comment;
    const std::string path = choices.output.empty() ? choices.what + ".review" : choices.output;
    const std::string note = notes::sign_review(review, key->name, key->key);
    if (Status written = platform::write_new_file(storage, path, as_bytes(note)); !written) {
        return fail(written.error());
    }
    Answer answer;
    answer.write(choices.json
                     ? json_line({{"review_file", path},
                                  {"report_sha256", crypto::hex(review.report_digest)},
                                  {"reviewer", key->name},
                                  {"vkey", key->verifier_key().text()}})
                     : fmt::format("{}: signed by {}\n", harmless(path), harmless(key->name)));
    return answer.finish(kExitDone);
}

Result<notes::VerifierKey> reviewer_from(platform::Storage& storage, const std::string& given) {
    std::string text = given;
    if (storage.kind(given)) {
        const Result<Bytes> content = platform::read_file(storage, given, kKeyFileSizeMax);
        if (!content) return content.error();
        text = as_text(*content);
        if (text.ends_with('\n')) text.pop_back();
    }
    const auto key = notes::VerifierKey::parse(text);
    if (key) return *key;
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("--key {}: is no file with a vkey, and no vkey: {}", given,
                             key.error().message)};
}

int check(const Choices& choices, const Machine& machine) {
    platform::Storage& storage = machine.storage();
    const auto key = reviewer_from(storage, choices.key);
    if (!key) return fail(key.error());
    const Result<Bytes> report = platform::read_file(storage, choices.what, kReportSizeMax);
    if (!report) return fail(report.error());
    const std::string path = review_path(choices);
    const Result<Bytes> note = platform::read_file(storage, path, notes::kNoteSizeMax);
    if (!note) return fail(note.error());
    Result<notes::Review> review = notes::open_review(as_text(*note), *key);
    if (review && review->report_digest != crypto::sha256(*report)) {
        review = Error{ErrorCode::kDamaged,
                       fmt::format("it is of another report, or {} was changed since it was signed",
                                   choices.what)};
    }
    if (!review) {
        // Nothing is said of any ledger here.
        say(fmt::format("{}: {}", path, review.error().message));
        return review.error().code == ErrorCode::kUnsupported ? kExitUnsupported : kExitFailed;
    }
    Answer answer;
    if (choices.json) {
        answer.write(json_line({{"reviewer", key->name},
                                {"report", review->report},
                                {"report_sha256", crypto::hex(review->report_digest)},
                                {"time", notes::rfc3339(review->time_ns)},
                                {"comment", review->comment}}));
    } else {
        answer.line(fmt::format("{} read this report and signed that at {}", harmless(key->name),
                                notes::rfc3339(review->time_ns)));
        for (const std::string& line : review->comment) answer.line("  " + harmless(line));
    }
    return answer.finish(kExitDone);
}

}  // namespace

int run_report(const Arguments& arguments) {
    Choices choices;
    Options options("report",
                    "What somebody who read a report of `counterfoil verify` says of it, signed "
                    "under their own name: a C2SP note beside the report.",
                    kExamples);
    options.required("ACTION", choices.action, "new-key, sign or check");
    options.required("WHAT", choices.what,
                     "new-key: the reviewer's name; sign, check: the report, in whatever form");
    options.optional("REVIEW", choices.review, "check: the note (default: REPORT.review)");
    options.value("--reviewer-key", "FILE", choices.reviewer_key,
                  "sign: the reviewer's key, as new-key made it (required)");
    options.values("--comment", "TEXT", choices.comment,
                   "sign: what the reviewer says; may be given again for more lines");
    options.value("--key", "VKEY|FILE", choices.key,
                  "check: the reviewer's vkey, which must come from elsewhere (required)");
    options.value("--output", "FILE", choices.output,
                  "new-key: the key's file (required); sign: the note (default: REPORT.review)");
    json_option(options, choices.json);
    if (const auto code = options.parse(arguments)) return *code;
    const Machine machine;
    if (choices.action == "new-key") {
        if (choices.output.empty()) return options.refuse("say with --output where the key goes");
        return new_key(choices, machine);
    }
    if (choices.action == "sign") {
        if (choices.reviewer_key.empty()) {
            return options.refuse("say with --reviewer-key who signs");
        }
        if (!notes::is_review_comment(choices.comment)) {
            return options.refuse(fmt::format(
                "a comment is lines of text without control characters, at most {} bytes in all",
                notes::kReviewCommentMax));
        }
        return sign(choices, machine);
    }
    if (choices.action == "check") {
        if (choices.key.empty()) return options.refuse("say with --key whose review it must be");
        return check(choices, machine);
    }
    return options.refuse(
        fmt::format("there is no action \"{}\"; the actions are new-key, sign and "
                    "check",
                    choices.action));
}

}  // namespace counterfoil::cli
