// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/spare_segment.h"

#include <chrono>

#include "ledger/format/directory.h"
#include "ledger/store/segment_file.h"

namespace counterfoil::store {
namespace {

// Filling begins when so much of the segment in use is full.
constexpr double kBegin = 0.25;
// A quarter of a mebibyte each 0.8 ms makes 300 MB/s at most while it is ahead, which costs appends
// about 1 %; unthrottled, filling took up to half of the disk from them.
constexpr std::chrono::microseconds kRest(800);
// What is synced at once: little enough that an append whose own sync waits for it waits for a few
// milliseconds at most.
constexpr std::uint64_t kSyncStep = 2ULL << 20U;

}  // namespace

SpareSegment::SpareSegment(platform::Storage& storage, std::string segments_directory)
    : storage_(storage),
      path_(platform::join(segments_directory, std::string(format::kSpareFile))) {}

SpareSegment::~SpareSegment() {
    wait();
}

void SpareSegment::wait() {
    due_ = 1;  // Whoever waits for it has no use for its rests.
    if (thread_.joinable()) thread_.join();
}

void SpareSegment::prepare(std::uint64_t size, double used) {
    if (used < kBegin) return;
    due_ = (used - kBegin) / (1 - kBegin);
    if (size_ != 0) return;
    size_ = size;
    thread_ = std::thread([this, size] { fill(size); });
}

void SpareSegment::fill(std::uint64_t size) {
    const auto between = [&](platform::File& file, std::uint64_t filled) -> Status {
        if (filled % kSyncStep == 0 || filled == size) {
            if (Status synced = file.sync(); !synced) return synced;
        }
        const double share = static_cast<double>(filled) / static_cast<double>(size);
        if (share > due_) std::this_thread::sleep_for(kRest);
        return {};
    };
    Result<std::unique_ptr<platform::File>> file = zero_filled_file(storage_, path_, size, between);
    // A full disk shows again, and is reported, when the spare is needed.
    if (file) file_ = std::move(*file);
}

Status SpareSegment::ensure(std::uint64_t size) {
    wait();
    if (file_ != nullptr && size_ == size) return {};
    if (Status discarded = discard(); !discarded) return discarded;
    Result<std::unique_ptr<platform::File>> file = zero_filled_file(storage_, path_, size);
    if (!file) return file.error();
    file_ = std::move(*file);
    size_ = size;
    return {};
}

Result<std::unique_ptr<platform::File>> SpareSegment::take(std::uint64_t size) {
    if (Status ready = ensure(size); !ready) return ready.error();
    size_ = 0;
    return std::move(file_);
}

Status SpareSegment::discard() {
    wait();
    file_.reset();
    size_ = 0;
    const Result<platform::EntryKind> kind = storage_.kind(path_);
    if (!kind) {
        if (kind.error().code == ErrorCode::kNotFound) return {};
        return kind.error();
    }
    return storage_.remove_file(path_);
}

}  // namespace counterfoil::store
