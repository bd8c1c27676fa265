// SPDX-License-Identifier: Apache-2.0
// The catalogue of tampering (tests/tamper/catalogue), tried on both verifiers. Writes what came of
// it as JSON; prints each case that was not judged as it must be, and how to see it alone. Exits 1
// when there was one, or a row without cases.
//
//   detection --json FILE [--part I/N] [--at-most N] [--rows M01,M02,…] [--seed S]
//       --part I/N     every N-th case from the I-th on, for N processes
//       --at-most N    no more than N cases of a family, spread over it; the short form
//   detection --list ROWS    the families and how many cases the long form has of each
//   detection --case 'NAME' --number N [--seed S]
//       that case alone, with both reports

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/crypto/library.h"
#include "tests/support/temporary_directory.h"
#include "tests/tamper/catalogue/catalogue.h"
#include "tests/tamper/first_judge.h"

namespace counterfoil::tamper {
namespace {

struct Request {
    std::string json;
    std::uint64_t part = 0;
    std::uint64_t parts = 1;
    std::uint64_t at_most = 0;  // Zero: the long form.
    std::string rows;
    std::uint64_t seed = 1;
    std::string only;
    std::uint64_t number = 0;
    bool list = false;
};

// Of one family, by one verifier.
struct Counts {
    std::uint64_t tried = 0;
    std::uint64_t right = 0;
    std::map<std::string, std::uint64_t> verdicts;
};
struct Result {
    Counts first;
    Counts second;
    std::uint64_t bound = 0;  // Of the right ones: not found, within the bound that is printed.
    std::uint64_t disagreements = 0;
    double seconds = 0;
};

class Run {
  public:
    explicit Run(Request request) : request_(std::move(request)) {}

    [[nodiscard]] bool families(const Families& all) {
        for (const Family& family : all) {
            if (!is_asked(family)) continue;
            if (!honest(family)) return false;
            const auto begin = std::chrono::steady_clock::now();
            Result& result = results_.emplace_back(family.row, family.name, Result{}).result;
            numbers(family, result);
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
            result.seconds = took.count();
        }
        write_json();
        return wrong_ == 0;
    }
    void list(const Families& all) const {
        for (const Family& family : all) {
            if (!is_asked(family)) continue;
            fmt::print("{:8} {:9} {}\n", family.row,
                       (family.count + family.one_in - 1) / family.one_in, family.name);
        }
    }
    [[nodiscard]] bool alone(const Families& all) {
        for (const Family& family : all) {
            if (family.name != request_.only || request_.number >= family.count) continue;
            speaks_ = true;
            Result result;
            one(family, request_.number, result, true);
            return wrong_ == 0;
        }
        fmt::print(stderr, "there is no such case: {}\n", request_.only);
        return false;
    }

  private:
    [[nodiscard]] bool is_asked(const Family& family) const {
        return request_.rows.empty() ||
               ("," + request_.rows + ",").find("," + family.row + ",") != std::string::npos;
    }

    // Before it is changed, a base is what both verifiers take: else all would be found in it.
    [[nodiscard]] bool honest(const Family& family) {
        if (family.base == base_) return true;
        base_ = family.base;
        const Verdicts good = {kVerified, kWithEvents};
        const verifier::Report first = first_report(*base_);
        const Opinion second = second_.judge(base_, *base_);
        if (good.contains(first.verdict) && second.verdict == first.verdict) return true;
        fmt::print("the base of {} is not good itself: first {}, second {}\n", family.name,
                   verifier::report_text(first), verifier::verdict_name(second.verdict));
        return false;
    }

    // Which cases of a family are tried: one in so many, or a few that are spread over it.
    void numbers(const Family& family, Result& result) {
        const std::uint64_t few = std::min(family.count, request_.at_most);
        const std::uint64_t count =
            request_.at_most > 0 ? few : (family.count + family.one_in - 1) / family.one_in;
        for (std::uint64_t i = request_.part; i < count; i += request_.parts) {
            std::uint64_t number = i * family.one_in;
            if (request_.at_most > 0) number = family.in_order ? i : i * family.count / count;
            one(family, number, result, request_.at_most > 0 || i % family.second_one_in == 0);
        }
    }

