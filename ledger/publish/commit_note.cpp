// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/commit_note.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"

namespace counterfoil::publish {
namespace {

struct Parsed {
    notes::Note note;
    notes::Checkpoint checkpoint;
};

std::optional<Parsed> parse(const std::string& text) {
    Result<notes::Note> note = notes::parse_note(text);
    if (!note) return std::nullopt;
    Result<notes::Checkpoint> checkpoint = notes::parse_checkpoint(note->text);
    if (!checkpoint) return std::nullopt;
    return Parsed{std::move(*note), std::move(*checkpoint)};
}

// Whether the file beside a note is the same note with more lines. It is not the ledger's own.
bool extends(const std::string& cosigned, const notes::Note& note) {
    const std::optional<Parsed> parsed = parse(cosigned);
    if (!parsed || parsed->note.text != note.text) return false;
    const auto& lines = parsed->note.signatures;
    return std::all_of(note.signatures.begin(), note.signatures.end(), [&](const auto& line) {
        return std::count(lines.begin(), lines.end(), line) == 1;
    });
}

}  // namespace

Result<CheckpointNote> commit_note(reader::LedgerReader& reader, std::uint64_t tree_size) {
    const Result<format::FrameTrailer> trailer = reader.commit(tree_size);
    if (!trailer) return trailer.error();
    const std::string& origin = reader.genesis().origin;
    notes::Note note;
    note.text = notes::checkpoint_text(origin, tree_size, trailer->root);
    note.signatures.push_back({origin, trailer->epoch_key_id,
                               Bytes(trailer->signature.begin(), trailer->signature.end())});
    return CheckpointNote{tree_size, trailer->root, note.serialize()};
}

Result<CheckpointNote> published_checkpoint(reader::LedgerReader& reader, std::uint64_t number) {
    const Result<std::string> text = reader.checkpoint_note(number);
    if (!text) return text.error();
    const std::optional<Parsed> parsed = parse(*text);
    if (!parsed) {
        return Error{ErrorCode::kDamaged,
                     fmt::format("checkpoint {} is no signed checkpoint; look with `counterfoil "
                                 "verify`",
                                 number)};
    }
    CheckpointNote note{parsed->checkpoint.size, parsed->checkpoint.root, *text};
    const Result<std::string> cosigned = reader.cosigned_note(number);
    if (cosigned && extends(*cosigned, parsed->note)) note.text = *cosigned;
    return note;
}

Result<CheckpointNote> checkpoint_of_size(reader::LedgerReader& reader, std::uint64_t size) {
    if (size > reader.size()) {
        return Error{
            ErrorCode::kNotFound,
            fmt::format("there is no size {}; the ledger has {} records", size, reader.size())};
    }
    // Their sizes ascend.
    std::uint64_t begin = 0;
    std::uint64_t end = reader.head().checkpoint_count;
    while (begin < end) {
        const std::uint64_t middle = begin + (end - begin) / 2;
        Result<CheckpointNote> note = published_checkpoint(reader, middle);
        if (!note) return note.error();
        if (note->size == size) return note;
        if (note->size < size) {
            begin = middle + 1;
        } else {
            end = middle;
        }
    }
    return commit_note(reader, size);
}

Result<CheckpointNote> checkpoint_covering(reader::LedgerReader& reader, std::uint64_t end) {
    const std::uint64_t count = reader.head().checkpoint_count;
    if (count == 0) return commit_note(reader, reader.size());
    Result<CheckpointNote> newest = published_checkpoint(reader, count - 1);
    if (!newest) return newest.error();
    if (newest->size < end || newest->size > reader.size()) {
        return commit_note(reader, reader.size());
    }
    return newest;
}

}  // namespace counterfoil::publish
