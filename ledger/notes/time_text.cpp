// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/time_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>

namespace counterfoil::notes {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::size_t kDecimalsMax = 9;

bool is_digit(char character) {
    return character >= '0' && character <= '9';
}

// Takes exactly `count` digits off `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) return std::nullopt;
    int value = 0;
    for (const char each : text.substr(0, count)) {
        if (!is_digit(each)) return std::nullopt;
        value = value * 10 + (each - '0');
    }
    text.remove_prefix(count);
    return value;
}

// Takes one of these characters off `text`.
bool take_one(std::string_view& text, std::string_view allowed) {
    if (text.empty() || allowed.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

// Two digits, a separator, two digits, both within their ranges, as minutes.
std::optional<int> take_hours_and_minutes(std::string_view& text) {
    const auto hours = take_digits(text, 2);
    if (!hours || *hours > 23 || !take_one(text, ":")) return std::nullopt;
    const auto minutes = take_digits(text, 2);
    if (!minutes || *minutes > 59) return std::nullopt;
    return *hours * 60 + *minutes;
}

std::optional<std::chrono::sys_days> take_date(std::string_view& text) {
    const auto year = take_digits(text, 4);
    if (!year || !take_one(text, "-")) return std::nullopt;
    const auto month = take_digits(text, 2);
    if (!month || !take_one(text, "-")) return std::nullopt;
    const auto day = take_digits(text, 2);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date);
}

// Behind a point, in nanoseconds; 0 when there is none.
std::optional<std::uint64_t> take_decimals(std::string_view& text) {
    if (!take_one(text, ".")) return 0;
    std::uint64_t value = 0;
    std::size_t count = 0;
    for (; !text.empty() && is_digit(text.front()); ++count) {
        if (count == kDecimalsMax) return std::nullopt;
        value = value * 10 + static_cast<std::uint64_t>(text.front() - '0');
        text.remove_prefix(1);
    }
    if (count == 0) return std::nullopt;
    for (; count < kDecimalsMax; ++count) value *= 10;
    return value;
}

// How far the local time is ahead of UTC, in minutes.
std::optional<int> take_offset(std::string_view& text) {
    if (take_one(text, "Zz")) return 0;
    const bool behind = text.starts_with('-');
    if (!take_one(text, "+-")) return std::nullopt;
    const auto minutes = take_hours_and_minutes(text);
    if (!minutes) return std::nullopt;
    return behind ? -*minutes : *minutes;
}

// Without decimals and zone.
std::string date_and_time(std::uint64_t seconds) {
    const auto since_epoch = std::chrono::seconds(static_cast<std::int64_t>(seconds));
    const auto days = std::chrono::floor<std::chrono::days>(since_epoch);
    const std::chrono::year_month_day date{std::chrono::sys_days(days)};
    const auto time = (since_epoch - days).count();
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time / 3600, time / 60 % 60, time % 60);
}

}  // namespace

std::string rfc3339(std::uint64_t time_ns) {
    return fmt::format("{}.{:09}Z", date_and_time(time_ns / kSecond), time_ns % kSecond);
}

std::string rfc3339_seconds(std::uint64_t time) {
    constexpr std::uint64_t kLastOf9999 = 253'402'300'799;
    return date_and_time(std::min(time, kLastOf9999)) + "Z";
}

std::optional<std::uint64_t> parse_rfc3339(std::string_view text) {
    const auto date = take_date(text);
    if (!date || !take_one(text, "Tt")) return std::nullopt;
    const auto minutes = take_hours_and_minutes(text);
    if (!minutes || !take_one(text, ":")) return std::nullopt;
    const auto seconds = take_digits(text, 2);
    if (!seconds || *seconds > 59) return std::nullopt;
    const auto decimals = take_decimals(text);
    const auto offset = decimals ? take_offset(text) : std::nullopt;
    if (!offset || !text.empty()) return std::nullopt;
    const std::int64_t since_epoch = std::chrono::seconds(date->time_since_epoch()).count() +
                                     std::int64_t{60} * (*minutes - *offset) + *seconds;
    if (since_epoch < 0) return std::nullopt;
    const auto whole = static_cast<std::uint64_t>(since_epoch);
    if (whole > (std::numeric_limits<std::uint64_t>::max() - *decimals) / kSecond) {
        return std::nullopt;
    }
    return whole * kSecond + *decimals;
}

}  // namespace counterfoil::notes
