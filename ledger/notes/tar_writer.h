// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"

// Pure: where the bytes go is the sink's.
namespace counterfoil::notes {

// Takes the bytes of a bundle in their order, or says why it cannot.
using ByteSink = std::function<Status(ByteView)>;

// Writes the container of a bundle (docs/FORMAT.md, "Evidence bundle"), through a buffer of a MiB.
class TarWriter {
  public:
    explicit TarWriter(ByteSink sink) : sink_(std::move(sink)) {}
    ~TarWriter();  // Wipes: disclosed keys went through it.
    TarWriter(const TarWriter&) = delete;
    TarWriter& operator=(const TarWriter&) = delete;

    [[nodiscard]] Status add(std::string_view name, ByteView content);
    // A file in parts: its size first, then parts that add up to it.
    [[nodiscard]] Status begin(std::string_view name, std::uint64_t size);
    [[nodiscard]] Status part(ByteView content);
    // The end of the archive; the sink has all of it then.
    [[nodiscard]] Status finish();
    // Bytes so far, written or not.
    [[nodiscard]] std::uint64_t size() const { return written_ + buffer_.size(); }

  private:
    [[nodiscard]] Status flush();

    ByteSink sink_;
    std::uint64_t written_ = 0;
    std::uint64_t left_ = 0;   // Of the file that was begun.
    std::size_t padding_ = 0;  // Behind it.
    Bytes buffer_;
};

}  // namespace counterfoil::notes
