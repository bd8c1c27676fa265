// SPDX-License-Identifier: Apache-2.0
#include "ledger/metrics/interval_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "ledger/base/unknown_version.h"

namespace counterfoil::metrics {
namespace {

constexpr std::uint64_t kSecondNs = 1'000'000'000;
constexpr std::uint64_t kYearNs = 365 * 24 * 3600 * kSecondNs;
constexpr std::size_t kTagSizeMax = 256;
constexpr std::size_t kReadStep = 64 * 1024;
constexpr std::string_view kLegend =
    "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"";
constexpr std::string_view kFormat = "#[Histogram log format version ";
constexpr std::uint64_t kFormatKnown = 1;  // With any minor version: 1.0 to 1.3 so far.
constexpr std::string_view kStartTime = "#[StartTime: ";
constexpr std::string_view kBaseTime = "#[BaseTime: ";
// #[Queue: DEPTH of CAPACITY, DEPTH_MAX at most]
constexpr std::string_view kQueue = "#[Queue: ";

std::string seconds_text(std::uint64_t ns) {
    const std::uint64_t ms = ns / 1'000'000 + (ns % 1'000'000 >= 500'000 ? 1 : 0);
    return fmt::format("{}.{:03}", ms / 1000, ms % 1000);
}

// Decimal digits, at most nine of them behind a point.
std::optional<std::uint64_t> parse_seconds(std::string_view text) {
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    std::string_view part = point == std::string_view::npos ? "" : text.substr(point + 1);
    part = part.substr(0, 9);
    if (whole.empty() || whole.size() > 10) return std::nullopt;
    std::uint64_t ns = 0;
    const auto take = [&](std::string_view digits) {
        for (const char each : digits) {
            if (each < '0' || each > '9') return false;
            ns = ns * 10 + static_cast<std::uint64_t>(each - '0');
        }
        return true;
    };
    if (!take(whole) || !take(part)) return std::nullopt;
    // Nineteen digits fit 64 bits.
    for (std::size_t i = part.size(); i < 9; ++i) ns *= 10;
    return ns;
}

bool is_tag(std::string_view tag) {
    return !tag.empty() && tag.size() <= kTagSizeMax &&
           std::all_of(tag.begin(), tag.end(),
                       [](char each) { return each > ' ' && each <= '~' && each != ','; });
}

// The first field, which it takes off; fields are divided by commas.
std::optional<std::string_view> take_field(std::string_view& rest) {
    const std::size_t comma = rest.find(',');
    if (comma == std::string_view::npos) return std::nullopt;
    const std::string_view field = rest.substr(0, comma);
    rest.remove_prefix(comma + 1);
    return field;
}

// A number and what stands behind it, which both are taken off.
bool take_number(std::string_view& rest, std::string_view behind, std::uint64_t& number) {
    const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    rest.remove_prefix(static_cast<std::size_t>(parsed.ptr - rest.data()));
    if (parsed.ec != std::errc() || !rest.starts_with(behind)) return false;
    rest.remove_prefix(behind.size());
    return true;
}

}  // namespace

std::string interval_log_head(const std::string& writer, std::uint64_t start_ns) {
    return fmt::format(
        "#[Logged with {}]\n{}1.3]\n"
        "{}{} (seconds since epoch)]\n{}\n",
        writer, kFormat, kStartTime, seconds_text(start_ns), kLegend);
}

bool is_of_later_format(std::string_view log) {
    const std::size_t begin = log.find(kFormat);
    if (begin == std::string_view::npos) return false;
    std::string_view rest = log.substr(begin + kFormat.size());
    std::uint64_t major = 0;
    return take_number(rest, ".", major) && major > kFormatKnown;
}

std::string interval_line(const Interval& interval) {
    require(interval.tag.empty() || is_tag(interval.tag), "a tag without comma and space");
    const std::string tag = interval.tag.empty() ? "" : "Tag=" + interval.tag + ",";
    return fmt::format("{}{},{},{:.3f},{}\n", tag, seconds_text(interval.start_ns),
                       seconds_text(interval.length_ns),
                       static_cast<double>(interval.histogram.max()) / 1e6,
                       histogram_text(interval.histogram));
}

std::string queue_line(const QueueLevel& level) {
    return fmt::format("{}{} of {}, {} at most]\n", kQueue, level.depth, level.capacity,
                       level.depth_max);
}

IntervalLogReader::IntervalLogReader(std::unique_ptr<platform::Source> source, LastLine last_line)
    : source_(std::move(source)), last_line_(last_line) {}

Error IntervalLogReader::refuse(ErrorCode code, const std::string& why) const {
    return {code, fmt::format("{}, line {}: {}", source_->name(), line_number_, why)};
}

// Borrowed until the next call; without its end of line.
Result<std::optional<std::string_view>> IntervalLogReader::next_line() {
    std::size_t searched = 0;
    for (;;) {
        const std::string_view waiting = std::string_view(buffer_).substr(begin_);
        const std::size_t end = waiting.find('\n', searched);
        const bool last = ended_ && !waiting.empty() && last_line_ == LastLine::kWhole;
        if (end != std::string_view::npos || last) {
            ++line_number_;
            std::string_view line = waiting.substr(0, end);
            begin_ += std::min(line.size() + 1, waiting.size());
            if (line.ends_with('\r')) line.remove_suffix(1);
            return std::optional(line);
        }
        if (ended_) return std::optional<std::string_view>();
        searched = waiting.size();
        if (searched > kLineSizeMax) {
            ++line_number_;
            return refuse(ErrorCode::kTooLarge,
                          fmt::format("the line is longer than {} bytes", kLineSizeMax));
        }
        buffer_.erase(0, begin_);
        begin_ = 0;
        buffer_.resize(searched + kReadStep);
        const Result<std::size_t> got =
            source_->read({reinterpret_cast<std::uint8_t*>(buffer_.data()) + searched, kReadStep});
        if (!got) return got.error();
        buffer_.resize(searched + *got);
        ended_ = *got == 0;
    }
}

Result<std::optional<LoggedInterval>> IntervalLogReader::next() {
    for (;;) {
        const auto line = next_line();
        if (!line) return line.error();
        if (!*line) return std::optional<LoggedInterval>();
        if ((*line)->empty() || (*line)->starts_with("\"StartTimestamp\"")) continue;
        if ((*line)->starts_with('#')) {
            if (Status taken = take_comment(**line); !taken) return taken.error();
            continue;
        }
        Result<LoggedInterval> interval = parse(**line);
        if (!interval) return interval.error();
        return std::optional(std::move(*interval));
    }
}

Status IntervalLogReader::take_comment(std::string_view line) {
    if (line.starts_with(kQueue)) return take_queue(line.substr(kQueue.size()));
    if (line.starts_with(kFormat)) return judge_format(line.substr(kFormat.size()));
    for (const bool base : {false, true}) {
        const std::string_view name = base ? kBaseTime : kStartTime;
        if (!line.starts_with(name)) continue;
        line.remove_prefix(name.size());
        const auto ns = parse_seconds(line.substr(0, line.find_first_of(" ]")));
        if (!ns) return refuse(ErrorCode::kDamaged, "this is no time in seconds");
        (base ? base_time_ns_ : start_time_ns_) = *ns;
        return {};
    }
    return {};
}

Status IntervalLogReader::judge_format(std::string_view version) {
    std::uint64_t major = 0;
    if (!take_number(version, ".", major) || major <= kFormatKnown) return {};
    return refuse(ErrorCode::kUnsupported,
                  unknown_version_text("this log", std::to_string(major), kFormatKnown));
}

Status IntervalLogReader::take_queue(std::string_view line) {
    QueueLevel level;
    if (!take_number(line, " of ", level.depth) || !take_number(line, ", ", level.capacity) ||
        !take_number(line, " at most]", level.depth_max) || !line.empty()) {
        return refuse(ErrorCode::kDamaged, "this is no level of a queue");
    }
    if (queue_) level.depth_max = std::max(level.depth_max, queue_->depth_max);
    queue_ = level;
    return {};
}

Result<LoggedInterval> IntervalLogReader::parse(std::string_view line) {
    LoggedInterval interval;
    if (line.starts_with("Tag=")) {
        line.remove_prefix(4);
        const auto tag = take_field(line);
        if (!tag || !is_tag(*tag)) return refuse(ErrorCode::kDamaged, "this is no tag");
        interval.tag = *tag;
    }
    const auto start = take_field(line);
    const auto length = take_field(line);
    const auto maximum = take_field(line);  // It is in the histogram too.
    const auto start_ns = parse_seconds(start.value_or(""));
    const auto length_ns = parse_seconds(length.value_or(""));
    if (!maximum || !start_ns || !length_ns) {
        return refuse(ErrorCode::kDamaged,
                      "a line is an interval's start, length, maximum and histogram");
    }
    // Who names no base counts from the log's start, or from 1970: what lies more than a year
    // before the start is not from 1970.
    if (!start_time_ns_) start_time_ns_ = *start_ns;
    if (!base_time_ns_) {
        const std::uint64_t before_ns = *start_time_ns_ - std::min(*start_ns, *start_time_ns_);
        base_time_ns_ = before_ns > kYearNs ? *start_time_ns_ : 0;
    }
    constexpr std::uint64_t kLast = std::numeric_limits<std::uint64_t>::max();
    if (*start_ns > kLast - *base_time_ns_ || *length_ns > kLast - *base_time_ns_ - *start_ns) {
        return refuse(ErrorCode::kDamaged, "this is no time in seconds");
    }
    interval.start_ns = *base_time_ns_ + *start_ns;
    interval.length_ns = *length_ns;
    Result<StoredHistogram> histogram = parse_histogram(line);
    if (!histogram) return refuse(histogram.error().code, histogram.error().message);
    interval.histogram = std::move(*histogram);
    return interval;
}

}  // namespace counterfoil::metrics
