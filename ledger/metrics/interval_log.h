// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "ledger/base/result.h"
#include "ledger/metrics/histogram.h"
#include "ledger/metrics/histogram_codec.h"
#include "ledger/metrics/queue_level.h"
#include "ledger/platform/source.h"

// Interval logs as HdrHistogram writes them (`.hlog`): a histogram a line, of one interval of time.
// Source: HdrHistogram, HistogramLogWriter.java and HistogramLogReader.java, log format 1.2 and 1.3
// (public domain).
namespace counterfoil::metrics {

struct Interval {
    std::string tag;             // What was measured; empty: untagged. Printable, no comma.
    std::uint64_t start_ns = 0;  // Since 1970.
    std::uint64_t length_ns = 0;
    Histogram histogram;
};

// One from a log. start_ns + length_ns fits 64 bits.
struct LoggedInterval {
    std::string tag;
    std::uint64_t start_ns = 0;
    std::uint64_t length_ns = 0;
    StoredHistogram histogram;
};

// The lines in front: what wrote it, and when that began.
[[nodiscard]] std::string interval_log_head(const std::string& writer, std::uint64_t start_ns);
// One line. Times are kept to the millisecond.
[[nodiscard]] std::string interval_line(const Interval& interval);

// A comment to other programs.
[[nodiscard]] std::string queue_line(const QueueLevel& level);

// Whether a log's head names a format that this program does not know: nobody writes on behind it.
[[nodiscard]] bool is_of_later_format(std::string_view log);

// What to make of a last line without its LF: whole, as foreign programs may leave it; or one that
// is being written, or that a crash cut, which is passed over.
enum class LastLine { kWhole, kUnfinished };

// Reads a log from elsewhere, a line at a time; memory is bounded by one line and what it unpacks
// to.
class IntervalLogReader {
  public:
    static constexpr std::size_t kLineSizeMax = std::size_t{16} << 20U;

    explicit IntervalLogReader(std::unique_ptr<platform::Source> source,
                               LastLine last_line = LastLine::kWhole);

    // The next interval, or nothing at the end. Errors name the source and the line, with the codes
    // of parse_histogram, or are those of the source.
    [[nodiscard]] Result<std::optional<LoggedInterval>> next();
    // As the log has said so far: the last level, with the highest maximum of all.
    [[nodiscard]] const std::optional<QueueLevel>& queue() const { return queue_; }

  private:
    [[nodiscard]] Result<std::optional<std::string_view>> next_line();
    [[nodiscard]] Status take_comment(std::string_view line);
    [[nodiscard]] Status take_queue(std::string_view line);
    [[nodiscard]] Status judge_format(std::string_view version);
    [[nodiscard]] Result<LoggedInterval> parse(std::string_view line);
    [[nodiscard]] Error refuse(ErrorCode code, const std::string& why) const;

    std::unique_ptr<platform::Source> source_;
    const LastLine last_line_;
    std::string buffer_;
    std::size_t begin_ = 0;  // Of what is not taken yet, in buffer_.
    bool ended_ = false;
    std::uint64_t line_number_ = 0;
    std::optional<std::uint64_t> start_time_ns_;
    std::optional<std::uint64_t> base_time_ns_;
    std::optional<QueueLevel> queue_;
};

}  // namespace counterfoil::metrics
