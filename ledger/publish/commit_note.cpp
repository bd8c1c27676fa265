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

Result<CheckpointNote> checkpoint_covering(reader::LedgerReader& reader, std::uint64_t end) {
    const std::uint64_t count = reader.head().checkpoint_count;
    if (count == 0) return commit_note(reader, reader.size());
    const std::uint64_t newest = count - 1;
    const Result<std::string> text = reader.checkpoint_note(newest);
    if (!text) return text.error();
    const std::optional<Parsed> parsed = parse(*text);
    if (!parsed) {
        return Error{ErrorCode::kDamaged,
                     fmt::format("checkpoint {} is no signed checkpoint; look with `counterfoil "
                                 "verify`",
                                 newest)};
    }
    if (parsed->checkpoint.size < end || parsed->checkpoint.size > reader.size()) {
        return commit_note(reader, reader.size());
    }
    CheckpointNote note{parsed->checkpoint.size, parsed->checkpoint.root, *text};
    const Result<std::string> cosigned = reader.cosigned_note(newest);
    if (cosigned && extends(*cosigned, parsed->note)) note.text = *cosigned;
    return note;
}

}  // namespace counterfoil::publish
