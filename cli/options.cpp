// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>

#include "cli/answer.h"
#include "cli/exit_code.h"
#include "ledger/format/segment.h"

namespace counterfoil::cli {
namespace {

// [OPTIONS] looks as if all of them could be left out.
class UsageWithNeeded : public CLI::Formatter {
  public:
    std::string make_usage(const CLI::App* app, std::string name) const override {
        std::string usage = Formatter::make_usage(app, std::move(name));
        std::string needed;
        for (const CLI::Option* option : app->get_options()) {
            if (option->get_positional() || !option->get_required()) continue;
            needed +=
                fmt::format(" --{} {}", option->get_lnames().front(), option->get_option_text());
        }
        return usage.insert(std::min(usage.find_last_not_of('\n') + 1, usage.size()), needed);
    }
};

}  // namespace

struct Options::State {
    State(const std::string& command, const std::string& purpose)
        : name(command), app(purpose, "counterfoil " + command) {
        app.formatter(std::make_shared<UsageWithNeeded>());
    }
    std::string name;
    CLI::App app;
};

Options::Options(const std::string& command, const std::string& purpose,
                 const std::string& examples)
    : state_(std::make_unique<State>(command, purpose)) {
    state_->app.footer("Examples:\n" + examples);
    state_->app.set_help_flag("-h,--help", "This text");
}

Options::~Options() = default;

void Options::required(const std::string& name, std::string& target, const std::string& help) {
    state_->app.add_option(name, target, help)->required()->option_text(" ");
}

void Options::optional(const std::string& name, std::string& target, const std::string& help) {
    state_->app.add_option(name, target, help)->option_text(" ");
}

void Options::rest(const std::string& name, std::vector<std::string>& target,
                   const std::string& help) {
    state_->app.add_option(name, target, help)->option_text("...");
}

void Options::flag(const std::string& names, bool& target, const std::string& help) {
    state_->app.add_flag(names, target, help);
}

void Options::value(const std::string& names, const std::string& type, std::string& target,
                    const std::string& help) {
    state_->app.add_option(names, target, help)->option_text(type);
}

void Options::needed(const std::string& names, const std::string& type, std::string& target,
                     const std::string& help) {
    state_->app.add_option(names, target, help + " (required)")->option_text(type)->required();
}

void Options::number(const std::string& names, std::uint64_t& target, const std::string& help) {
    // Else -1 would be the largest number there is.
    const auto whole = [](const std::string& text) -> std::string {
        return parse_number(text) ? "" : fmt::format("\"{}\" is no whole number", text);
    };
    state_->app.add_option(names, target, help)->option_text("N")->check(whole, "");
}

void Options::values(const std::string& names, const std::string& type,
                     std::vector<std::string>& target, const std::string& help) {
    state_->app.add_option(names, target, help)->option_text(type)->allow_extra_args(false);
}

void Options::tuple(const std::string& names, const std::string& type, int count,
                    std::vector<std::string>& target, const std::string& help) {
    state_->app.add_option(names, target, help)->option_text(type)->expected(count);
}

void Options::choice(const std::string& names, const std::vector<std::string>& choices,
                     std::string& target, const std::string& help) {
    std::string text;
    for (const std::string& choice : choices) text += (text.empty() ? "" : "|") + choice;
    state_->app.add_option(names, target, help)
        ->option_text(text)
        ->check(CLI::Validator(
            [choices, text](const std::string& given) {
                const bool known =
                    std::find(choices.begin(), choices.end(), given) != choices.end();
                return known ? std::string() : "\"" + given + "\" is none of " + text;
            },
            ""));
}

std::optional<int> Options::parse(const Arguments& arguments) {
    try {
        // CLI11 takes them from the back.
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
        state_->app.parse(std::move(reversed));
        return std::nullopt;
    } catch (const CLI::CallForHelp&) {
        Answer answer;
        answer.write(state_->app.help());
        return answer.finish(kExitDone);
    } catch (const CLI::Error& error) {
        return refuse(error.what());
    }
}

int Options::refuse(const std::string& message) const {
    say(state_->name + ": " + message + "; see `counterfoil " + state_->name + " --help`");
    return kExitUsage;
}

void json_option(Options& options, bool& json) {
    options.flag("--json", json, "Answer with JSON");
}

void quiet_option(Options& options, bool& quiet) {
    options.flag("-q,--quiet", quiet, "No progress and no summary on standard error");
}

void state_directory_option(Options& options, std::string& directory) {
    options.value("--state-dir", "DIR", directory,
                  "Where marks of failed writes are (default: $XDG_STATE_HOME/counterfoil, or "
                  "/run/counterfoil for the superuser)");
}

void trust_directory_option(Options& options, std::string& directory) {
    options.value("--trust-dir", "DIR", directory,
                  "Where the pins are (default: $XDG_DATA_HOME/counterfoil/trust)");
}

void sync_option(Options& options, std::string& policy, const std::string& otherwise) {
    std::vector<std::string> names;
    for (const format::SyncPolicy known : format::kSyncPolicies) {
        names.emplace_back(format::sync_policy_name(known));
    }
    options.choice("--sync", names, policy,
                   "What is synced to disk before it is answered: each record, each batch, what "
                   "waits as a group, or none until the close (default: " +
                       otherwise + ")");
}

std::optional<std::chrono::nanoseconds> parse_milliseconds(const std::string& text) {
    double number = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number, std::chars_format::fixed);
    if (text.empty() || parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
    const std::chrono::duration<double, std::milli> duration(number);
    // Written so that what is no number is refused too.
    if (!(number >= 0 && duration <= std::chrono::hours(1))) return std::nullopt;
    return std::chrono::round<std::chrono::nanoseconds>(duration);
}

std::optional<std::uint64_t> parse_number(const std::string& text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    if (text.empty() || parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
    return number;
}

}  // namespace counterfoil::cli
