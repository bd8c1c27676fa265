// SPDX-License-Identifier: Apache-2.0
#include "cli/import_run.h"

#include <fmt/format.h>

#include <memory>

#include "ledger/format/limits.h"
#include "ledger/platform/process.h"

namespace counterfoil::cli {
namespace {

// Standard input that lets the sink commit before it waits, so that a slow pipe's records are not
// kept back until a batch is full.
class PatientInput final : public platform::Source {
  public:
    explicit PatientInput(ImportSink& sink) : sink_(sink) {}

    Result<std::size_t> read(MutableByteView into) override {
        if (!platform::input_is_ready()) {
            if (Status done = sink_.idle(); !done) return done.error();
        }
        return input_->read(into);
    }
    const std::string& name() const override { return input_->name(); }

  private:
    ImportSink& sink_;
    std::unique_ptr<platform::Source> input_ = platform::standard_input();
};

Error at_line(const platform::Source& source, const intake::LineReader& lines, const Error& error) {
    return {error.code,
            fmt::format("{}, line {}: {}", source.name(), lines.line_number(), error.message)};
}

}  // namespace

ImportRun::ImportRun(ImportSink& sink, intake::LineFormat format, const std::string& stream,
                     const intake::SubjectFields& subject_fields)
    : sink_(sink), format_(format), subject_fields_(subject_fields) {
    event_.stream = stream;
}

Status ImportRun::take(platform::Source& source) {
    intake::LineReader lines(source, format::kRecordSizeMax);
    intake::LineEvents events(lines, format_, subject_fields_);
    intake::LineEvent line;
    Status status;
    for (;;) {
        const Result<bool> more = events.next(line);
        if (!more && more.error().code == ErrorCode::kInvalidArgument) {
            status = at_line(source, lines, more.error());
        } else if (!more) {
            status = more.error();
        }
        if (!more || !*more) break;
        event_.attributes.content_type = line.content_type;
        event_.content = line.content;
        event_.attributes.subjects = line.subjects;
        status = sink_.add(event_);
        if (status && platform::interrupted()) {
            status = Error{ErrorCode::kInterrupted, "interrupted"};
        }
        if (status) continue;
        if (status.error().code == ErrorCode::kTooLarge) {
            status = at_line(source, lines, status.error());
        }
        break;
    }
    invalid_json_ += events.invalid_json();
    empty_lines_ += events.empty_lines();
    return status;
}

Status ImportRun::take_standard_input() {
    PatientInput input(sink_);
    return take(input);
}

}  // namespace counterfoil::cli
