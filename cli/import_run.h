// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "cli/import_sink.h"
#include "ledger/base/result.h"
#include "ledger/intake/line_events.h"
#include "ledger/platform/source.h"

namespace counterfoil::cli {

// Takes lines from sources and hands them to a sink.
class ImportRun {
  public:
    // `sink` and `subject_fields` must outlive this object.
    ImportRun(ImportSink& sink, intake::LineFormat format, const std::string& stream,
              const intake::SubjectFields& subject_fields);

    // All lines of one source. Whatever came before an error is kept in the sink. Errors name the
    // source and the line where they have one.
    [[nodiscard]] Status take(platform::Source& source);
    // As above from standard input: has the sink commit what it has before it waits for more.
    [[nodiscard]] Status take_standard_input();

    [[nodiscard]] std::uint64_t invalid_json() const { return invalid_json_; }
    [[nodiscard]] std::uint64_t empty_lines() const { return empty_lines_; }

  private:
    ImportSink& sink_;
    intake::LineFormat format_;
    const intake::SubjectFields& subject_fields_;
    store::Event event_;
    std::uint64_t invalid_json_ = 0;
    std::uint64_t empty_lines_ = 0;
};

}  // namespace counterfoil::cli
