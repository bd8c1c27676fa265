// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "ledger/base/result.h"
#include "ledger/platform/storage.h"

namespace counterfoil::store {

// The zero-filled file that becomes the next segment (segments/spare.tmp). A long-lived writer has
// it filled ahead on a thread of its own; another makes it when it is needed. One owner thread.
class SpareSegment {
  public:
    SpareSegment(platform::Storage& storage, std::string segments_directory);
    ~SpareSegment();  // Waits for the thread.

    // Begins to fill a spare in the background, unless one is there or being made.
    void prepare(std::uint64_t size);
    // Waits until a spare of this size is there, and makes it now if need be.
    [[nodiscard]] Status ensure(std::uint64_t size);
    // Hands over the spare of this size, as ensure makes sure of.
    [[nodiscard]] Result<std::unique_ptr<platform::File>> take(std::uint64_t size);
    // Removes what an earlier writer, or this one, left behind.
    [[nodiscard]] Status discard();
    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    void wait();

    platform::Storage& storage_;
    std::string path_;
    std::thread thread_;
    std::uint64_t size_ = 0;                // Of the spare that was begun; 0 for none.
    std::unique_ptr<platform::File> file_;  // Written by the thread, read after wait.
};

}  // namespace counterfoil::store
