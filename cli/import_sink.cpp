// SPDX-License-Identifier: Apache-2.0
#include "cli/import_sink.h"

#include <atomic>
#include <vector>

#include "ledger/store/event_batch.h"

namespace counterfoil::cli {
namespace {

constexpr std::size_t kBatchBytesMax = 4U << 20U;

class BatchSink final : public ImportSink {
  public:
    BatchSink(store::LedgerWriter& writer, ImportLog& log, std::uint64_t batch_records_max)
        : writer_(writer),
          log_(log),
          batch_records_max_(batch_records_max),
          durable_at_once_(writer.sync_policy() != format::SyncPolicy::kNone) {}

    Status add(const store::Event& event) override {
        if (Status fits = writer_.check(event); !fits) return fits;
        if (batch_.count() > 0 && bytes_ + event.content.size() > kBatchBytesMax) {
            if (Status flushed = flush(); !flushed) return flushed;
        }
        batch_.add(event);
        bytes_ += event.content.size();
        return batch_.count() < batch_records_max_ ? Status() : flush();
    }

    Status flush() override {
        if (batch_.count() == 0) return {};
        const std::span<const store::Event> events = batch_.events();
        receipts_.clear();
        const Status appended = writer_.append(events, receipts_);
        // After an error the first ones are in the ledger all the same, and are answered.
        for (std::size_t i = 0; i < receipts_.size(); ++i) {
            log_.add(receipts_[i], events[i].content.size());
        }
        batch_.clear(2 * kBatchBytesMax);
        bytes_ = 0;
        const Status acknowledged = durable_at_once_ ? log_.flush_acks() : Status();
        return appended ? acknowledged : appended;
    }

    Status idle() override {
        if (Status flushed = flush(); !flushed) return flushed;
        return writer_.idle();
    }

  private:
    store::LedgerWriter& writer_;
    ImportLog& log_;
    std::uint64_t batch_records_max_;
    bool durable_at_once_;
    store::EventBatch batch_;
    std::size_t bytes_ = 0;
    std::vector<store::Receipt> receipts_;
};

// The log belongs to the appender's thread while something is in flight.
class GroupSink final : public ImportSink {
  public:
    GroupSink(store::LedgerWriter& writer, ImportLog& log, const store::AppenderOptions& options)
        : log_(log), appender_(writer, options) {}

    Status add(const store::Event& event) override {
        if (failed_) return flush();
        return appender_.submit(
            event, [this, bytes = event.content.size()](const Result<store::Receipt>& answer) {
                take(answer, bytes);
            });
    }

    Status flush() override {
        appender_.drain();
        if (Status acknowledged = log_.flush_acks(); !acknowledged) fail(acknowledged.error());
        return status_;
    }

    // The appender itself shows what is there when nothing comes.
    Status idle() override { return flush(); }

  private:
    void take(const Result<store::Receipt>& answer, std::size_t bytes) {
        if (!answer) return fail(answer.error());
        // One write to the file of acknowledgements a commit.
        if (answer->tree_size != tree_size_) {
            tree_size_ = answer->tree_size;
            if (Status acknowledged = log_.flush_acks(); !acknowledged) fail(acknowledged.error());
        }
        log_.add(*answer, bytes);
    }

    // The first error is the cause.
    void fail(const Error& error) {
        if (status_) status_ = error;
        failed_ = true;
    }

    ImportLog& log_;
    std::uint64_t tree_size_ = 0;
    Status status_;
    std::atomic<bool> failed_ = false;
    store::Appender appender_;  // Last, since its thread uses all of the above.
};

}  // namespace

void ImportLog::add(const store::Receipt& receipt, std::uint64_t bytes) {
    ++counts_.records;
    counts_.bytes += bytes;
    if (!counts_.first_sequence) counts_.first_sequence = receipt.sequence;
    counts_.last_sequence = receipt.sequence;
    acks_.add(receipt);
    progress_.update(counts_.records, counts_.bytes, 0);
}

std::unique_ptr<ImportSink> make_import_sink(store::LedgerWriter& writer, ImportLog& log,
                                             const ImportSinkOptions& options) {
    if (writer.sync_policy() != format::SyncPolicy::kGroup) {
        return std::make_unique<BatchSink>(writer, log, options.batch_records_max);
    }
    store::AppenderOptions appender = options.appender;
    appender.batch_events_max = options.batch_records_max;
    return std::make_unique<GroupSink>(writer, log, appender);
}

}  // namespace counterfoil::cli
