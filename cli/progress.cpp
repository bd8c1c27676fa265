// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "ledger/base/quantity_text.h"
#include "ledger/platform/process.h"

namespace counterfoil::cli {
namespace {

constexpr std::uint64_t kIntervalNs = 100'000'000;

}  // namespace

ProgressLine::ProgressLine(platform::Clock& clock, std::string_view verb, bool quiet)
    : clock_(clock),
      verb_(verb),
      shown_(!quiet && platform::is_terminal(platform::Stream::kTalk)),
      begin_ns_(clock.monotonic_ns()),
      last_ns_(begin_ns_) {}

void ProgressLine::update(std::uint64_t records, std::uint64_t bytes, std::uint64_t bytes_total) {
    if (!shown_) return;
    const std::uint64_t now = clock_.monotonic_ns();
    if (now - last_ns_ < kIntervalNs) return;
    last_ns_ = now;
    const double seconds = static_cast<double>(now - begin_ns_) / 1e9;
    const double rate = static_cast<double>(records) / seconds;
    std::string text = fmt::format("{}: {} records, {}, {} records/s", verb_, count_text(records),
                                   size_text(bytes), count_text(static_cast<std::uint64_t>(rate)));
    if (bytes_total > 0 && bytes > 0) {
        const double done = static_cast<double>(bytes) / static_cast<double>(bytes_total);
        text += fmt::format(", {:.0f} %, {} left", std::min(done, 1.0) * 100,
                            duration_text(std::max(0.0, seconds / done - seconds)));
    }
    show(std::move(text));
}

void ProgressLine::show(std::string text) {
    if (!shown_) return;
    const std::size_t columns = platform::terminal_columns();
    if (text.size() >= columns) text.resize(columns > 1 ? columns - 1 : 0);
    const std::string line = fmt::format("\r{:<{}}", text, width_);
    width_ = text.size();
    static_cast<void>(std::fwrite(line.data(), 1, line.size(), stderr));
    std::fflush(stderr);
}

// With spaces, which every terminal understands.
void ProgressLine::erase() {
    if (width_ == 0) return;
    const std::string line = fmt::format("\r{:{}}\r", "", width_);
    width_ = 0;
    static_cast<void>(std::fwrite(line.data(), 1, line.size(), stderr));
    std::fflush(stderr);
}

}  // namespace counterfoil::cli
