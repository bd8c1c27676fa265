// SPDX-License-Identifier: Apache-2.0
// A latency log or table that somebody hands over. Whatever is accepted can be written again, and
// is then the same.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/metrics/ecdf.h"
#include "ledger/metrics/histogram_codec.h"
#include "ledger/metrics/interval_log.h"
#include "ledger/metrics/percentile_table.h"
#include "ledger/metrics/prometheus.h"
#include "tests/support/memory_source.h"

namespace {

using namespace counterfoil;

void judge(const metrics::StoredHistogram& stored) {
    const metrics::Histogram histogram = stored.histogram();
    const auto again = metrics::decode_histogram(metrics::encode_histogram(histogram));
    require(again && again->layout == stored.layout && again->count() == stored.count() &&
                again->buckets.size() == stored.buckets.size(),
            "a histogram is read as it was written");
    require(histogram.value_at_percentile(100) == histogram.max(), "all are at most the maximum");
    require(histogram.min() <= histogram.max(), "in order");
    static_cast<void>(metrics::prometheus_text("fuzz", histogram));
    static_cast<void>(metrics::percentile_table(histogram, 1000));
    const metrics::Ecdf ecdf = metrics::ecdf_of(histogram);
    require(ecdf.steps.empty() || ecdf.steps.back().percentile == 100, "up to the maximum");
}

void judge_log(std::string text) {
    metrics::IntervalLogReader reader(std::make_unique<support::MemorySource>(std::move(text)));
    for (int i = 0; i < 16; ++i) {
        const auto interval = reader.next();
        if (!interval || !*interval) return;
        judge((*interval)->histogram);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const ByteView rest(data + 1, size - 1);
    switch (data[0] % 3) {
        case 0:
            judge_log(std::string(as_text(rest)));
            break;
        case 1:
            // Behind the packing, where a fuzzer does not come by itself.
            if (const auto histogram = metrics::decode_histogram(rest)) judge(*histogram);
            break;
        default:
            if (const auto ecdf = metrics::parse_ecdf_csv(as_text(rest))) {
                const auto again = metrics::parse_ecdf_csv(metrics::ecdf_csv(*ecdf));
                require(again && again->steps == ecdf->steps, "a table is read as it was written");
            }
    }
    return 0;
}
