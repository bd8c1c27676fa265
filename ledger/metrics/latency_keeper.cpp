// SPDX-License-Identifier: Apache-2.0
#include "ledger/metrics/latency_keeper.h"

#include <fmt/format.h>

#include <chrono>
#include <system_error>
#include <utility>

#include "ledger/base/version.h"
#include "ledger/metrics/interval_log.h"

namespace counterfoil::metrics {
namespace {

constexpr auto kInterval = std::chrono::seconds(10);

std::string metrics_directory(const std::string& ledger_directory) {
    return platform::join(ledger_directory, "metrics");
}

std::string newest_file(const std::string& directory) {
    return platform::join(directory, "latency.hlog");
}

std::string older_file(const std::string& directory) {
    return platform::join(directory, "latency.1.hlog");
}

}  // namespace

std::vector<std::string> latency_files(const std::string& ledger_directory) {
    const std::string directory = metrics_directory(ledger_directory);
    return {older_file(directory), newest_file(directory)};
}

LatencyKeeper::LatencyKeeper(platform::Storage& storage, platform::Clock& clock,
                             const std::string& ledger_directory, bool live)
    : storage_(storage),
      clock_(clock),
      directory_(metrics_directory(ledger_directory)),
      interval_begin_ns_(clock.now_ns()) {
    if (!live) return;
    try {
        thread_ = std::thread([this] { run(); });
    } catch (const std::system_error&) {
        // The system allows no more threads: then all is written at the end.
    }
}

LatencyKeeper::~LatencyKeeper() {
    if (thread_.joinable()) {
        {
            const std::lock_guard lock(mutex_);
            ending_ = true;
        }
        ending_changed_.notify_one();
        thread_.join();
    }
    write_interval();
}

void LatencyKeeper::run() {
    std::unique_lock lock(mutex_);
    while (!ending_changed_.wait_for(lock, kInterval, [this] { return ending_; })) {
        lock.unlock();
        write_interval();
        lock.lock();
    }
}

void LatencyKeeper::write_interval() {
    const std::uint64_t now_ns = clock_.now_ns();
    std::string lines;
    for (std::size_t i = 0; i < live_.size(); ++i) {
        Interval interval;
        interval.tag = kOperationNames[i];
        interval.start_ns = interval_begin_ns_;
        interval.length_ns = now_ns - std::min(now_ns, interval_begin_ns_);
        live_[i].add_to(interval.histogram);
        if (interval.histogram.count() == (written_[i] ? written_[i]->count() : 0)) continue;
        Histogram all = interval.histogram;
        if (written_[i]) interval.histogram.subtract(*written_[i]);
        written_[i] = std::move(all);
        lines += interval_line(interval);
    }
    const std::uint64_t begin_ns = std::exchange(interval_begin_ns_, now_ns);
    const QueueLevel queue{queue_depth_.load(std::memory_order_relaxed),
                           queue_depth_max_.load(std::memory_order_relaxed),
                           queue_capacity_.load(std::memory_order_relaxed)};
    if (!lines.empty() && queue.capacity > 0) lines += queue_line(queue);
    if (!lines.empty() && !append(lines, begin_ns)) file_.reset();
}

Status LatencyKeeper::append(const std::string& lines, std::uint64_t begin_ns) {
    if (!file_ || file_size_ + lines.size() > kLatencyFileSizeMax) {
        if (Status opened = open(lines.size(), begin_ns); !opened) return opened;
    }
    Status written = file_->write_at(file_size_, as_bytes(lines));
    if (written) file_size_ += lines.size();
    return written;
}

// Goes on behind the last whole line of the newest file, or begins another one when that has no
// room or is of a later format.
Status LatencyKeeper::open(std::size_t room, std::uint64_t begin_ns) {
    file_.reset();
    const std::string path = newest_file(directory_);
    if (Status made = platform::make_directories(storage_, directory_); !made) return made;
    const Result<Bytes> content = platform::read_file(storage_, path, kLatencyFileSizeMax);
    bool there = content.ok();
    if (!there && content.error().code != ErrorCode::kNotFound &&
        content.error().code != ErrorCode::kTooLarge) {
        return content.error();
    }
    std::size_t whole = there ? as_text(*content).rfind('\n') + 1 : 0;
    const bool full = (!there && content.error().code == ErrorCode::kTooLarge) ||
                      whole + room > kLatencyFileSizeMax;
    if (full || (there && is_of_later_format(as_text(*content)))) {
        if (Status moved = storage_.rename_over(path, older_file(directory_)); !moved) return moved;
        there = false;
        whole = 0;
    }
    if (there && whole < content->size()) {
        // A line that a crash cut short would make a file that nobody reads.
        const ByteView kept = ByteView(*content).first(whole);
        Status cut = platform::replace_file(
            storage_, path, [&](platform::File& file) { return file.write_at(0, kept); });
        if (!cut) return cut;
    }
    auto file = storage_.open(
        path, there ? platform::OpenMode::kReadWrite : platform::OpenMode::kCreateNew);
    if (!file) return file.error();
    file_size_ = whole;
    if (whole == 0) {
        const std::string head =
            interval_log_head(fmt::format("counterfoil {}", kProgramVersionText), begin_ns);
        if (Status written = (*file)->write_at(0, as_bytes(head)); !written) return written;
        file_size_ = head.size();
    }
    file_ = std::move(*file);
    return {};
}

}  // namespace counterfoil::metrics