    void one(const Family& family, std::uint64_t number, Result& result, bool by_both) {
        if (family.change_on_disk) return on_disk(family, number, result);
        Subject subject = *family.base;
        const Expected expected = family.change(number, subject);
        if (!expected) return;
        std::optional<Opinion> second;
        if (by_both) second = second_.judge(family.base, subject);
        const bool waits = subject.meanwhile.at_read > 0;
        bool changed = false;
        const verifier::Report report = first_report(std::move(subject), &changed);
        // Of a file that was not read so often, nothing was changed.
        if (waits && second && !second->changed) second.reset();
        if (waits && !changed) return;
        weigh(family, number, *expected, report, second, result);
    }

    void on_disk(const Family& family, std::uint64_t number, Result& result) {
        const test::TemporaryDirectory place;
        const std::string path = place.path("evidence");
        if (family.base->bundle) {
            write(path, family.base->files.at("bundle"));
        } else {
            for (const char* name : {"segments", "checkpoints", "quarantine", "keys", "metrics"}) {
                std::filesystem::create_directories(path + "/" + name);
            }
            for (const auto& [name, content] : family.base->files) {
                write(path + "/" + name, content);
            }
        }
        const Expected expected = family.change_on_disk(number, path);
        if (!expected) return;
        const Opinion second = second_.judge_on_disk(path, family.base->pin);
        weigh(family, number, *expected, first_report_on_disk(path, family.base->pin), second,
              result);
    }
    static void write(const std::string& path, const Bytes& content) {
        std::ofstream file(path, std::ios::binary);
        file.write(reinterpret_cast<const char*>(content.data()),
                   static_cast<std::streamsize>(content.size()));
    }

    void weigh(const Family& family, std::uint64_t number, const Verdicts& expected,
               const verifier::Report& report, const std::optional<Opinion>& second,
               Result& result) {
        const Opinion first = first_opinion(report, family.is_shown);
        const bool first_right = count(first, expected, result.first, family.is_shown);
        bool second_right = true;
        bool agree = true;
        if (second) {
            second_right = count(*second, expected, result.second, family.is_shown);
            agree = family.verdicts_may_differ || first.verdict == second->verdict;
            if (!agree) ++result.disagreements;
        }
        if (first_right && expected.is_bound()) ++result.bound;
        if (speaks_) {
            fmt::print("{}", verifier::report_text(report));
            if (second) {
                fmt::print("second verifier: {} {}\n", verifier::verdict_name(second->verdict),
                           second->kind);
            }
        }
        if (first_right && second_right && agree) return;
        ++wrong_;
        if (wrong_ > kPrintedMax && !speaks_) return;
        fmt::print(
            "WRONG: {} {} #{}: first {} ({}{}), second {} ({}{}); expected {}\n"
            "  again: detection --case '{}' --number {} --seed {}\n",
            family.row, family.name, number, verifier::verdict_name(first.verdict), first.kind,
            first.is_plain ? "" : ", not plain",
            second ? verifier::verdict_name(second->verdict) : "-", second ? second->kind : "-",
            second && !second->is_plain ? ", not plain" : "", text_of(expected), family.name,
            number, request_.seed);
        std::fflush(stdout);
    }

    static bool count(const Opinion& opinion, const Verdicts& expected, Counts& counts,
                      bool is_shown) {
        ++counts.tried;
        ++counts.verdicts[verifier::verdict_name(opinion.verdict)];
        const bool right = expected.contains(opinion.verdict) && (!is_shown || opinion.is_plain);
        if (right) ++counts.right;
        return right;
    }

    static std::string text_of(const Verdicts& expected) {
        std::string text;
        for (const auto each :
             {kFailed, kUnsupported, kIoError, kUntrusted, kIncomplete, kWithEvents, kVerified}) {
            if (!expected.contains(each)) continue;
            text += (text.empty() ? "" : " or ") + std::string(verifier::verdict_name(each));
        }
        return text;
    }

