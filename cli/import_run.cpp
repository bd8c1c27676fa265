// SPDX-License-Identifier: Apache-2.0
#include "cli/import_run.h"

#include <fmt/format.h>

#include <functional>

#include "ledger/crypto/encoding.h"
#include "ledger/format/limits.h"
#include "ledger/platform/process.h"

namespace counterfoil::cli {
namespace {

constexpr std::size_t kBatchBytesMax = 4U << 20U;

// Standard input that lets the batch be committed before it waits, so that a slow pipe's records
// are not kept back until the batch is full.
class PatientInput final : public platform::Source {
  public:
    explicit PatientInput(std::function<Status()> before_waiting)
        : before_waiting_(std::move(before_waiting)) {}

    Result<std::size_t> read(MutableByteView into) override {
        if (!platform::input_is_ready()) {
            if (Status done = before_waiting_(); !done) return done.error();
        }
        return input_->read(into);
    }
    const std::string& name() const override { return input_->name(); }

  private:
    std::function<Status()> before_waiting_;
    std::unique_ptr<platform::Source> input_ = platform::standard_input();
};

}  // namespace

Status AckFile::open(const std::string& path) {
    path_ = path;
    file_.open(path, std::ios::binary | std::ios::app);
    if (file_) return {};
    return Error{ErrorCode::kIo, fmt::format("cannot open {} for the acknowledgements", path)};
}

void AckFile::add(const store::Receipt& receipt) {
    if (path_.empty()) return;
    pending_ += fmt::format("{} {}\n", receipt.sequence, crypto::hex(receipt.leaf_hash));
}

Status AckFile::flush() {
    if (path_.empty()) return {};
    file_ << pending_ << std::flush;
    pending_.clear();
    if (file_) return {};
    return Error{ErrorCode::kIo,
                 fmt::format("cannot write to {}: the records behind its last line are in the "
                             "ledger, but are not acknowledged there",
                             path_)};
}

ImportRun::ImportRun(store::LedgerWriter& writer, AckFile& acks, ProgressLine& progress,
                     Settings settings)
    : writer_(writer), acks_(acks), progress_(progress), settings_(std::move(settings)) {}

Status ImportRun::take(platform::Source& source) {
    intake::LineReader lines(source, format::kRecordSizeMax);
    intake::LineEvents events(lines, settings_.format);
    Status status;
    for (;;) {
        intake::LineEvent event;
        const Result<bool> more = events.next(event);
        if (!more) status = more.error();
        if (!more || !*more) break;
        status = add(event);
        if (!status) {
            const ErrorCode code = status.error().code;
            if (code == ErrorCode::kTooLarge) {
                status = Error{code, fmt::format("{}, line {}: {}", source.name(),
                                                 lines.line_number(), status.error().message)};
            }
            break;
        }
    }
    counts_.invalid_json += events.invalid_json();
    counts_.empty_lines += events.empty_lines();
    return status;
}

Status ImportRun::take_standard_input() {
    PatientInput input([this] {
        if (Status flushed = flush(); !flushed) return flushed;
        return writer_.idle();
    });
    return take(input);
}

Status ImportRun::add(const intake::LineEvent& event) {
    store::Event next;
    next.stream = settings_.stream;
    next.attributes.content_type = event.content_type;
    next.content = event.content;
    if (Status fits = writer_.check(next); !fits) return fits;
    if (!ends_.empty() && content_.size() + event.content.size() > kBatchBytesMax) {
        if (Status flushed = flush(); !flushed) return flushed;
    }
    content_.insert(content_.end(), event.content.begin(), event.content.end());
    ends_.push_back(content_.size());
    next.content = {};
    events_.push_back(std::move(next));
    if (ends_.size() < settings_.batch_records_max) return {};
    if (Status flushed = flush(); !flushed) return flushed;
    if (platform::interrupted()) return Error{ErrorCode::kInterrupted, "interrupted"};
    return {};
}

Status ImportRun::flush() {
    if (events_.empty()) return {};
    std::size_t begin = 0;
    for (std::size_t i = 0; i < events_.size(); ++i) {
        events_[i].content = ByteView(content_).subspan(begin, ends_[i] - begin);
        begin = ends_[i];
    }
    std::vector<store::Receipt> receipts;
    const Status appended = writer_.append(events_, receipts);
    // After an error the first ones are in the ledger all the same, and are counted and answered.
    if (!receipts.empty()) {
        counts_.records += receipts.size();
        counts_.bytes += ends_[receipts.size() - 1];
        if (!counts_.first_sequence) counts_.first_sequence = receipts.front().sequence;
        counts_.last_sequence = receipts.back().sequence;
    }
    events_.clear();
    ends_.clear();
    content_.clear();
    progress_.update(counts_.records, counts_.bytes, 0);
    for (const store::Receipt& receipt : receipts) acks_.add(receipt);
    const Status acknowledged = settings_.durable_at_once ? acks_.flush() : Status();
    return appended ? acknowledged : appended;
}

}  // namespace counterfoil::cli
