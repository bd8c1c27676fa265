// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/platform/storage.h"

namespace counterfoil::publish {

// Writes the container of a bundle (docs/FORMAT.md, "Evidence bundle") from offset 0 of a file on,
// through a buffer of a MiB. `file` must outlive this object.
class TarWriter {
  public:
    explicit TarWriter(platform::File& file) : file_(file) {}
    ~TarWriter();  // Wipes: disclosed keys went through it.
    TarWriter(const TarWriter&) = delete;
    TarWriter& operator=(const TarWriter&) = delete;

    [[nodiscard]] Status add(std::string_view name, ByteView content);
    // The end of the archive; all of it is written and durable then.
    [[nodiscard]] Status finish();
    // Bytes so far, written or not.
    [[nodiscard]] std::uint64_t size() const { return written_ + buffer_.size(); }

  private:
    [[nodiscard]] Status flush();

    platform::File& file_;
    std::uint64_t written_ = 0;
    Bytes buffer_;
};

}  // namespace counterfoil::publish
