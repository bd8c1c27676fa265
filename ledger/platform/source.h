// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"

namespace counterfoil::platform {

// A stream of bytes from outside: a file, a pipe, or the content of a .gz file.
class Source {
  public:
    virtual ~Source() = default;
    // Up to into.size() bytes; 0 only at the end. Blocks. A signal that asks to stop gives
    // kInterrupted.
    [[nodiscard]] virtual Result<std::size_t> read(MutableByteView into) = 0;
    // For people: the path, or "standard input".
    [[nodiscard]] virtual const std::string& name() const = 0;
};

[[nodiscard]] std::unique_ptr<Source> standard_input();

// A file or FIFO by path; links are followed. When its first bytes are gzip's magic, or its name
// ends in ".gz", the content is unpacked while reading (several members too; a damaged or cut one,
// or anything after the last, is kIo and says at which byte of the packed file). Bytes come before
// the checksum that covers them has been seen: only the end proves them. Memory is fixed, whatever
// the ratio. Waits for the first bytes of a FIFO.
[[nodiscard]] Result<std::unique_ptr<Source>> open_source(const std::string& path);

}  // namespace counterfoil::platform
