// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/platform/source.h"

namespace counterfoil::intake {

// Cuts a stream of bytes into lines. Only LF ends a line, and is no part of it; a CR belongs to it;
// what follows the last LF is a line too, unless it is empty.
class LineReader {
  public:
    // `source` must outlive this object. Longer lines than `line_size_max` bytes are kTooLarge.
    LineReader(platform::Source& source, std::size_t line_size_max);

    // True: `line` is valid until the next call. False: the end. Errors name source and line.
    [[nodiscard]] Result<bool> next(ByteView& line);
    // Of the line that next returned last, from 1.
    [[nodiscard]] std::uint64_t line_number() const { return line_number_; }
    // Bytes taken from the source so far.
    [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; }

  private:
    [[nodiscard]] Status fill();

    platform::Source& source_;
    std::size_t line_size_max_;
    Bytes buffer_;
    std::size_t begin_ = 0;     // Of what is not handed out yet.
    std::size_t searched_ = 0;  // No LF before this.
    bool at_end_ = false;
    std::uint64_t line_number_ = 0;
    std::uint64_t bytes_read_ = 0;
};

}  // namespace counterfoil::intake
