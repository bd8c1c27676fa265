// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/proofs.h"

#include <fmt/format.h>

#include <optional>

#include "ledger/crypto/encoding.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "ledger/notes/proof_file.h"
#include "ledger/reader/ledger_nodes.h"

namespace counterfoil::publish {

std::string hash_lines(const merkle::Path& path) {
    std::string text;
    for (const Hash& hash : path) text += crypto::base64(hash) + '\n';
    return text;
}

Result<std::string> newest_checkpoint(reader::LedgerReader& reader) {
    const std::uint64_t count = reader.head().checkpoint_count;
    if (count == 0) {
        return Error{ErrorCode::kNotFound,
                     "no checkpoint is published yet; `counterfoil checkpoint DIR` publishes one"};
    }
    return reader.checkpoint_note(count - 1);
}

Result<std::string> inclusion_proof_file(reader::LedgerReader& reader, std::uint64_t sequence) {
    const Result<std::string> checkpoint = newest_checkpoint(reader);
    if (!checkpoint) return checkpoint.error();
    const Result<notes::Note> note = notes::parse_note(*checkpoint);
    if (!note) return note.error();
    const Result<notes::Checkpoint> tree = notes::parse_checkpoint(note->text);
    if (!tree) return tree.error();
    if (sequence >= tree->size) {
        return Error{ErrorCode::kNotFound,
                     fmt::format("record {} is not covered by the newest published checkpoint, "
                                 "which is of size {}; publish one with `counterfoil checkpoint`",
                                 sequence, tree->size)};
    }
    reader::LedgerNodes nodes(reader);
    Result<merkle::Path> path = merkle::inclusion_path(sequence, tree->size, nodes);
    if (!path) return path.error();
    return notes::serialize_proof({std::nullopt, sequence, std::move(*path), *checkpoint});
}

Result<std::string> consistency_proof_text(reader::LedgerReader& reader, std::uint64_t old_size,
                                           std::uint64_t new_size) {
    if (new_size > reader.size()) {
        return Error{ErrorCode::kInvalidArgument,
                     fmt::format("the ledger holds {} records; a proof to size {} is not possible",
                                 reader.size(), new_size)};
    }
    reader::LedgerNodes nodes(reader);
    const Result<merkle::Path> path = merkle::consistency_path(old_size, new_size, nodes);
    if (!path) return path.error();
    return hash_lines(*path);
}

}  // namespace counterfoil::publish
