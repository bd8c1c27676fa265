// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "ledger/base/result.h"
#include "ledger/platform/storage.h"

namespace counterfoil::store {

// The zero-filled file that becomes the next segment (segments/spare.tmp). A long-lived writer has
// it filled and synced ahead on a thread of its own; another makes it when it is needed. One owner
// thread.
//
// Filling ahead keeps in step with the segment that is being used: it begins when a quarter of that
// is used, rests while it is ahead, and is done when the segment is full. So it takes no more of
// the disk from the appends than they need of it, and nobody waits for it.
class SpareSegment {
  public:
    SpareSegment(platform::Storage& storage, std::string segments_directory);
    ~SpareSegment();  // Waits for the thread.

    // So much of the segment that is being used is full (0 to 1): begins to fill a spare of `size`
    // in the background, unless it is too early or one is there, and keeps one that is being filled
    // in step.
    void prepare(std::uint64_t size, double used);
    // Waits until a spare of this size is there, and makes it now if need be.
    [[nodiscard]] Status ensure(std::uint64_t size);
    // Hands over the spare of this size, as ensure makes sure of.
    [[nodiscard]] Result<std::unique_ptr<platform::File>> take(std::uint64_t size);
    // Removes what an earlier writer, or this one, left behind.
    [[nodiscard]] Status discard();
    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    void fill(std::uint64_t size);
    void wait();

    platform::Storage& storage_;
    std::string path_;
    std::thread thread_;
    std::atomic<double> due_{0};            // The share of the spare that should be there by now.
    std::uint64_t size_ = 0;                // Of the spare that was begun; 0 for none.
    std::unique_ptr<platform::File> file_;  // Written by the thread, read after wait.
};

}  // namespace counterfoil::store
