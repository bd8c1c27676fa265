// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/simulated/state_name.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include <fmt/format.h>

namespace counterfoil::crash {
namespace {

constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr const char* kClassNames[] = {"open",   "write", "sync",    "rename",
                                       "remove", "mkdir", "sync-dir"};
constexpr const char* kEffectNames[] = {"error", "no-space", "torn", "lose-all", "lose-some"};

// What stands before the first `mark`, which is taken off `rest` with it.
std::string_view take(std::string_view& rest, char mark) {
    const std::size_t end = rest.find(mark);
    const std::string_view taken = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    return taken;
}

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

template <std::size_t size>
std::optional<std::size_t> place_of(std::string_view name, const char* const (&names)[size]) {
    const auto* const found = std::find(std::begin(names), std::end(names), name);
    if (found == std::end(names)) return std::nullopt;
    return static_cast<std::size_t>(found - std::begin(names));
}

std::optional<Fault> parse_fault(std::string_view text) {
    take(text, ':');
    const auto at = place_of(take(text, ':'), kClassNames);
    const auto number = number_of(take(text, ':'));
    const auto effect = place_of(text, kEffectNames);
    if (!at || !number || !effect) return std::nullopt;
    return Fault{static_cast<Fault::Class>(*at), *number, static_cast<Fault::Effect>(*effect)};
}

std::optional<CrashPoint> parse_crash(std::string_view text) {
    if (text.empty() || text.front() != 'o') return std::nullopt;
    text.remove_prefix(1);
    CrashPoint crash;
    const auto operations = number_of(take(text, ':'));
    if (!operations) return std::nullopt;
    crash.operations = static_cast<std::size_t>(*operations);
    crash.power_loss = take(text, ':') == "p";
    if (!crash.power_loss) {
        const auto prefix = number_of(text);
        if (!prefix) return std::nullopt;
        crash.prefix = *prefix;
        return crash;
    }
    for (const char digit : text) {
        const std::size_t version = kDigits.find(digit);
        if (version == std::string_view::npos) return std::nullopt;
        crash.choice.push_back(static_cast<std::uint8_t>(version));
    }
    return crash;
}

}  // namespace

std::string text_of(const Fault& fault) {
    return fmt::format("f:{}:{}:{}", kClassNames[static_cast<std::size_t>(fault.at)], fault.number,
                       kEffectNames[static_cast<std::size_t>(fault.effect)]);
}

std::string StateName::text() const {
    std::string text = std::to_string(seed);
    for (const Step& step : steps) {
        if (step.fault) text += "/" + text_of(*step.fault);
        text += "/o" + std::to_string(step.crash.operations);
        if (step.crash.power_loss) {
            text += ":p:";
            for (const std::uint8_t version : step.crash.choice) text += kDigits[version];
        } else {
            text += ":k:" + std::to_string(step.crash.prefix);
        }
    }
    return text;
}

std::optional<StateName> StateName::parse(std::string_view text) {
    StateName name;
    const auto seed = number_of(take(text, '/'));
    if (!seed) return std::nullopt;
    name.seed = *seed;
    std::optional<Fault> fault;
    while (!text.empty()) {
        const std::string_view part = take(text, '/');
        if (part.starts_with("f:")) {
            fault = parse_fault(part);
            if (!fault) return std::nullopt;
            continue;
        }
        const std::optional<CrashPoint> crash = parse_crash(part);
        if (!crash) return std::nullopt;
        name.steps.push_back({fault, *crash});
        fault.reset();
    }
    return name;
}

}  // namespace counterfoil::crash
