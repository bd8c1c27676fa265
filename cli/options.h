// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace counterfoil::cli {

using Arguments = std::vector<std::string>;

// One command's arguments, and its help made from them. Targets keep their value when the person
// says nothing, and must outlive parse().
class Options {
  public:
    // `examples` stand at the end of the help, one a line.
    Options(const std::string& command, const std::string& purpose, const std::string& examples);
    ~Options();
    Options(const Options&) = delete;
    Options& operator=(const Options&) = delete;

    void required(const std::string& name, std::string& target, const std::string& help);
    void optional(const std::string& name, std::string& target, const std::string& help);
    void rest(const std::string& name, std::vector<std::string>& target, const std::string& help);

    void flag(const std::string& names, bool& target, const std::string& help);
    void value(const std::string& names, const std::string& type, std::string& target,
               const std::string& help);
    void number(const std::string& names, std::uint64_t& target, const std::string& help);
    // A value without which the command has no meaning; the usage shows it, too.
    void needed(const std::string& names, const std::string& type, std::string& target,
                const std::string& help);
    // May be given more than once, one value each time.
    void values(const std::string& names, const std::string& type, std::vector<std::string>& target,
                const std::string& help);
    // Exactly `count` values behind one name.
    void tuple(const std::string& names, const std::string& type, int count,
               std::vector<std::string>& target, const std::string& help);
    void choice(const std::string& names, const std::vector<std::string>& choices,
                std::string& target, const std::string& help);

    // Nothing: go on. Else the program ends with this code: help was asked for, or the arguments
    // have no meaning, and that has been said.
    [[nodiscard]] std::optional<int> parse(const Arguments& arguments);
    // Says what is wrong with arguments that could be parsed; the code for wrong usage.
    [[nodiscard]] int refuse(const std::string& message) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// Options that mean the same everywhere.
void json_option(Options& options, bool& json);
void quiet_option(Options& options, bool& quiet);
void state_directory_option(Options& options, std::string& directory);
void trust_directory_option(Options& options, std::string& directory);
// --sync with a policy's name, for format::sync_policy_of. `otherwise` says what holds without it.
void sync_option(Options& options, std::string& policy, const std::string& otherwise);

// A number of milliseconds in decimal, such as 0.5, from 0 to an hour; nothing for other text.
[[nodiscard]] std::optional<std::chrono::nanoseconds> parse_milliseconds(const std::string& text);
// A whole number in decimal and nothing else.
[[nodiscard]] std::optional<std::uint64_t> parse_number(const std::string& text);

}  // namespace counterfoil::cli
