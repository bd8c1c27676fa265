// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/intake/line_reader.h"

namespace counterfoil::intake {

enum class LineFormat { kJsonLines, kLines };

struct LineEvent {
    ByteView content;               // The line, byte for byte; valid until the next call.
    std::string_view content_type;  // "application/json", "text/plain", …
};

// One event a line, byte for byte. JSON lines that are no JSON are kept as they are, under another
// content type, and counted; empty lines are skipped and counted in JSON lines, kept in lines.
class LineEvents {
  public:
    LineEvents(LineReader& lines, LineFormat format) : lines_(lines), format_(format) {}

    [[nodiscard]] Result<bool> next(LineEvent& event);
    [[nodiscard]] std::uint64_t invalid_json() const { return invalid_json_; }
    [[nodiscard]] std::uint64_t empty_lines() const { return empty_lines_; }

  private:
    LineReader& lines_;
    LineFormat format_;
    std::uint64_t invalid_json_ = 0;
    std::uint64_t empty_lines_ = 0;
};

}  // namespace counterfoil::intake
