// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "ledger/crypto/sign.h"
#include "ledger/platform/storage.h"
#include "verifier/frame_hashes.h"
#include "verifier/frame_reader.h"

namespace counterfoil::verifier {

// A frame with what could be computed of it beforehand.
struct HashedFrame {
    Frame frame;
    FrameRead read;
    FrameHashes hashes;  // When the structure is right.
};

// Reads the frames of a segment in order and hashes them on threads of its own, ahead of whoever
// judges them. What it gives is what read_frame() and hash_frame() give there. For segments whose
// frames are all written: a frame is read once. Memory: kBytesMax, half as much again, and one
// frame.
class ReadAhead {
  public:
    static constexpr std::size_t kBytesMax = std::size_t{16} << 20U;

    // `threads`: at least one; as many as the system allows are used, and when that is none, take()
    // gives nothing. `origin`: of the ledger.
    ReadAhead(unsigned threads, std::string origin);
    ~ReadAhead();
    ReadAhead(const ReadAhead&) = delete;
    ReadAhead& operator=(const ReadAhead&) = delete;

    // Begins with the frame at `offset` of a segment of `size` bytes, and reads none from `end` on.
    // `file` must live until stop() or the next begin().
    void begin(const platform::File& file, std::uint64_t segment, std::uint64_t offset,
               std::uint64_t end, std::uint64_t size);
    // Forgets what was read ahead; the file is no longer used when it returns.
    void stop();
    // The key that signs what is read from now on, as far as is known.
    void expect_key(const crypto::PublicKey& key);

    // The frame at `offset`, which must be the next one; its memory is exchanged with that in
    // `into`. False when none was read there: then it must be read otherwise.
    [[nodiscard]] bool take(std::uint64_t offset, HashedFrame& into);

  private:
    struct Slot {
        HashedFrame content;
        std::size_t bytes = 0;
        bool ready = false;
    };

    void work();
    void work_once(std::unique_lock<std::mutex>& lock, crypto::HashLanes& lanes);
    [[nodiscard]] bool may_read() const;
    [[nodiscard]] bool has_work() const;
    [[nodiscard]] std::shared_ptr<Slot> spare_slot();

    const std::string origin_;
    crypto::HashLanes lanes_;  // Of whoever takes.
    std::mutex mutex_;
    std::condition_variable changed_;
    const platform::File* file_ = nullptr;  // Null: nothing to do.
    std::uint64_t segment_ = 0;
    std::uint64_t next_ = 0;
    std::uint64_t end_ = 0;
    std::uint64_t size_ = 0;
    crypto::PublicKey key_{};
    bool reading_ = false;         // One thread reads at a time, so that frames come in order.
    unsigned busy_ = 0;            // Threads at work on a frame.
    std::size_t bytes_ = 0;        // In slots_,
    std::size_t spare_bytes_ = 0;  // and in spare_.
    bool ending_ = false;
    std::deque<std::shared_ptr<Slot>> slots_;   // In the order of the file.
    std::vector<std::shared_ptr<Slot>> spare_;  // Whose memory is used again.
    std::vector<std::thread> threads_;
};

}  // namespace counterfoil::verifier
