// SPDX-License-Identifier: Apache-2.0
#include "ledger/metrics/histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterfoil::metrics {

Histogram::Histogram(const BucketLayout& layout) : layout_(layout), counts_(layout.size()) {}

void Histogram::record(std::uint64_t value, std::uint64_t times) {
    if (value > layout_.highest()) {
        value = layout_.highest();
        clipped_ += times;
    }
    counts_[layout_.index_of(value)] += times;
    count_ += times;
}

void Histogram::record_with_expected_interval(std::uint64_t value, std::uint64_t expected) {
    record(value);
    if (expected == 0) return;
    while (value > expected) {
        value -= expected;
        if (value >= expected) record(value);
    }
}

Status Histogram::merge(const Histogram& other) {
    if (layout_ != other.layout_) {
        return Error{ErrorCode::kInvalidArgument,
                     "histograms of different digits or ranges do not add up"};
    }
    if (other.count_ > std::numeric_limits<std::uint64_t>::max() - count_) {
        return Error{ErrorCode::kTooLarge, "the counts of the histograms do not fit 64 bits"};
    }
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    count_ += other.count_;
    clipped_ += other.clipped_;
    return {};
}

void Histogram::subtract(const Histogram& before) {
    require(layout_ == before.layout_, "histograms of one layout");
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        require(counts_[i] >= before.counts_[i], "an earlier state of the same histogram");
        counts_[i] -= before.counts_[i];
    }
    count_ -= before.count_;
    clipped_ -= before.clipped_;
}

std::uint64_t Histogram::min() const {
    const auto first = std::find_if(counts_.begin(), counts_.end(), [](auto n) { return n > 0; });
    if (first == counts_.end()) return 0;
    return layout_.first_value(static_cast<std::size_t>(first - counts_.begin()));
}

std::uint64_t Histogram::max() const {
    const auto last = std::find_if(counts_.rbegin(), counts_.rend(), [](auto n) { return n > 0; });
    if (last == counts_.rend()) return 0;
    return layout_.last_value(static_cast<std::size_t>(counts_.rend() - last) - 1);
}

double Histogram::mean() const {
    if (count_ == 0) return 0;
    double sum = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        if (counts_[i] == 0) continue;
        sum += static_cast<double>(layout_.middle_value(i)) * static_cast<double>(counts_[i]);
    }
    return sum / static_cast<double>(count_);
}

double Histogram::standard_deviation() const {
    if (count_ == 0) return 0;
    const double centre = mean();
    double sum = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        if (counts_[i] == 0) continue;
        const double off = static_cast<double>(layout_.middle_value(i)) - centre;
        sum += off * off * static_cast<double>(counts_[i]);
    }
    return std::sqrt(sum / static_cast<double>(count_));
}

std::uint64_t Histogram::value_at_percentile(double percentile) const {
    if (count_ == 0) return 0;
    if (percentile >= 100) return max();
    const double part = std::max(percentile, 0.0) / 100.0;
    // What is all but a whole number is that number: 99.9 / 100 is a little less than 0.999.
    const double exact = part * static_cast<double>(count_);
    const double wanted = std::ceil(exact - exact * 1e-14);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        seen += counts_[i];
        if (seen > 0 && static_cast<double>(seen) >= wanted) return layout_.last_value(i);
    }
    return max();
}

std::uint64_t Histogram::count_up_to(std::uint64_t value) const {
    const std::size_t end = layout_.index_of(std::min(value, layout_.highest()));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i <= end; ++i) seen += counts_[i];
    return seen;
}

void Histogram::add_at(std::size_t index, std::uint64_t times) {
    require(index < counts_.size(), "a bucket of the layout");
    require(times <= std::numeric_limits<std::uint64_t>::max() - count_, "counts that fit 64 bits");
    counts_[index] += times;
    count_ += times;
}

LiveHistogram::LiveHistogram(const BucketLayout& layout)
    : layout_(layout), counts_(std::make_unique<std::atomic<std::uint64_t>[]>(layout.size())) {}

void LiveHistogram::record(std::uint64_t value) {
    // Only one thread writes, so no count is lost between load and store.
    const auto increment = [](std::atomic<std::uint64_t>& count) {
        count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    };
    if (value > layout_.highest()) {
        value = layout_.highest();
        increment(clipped_);
    }
    increment(counts_[layout_.index_of(value)]);
}

void LiveHistogram::add_to(Histogram& sum) const {
    require(layout_ == sum.layout_, "histograms of one layout");
    for (std::size_t i = 0; i < layout_.size(); ++i) {
        const std::uint64_t count = counts_[i].load(std::memory_order_relaxed);
        sum.counts_[i] += count;
        sum.count_ += count;
    }
    sum.clipped_ += clipped_.load(std::memory_order_relaxed);
}

}  // namespace counterfoil::metrics
