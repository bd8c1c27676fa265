// SPDX-License-Identifier: Apache-2.0
#include "verifier/read_ahead.h"

#include <array>
#include <system_error>
#include <utility>

#include "verifier/file_bytes.h"

namespace counterfoil::verifier {
namespace {

// Of the memory of frames that were judged, kept to be used again.
constexpr std::size_t kSpareBytesMax = std::size_t{8} << 20U;

}  // namespace

ReadAhead::ReadAhead(unsigned threads, std::string origin) : origin_(std::move(origin)) {
    try {
        for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
        // The system allows no more of them: those that run do the work, or whoever judges.
    }
}

ReadAhead::~ReadAhead() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    for (std::thread& each : threads_) each.join();
}

void ReadAhead::begin(const platform::File& file, std::uint64_t segment, std::uint64_t offset,
                      std::uint64_t end, std::uint64_t size) {
    stop();
    {
        const std::lock_guard lock(mutex_);
        file_ = &file;
        segment_ = segment;
        next_ = offset;
        end_ = end;
        size_ = size;
    }
    changed_.notify_all();
}

void ReadAhead::stop() {
    std::unique_lock lock(mutex_);
    file_ = nullptr;
    changed_.wait(lock, [this] { return busy_ == 0; });
    slots_.clear();
    bytes_ = 0;
}

void ReadAhead::expect_key(const crypto::PublicKey& key) {
    const std::lock_guard lock(mutex_);
    key_ = key;
}

bool ReadAhead::take(std::uint64_t offset, HashedFrame& into) {
    if (threads_.empty()) return false;
    std::unique_lock lock(mutex_);
    const auto nothing_comes = [this] { return slots_.empty() && !reading_ && !may_read(); };
    const auto is_settled = [&] {
        return nothing_comes() || (!slots_.empty() && slots_.front()->ready);
    };
    // Whoever waits for a frame makes another one ready meanwhile.
    while (!is_settled()) {
        if (has_work()) {
            work_once(lock, lanes_);
        } else {
            changed_.wait(lock, [&] { return is_settled() || has_work(); });
        }
    }
    if (slots_.empty() || slots_.front()->content.frame.offset != offset) return false;
    const std::shared_ptr<Slot> slot = std::move(slots_.front());
    slots_.pop_front();
    bytes_ -= slot->bytes;
    std::swap(into, slot->content);
    slot->ready = false;
    // What came back is the memory of the frame before.
    slot->bytes = slot->content.frame.bytes.capacity();
    if (spare_bytes_ + slot->bytes <= kSpareBytesMax) {
        spare_bytes_ += slot->bytes;
        spare_.push_back(slot);
    }
    lock.unlock();
    changed_.notify_all();
    return true;
}

bool ReadAhead::may_read() const {
    return file_ != nullptr && next_ < end_;
}

bool ReadAhead::has_work() const {
    return may_read() && !reading_ && (bytes_ < kBytesMax || slots_.empty());
}

std::shared_ptr<ReadAhead::Slot> ReadAhead::spare_slot() {
    if (spare_.empty()) return std::make_shared<Slot>();
    std::shared_ptr<Slot> slot = std::move(spare_.back());
    spare_.pop_back();
    spare_bytes_ -= slot->bytes;
    return slot;
}

void ReadAhead::work() {
    crypto::HashLanes lanes;
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return ending_ || has_work(); });
        if (ending_) return;
        work_once(lock, lanes);
    }
}

// Reads the next frame and hashes it, without the lock while that goes on.
void ReadAhead::work_once(std::unique_lock<std::mutex>& lock, crypto::HashLanes& lanes) {
    const platform::File& file = *file_;
    const std::uint64_t offset = next_;
    const std::uint64_t segment = segment_;
    const std::uint64_t size = size_;
    const crypto::PublicKey key = key_;
    const std::shared_ptr<Slot> slot = spare_slot();
    reading_ = true;
    ++busy_;
    lock.unlock();

    HashedFrame& content = slot->content;
    // Zeros and a footer end the frames, and are no frame that could be read.
    format::Magic magic{};
    const MutableByteView into(reinterpret_cast<std::uint8_t*>(magic.data()), magic.size());
    const bool frame = size - offset >= format::kFrameHeaderSize &&
                       read_exact(file, offset, into).ok() && magic == format::kFrameMagic;
    if (frame) content.read = read_frame(file, segment, offset, size, content.frame);

    lock.lock();
    reading_ = false;
    if (!frame || file_ == nullptr) {
        next_ = end_;
    } else {
        slot->bytes = content.frame.bytes.capacity();
        bytes_ += slot->bytes;
        slots_.push_back(slot);
        // Behind a header that does not hold, nobody knows where the next frame begins.
        next_ = content.read.header_right ? offset + content.frame.length() : end_;
    }
    lock.unlock();
    changed_.notify_all();

    if (frame && !content.read.problem) {
        hash_frame(content.frame, lanes, content.hashes);
        try_signature(content.frame, origin_, key, content.hashes);
    }

    lock.lock();
    slot->ready = true;
    --busy_;
    changed_.notify_all();
}

}  // namespace counterfoil::verifier
