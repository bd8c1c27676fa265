// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>

#include "ledger/platform/source.h"

namespace counterfoil::support {

// Bytes in memory, given out in chunks of the sizes that `chunk_size` names; then, if one is set,
// an error in place of the end.
class MemorySource final : public platform::Source {
  public:
    explicit MemorySource(
        std::string content, std::function<std::size_t()> chunk_size = [] { return ~0UL; })
        : content_(std::move(content)), chunk_size_(std::move(chunk_size)) {}

    void fail_at_end(Error error) { failure_ = std::move(error); }

    Result<std::size_t> read(MutableByteView into) override {
        if (used_ == content_.size() && failure_) return *failure_;
        const std::size_t count = std::min(
            {into.size(), content_.size() - used_, std::max<std::size_t>(1, chunk_size_())});
        std::copy_n(content_.begin() + static_cast<std::ptrdiff_t>(used_), count, into.begin());
        used_ += count;
        return count;
    }
    const std::string& name() const override { return name_; }

  private:
    std::string content_;
    std::function<std::size_t()> chunk_size_;
    std::size_t used_ = 0;
    std::optional<Error> failure_;
    std::string name_ = "events.log";
};

}  // namespace counterfoil::support
