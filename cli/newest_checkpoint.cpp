// SPDX-License-Identifier: Apache-2.0
#include "cli/newest_checkpoint.h"

#include <fmt/format.h>

#include <optional>

#include "cli/answer.h"
#include "cli/open_ledger.h"
#include "ledger/notes/note.h"
#include "ledger/publish/proofs.h"
#include "ledger/store/writer.h"

namespace counterfoil::cli {
namespace {

// kNotFound when none is published.
Result<NewestCheckpoint> newest(reader::LedgerReader& reader) {
    Result<std::string> text = publish::newest_checkpoint(reader);
    if (!text) return text.error();
    const Result<notes::Note> note = notes::parse_note(*text);
    if (!note) return Error{ErrorCode::kDamaged, note.error().message};
    const Result<notes::Checkpoint> checkpoint = notes::parse_checkpoint(note->text);
    if (!checkpoint) return Error{ErrorCode::kDamaged, checkpoint.error().message};
    return NewestCheckpoint{*text, note->text, *checkpoint};
}

Status publish_one(const Machine& machine, const std::string& directory, WriterPlaces& places) {
    const Result<store::WriterOptions> options = writer_options(directory, places);
    if (!options) return options.error();
    const auto writer = store::LedgerWriter::open(machine.platform(), *options);
    if (!writer) return writer.error();
    const Status published = (*writer)->publish_checkpoint();
    const Status closed = (*writer)->close();
    return published ? closed : published;
}

}  // namespace

Result<NewestCheckpoint> newest_checkpoint(const Machine& machine, const std::string& directory,
                                           WriterPlaces& places, bool quiet) {
    std::optional<Result<NewestCheckpoint>> found;
    {
        Result<reader::LedgerReader> reader = open_reader(machine, directory);
        if (!reader) return reader.error();
        found.emplace(newest(*reader));
        if (*found && (*found)->checkpoint.size >= reader->size()) return *found;
        if (!*found && found->error().code != ErrorCode::kNotFound) return *found;
    }
    const Status published = publish_one(machine, directory, places);
    if (published) {
        Result<reader::LedgerReader> reader = open_reader(machine, directory);
        if (!reader) return reader.error();
        return newest(*reader);
    }
    // The newest there still is is an answer, unless the ledger itself is bad or of a format that
    // is not known.
    const ErrorCode code = published.error().code;
    const bool is_answer = code != ErrorCode::kDamaged && code != ErrorCode::kUnsupported;
    if (!*found || !is_answer) return published.error();
    if (!quiet) {
        say(fmt::format("no newer checkpoint was published: {}", published.error().message));
    }
    return *found;
}

}  // namespace counterfoil::cli
