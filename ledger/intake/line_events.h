// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/intake/line_reader.h"
#include "ledger/intake/subject_fields.h"

namespace counterfoil::intake {

enum class LineFormat { kJsonLines, kLines };

struct LineEvent {
    ByteView content;               // The line, byte for byte; valid until the next call.
    std::string_view content_type;  // "application/json", "text/plain", …
    std::vector<std::string> subjects;
};

// One event a line, byte for byte. JSON lines that are no JSON are kept as they are, under another
// content type, and counted; empty lines are skipped and counted in JSON lines, kept in lines.
class LineEvents {
  public:
    // `subject_fields` are looked for in JSON lines. Both references must outlive this object.
    LineEvents(LineReader& lines, LineFormat format, const SubjectFields& subject_fields)
        : lines_(lines), format_(format), subject_fields_(subject_fields) {}

    // kInvalidArgument: a subject field that holds no subject's id.
    [[nodiscard]] Result<bool> next(LineEvent& event);
    [[nodiscard]] std::uint64_t invalid_json() const { return invalid_json_; }
    [[nodiscard]] std::uint64_t empty_lines() const { return empty_lines_; }

  private:
    // Whether the line is JSON, and whom it is about.
    [[nodiscard]] Result<bool> look_into(ByteView line, std::vector<std::string>& subjects) const;

    LineReader& lines_;
    LineFormat format_;
    const SubjectFields& subject_fields_;
    std::uint64_t invalid_json_ = 0;
    std::uint64_t empty_lines_ = 0;
};

}  // namespace counterfoil::intake
