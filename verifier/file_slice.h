// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "ledger/platform/storage.h"

namespace counterfoil::verifier {

// Where some bytes lie in a file.
struct FileRange {
    std::uint64_t begin = 0;
    std::uint64_t size = 0;
};

// A part of a file, for reading, as if it were a file of its own.
class FileSlice final : public platform::File {
  public:
    // `file` must outlive this object.
    FileSlice(const platform::File& file, std::uint64_t begin, std::uint64_t size)
        : file_(file), begin_(begin), size_(size) {}

    Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) const override {
        if (offset >= size_) return std::size_t{0};
        const std::uint64_t left = size_ - offset;
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, into.size()));
        return file_.read_at(begin_ + offset, into.first(wanted));
    }
    Result<std::uint64_t> size() const override { return size_; }
    Result<platform::FileIdentity> identity() const override { return file_.identity(); }
    Result<std::uint64_t> changed_ns() const override { return file_.changed_ns(); }
    Result<platform::FileAccess> access() const override { return file_.access(); }
    Status write_at(std::uint64_t, ByteView) override { return for_reading_only(); }
    Status sync() override { return for_reading_only(); }
    Result<bool> try_lock() override { return for_reading_only().error(); }
    Result<bool> is_locked_elsewhere() const override { return false; }
    const std::string& path() const override { return file_.path(); }

  private:
    [[nodiscard]] static Status for_reading_only() {
        return Error{ErrorCode::kInvalidArgument, "a part of a file is for reading only"};
    }
    const platform::File& file_;
    std::uint64_t begin_;
    std::uint64_t size_;
};

}  // namespace counterfoil::verifier