    // Names hold no character that JSON would want written otherwise.
    static std::string json_of(const Counts& counts) {
        std::string verdicts;
        for (const auto& [name, number] : counts.verdicts) {
            verdicts += fmt::format("{}\"{}\": {}", verdicts.empty() ? "" : ", ", name, number);
        }
        return fmt::format("{{\"tried\": {}, \"right\": {}, \"verdicts\": {{{}}}}}", counts.tried,
                           counts.right, verdicts);
    }
    void write_json() const {
        std::string text = fmt::format("{{\n  \"seed\": {},\n  \"short\": {},\n  \"rows\": [\n",
                                       request_.seed, request_.at_most > 0);
        for (const Row& row : rows()) {
            text += fmt::format(
                "    {{\"id\": \"{}\", \"mutation\": \"{}\", \"expected\": \"{}\", \"remark\": "
                "\"{}\"}}{}\n",
                row.id, row.mutation, row.expected, row.remark, &row == &rows().back() ? "" : ",");
        }
        text += "  ],\n  \"families\": [\n";
        for (const Named& each : results_) {
            text += fmt::format(
                "    {{\"row\": \"{}\", \"name\": \"{}\", \"first\": {}, \"second\": {}, "
                "\"bound\": {}, \"disagreements\": {}, \"seconds\": {:.1f}}}{}\n",
                each.row, each.name, json_of(each.result.first), json_of(each.result.second),
                each.result.bound, each.result.disagreements, each.result.seconds,
                &each == &results_.back() ? "" : ",");
        }
        std::ofstream(request_.json) << text << "  ]\n}\n";
    }

    static constexpr std::uint64_t kPrintedMax = 60;
    struct Named {
        Named(std::string its_row, std::string its_name, Result its_result)
            : row(std::move(its_row)), name(std::move(its_name)), result(std::move(its_result)) {}
        std::string row;
        std::string name;
        Result result;
    };
    Request request_;
    SecondJudge second_;
    std::vector<Named> results_;
    std::shared_ptr<const Subject> base_;  // The last one that was looked at.
    std::uint64_t wrong_ = 0;
    bool speaks_ = false;
};

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<Request> parse(const std::vector<std::string_view>& words) {
    Request request;
    if (words.size() % 2 != 0) return std::nullopt;
    for (std::size_t i = 0; i < words.size(); i += 2) {
        const std::string_view option = words[i];
        const std::string_view value = words[i + 1];
        if (option == "--json") {
            request.json = value;
        } else if (option == "--rows") {
            request.rows = value;
        } else if (option == "--list") {
            request.list = true;
            request.rows = value == "all" ? "" : value;
        } else if (option == "--case") {
            request.only = value;
        } else if (option == "--part") {
            const std::size_t slash = value.find('/');
            if (slash == std::string_view::npos) return std::nullopt;
            const auto part = number_of(value.substr(0, slash));
            const auto parts = number_of(value.substr(slash + 1));
            if (!part || !parts || *part == 0 || *part > *parts) return std::nullopt;
            request.part = *part - 1;
            request.parts = *parts;
        } else {
            const auto number = number_of(value);
            if (!number) return std::nullopt;
            if (option == "--seed") {
                request.seed = *number;
            } else if (option == "--at-most" && *number > 0) {
                request.at_most = *number;
            } else if (option == "--number") {
                request.number = *number;
            } else {
                return std::nullopt;
            }
        }
    }
    const int forms = int{!request.json.empty()} + int{!request.only.empty()} + int{request.list};
    if (forms != 1) return std::nullopt;
    return request;
}

}  // namespace
}  // namespace counterfoil::tamper

int main(int count, char** values) {
    using namespace counterfoil;
    const auto request = tamper::parse(std::vector<std::string_view>(values + 1, values + count));
    if (!request || !crypto::start()) {
        std::fputs(
            "usage: detection --json FILE [--part I/N] [--at-most N] [--rows M01,M02] "
            "[--seed S]\n       detection --case NAME --number N [--seed S]\n",
            stderr);
        return 2;
    }
    const tamper::Families all = tamper::catalogue(request->seed);
    tamper::Run run(*request);
    if (request->list) {
        run.list(all);
        return 0;
    }
    const bool right = request->only.empty() ? run.families(all) : run.alone(all);
    return right ? 0 : 1;
}
