// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/proof_file.h"

#include <fmt/format.h>

#include "ledger/crypto/encoding.h"
#include "ledger/notes/note.h"
#include "ledger/notes/text.h"

namespace counterfoil::notes {

namespace {

constexpr std::size_t kPathMax = 64;

Error malformed(std::string_view why) {
    return {ErrorCode::kInvalidArgument, fmt::format("not a proof file: {}", why)};
}

}  // namespace

std::string serialize_proof(const ProofFile& proof) {
    std::string text = fmt::format("{}\n", kProofFirstLine);
    if (proof.extra) {
        text += "extra ";
        crypto::append_base64(text, *proof.extra);
        text += '\n';
    }
    text += fmt::format("index {}\n", proof.index);
    for (const Hash& hash : proof.path) {
        crypto::append_base64(text, hash);
        text += '\n';
    }
    text += '\n';
    text += proof.checkpoint;
    return text;
}

Result<ProofFile> parse_proof(std::string_view bytes) {
    if (bytes.size() > kProofSizeMax) {
        return Error{ErrorCode::kTooLarge, fmt::format("a proof file of {} bytes; the limit is {}",
                                                       bytes.size(), kProofSizeMax)};
    }
    if (take_line(bytes) != kProofFirstLine) {
        return malformed(fmt::format("its first line is not {}", kProofFirstLine));
    }
    ProofFile proof;
    std::optional<std::string_view> line = take_line(bytes);
    if (line && take_prefix(*line, "extra ")) {
        proof.extra = crypto::from_base64(*line);
        if (!proof.extra) return malformed("its extra data is not base64");
        line = take_line(bytes);
    }
    if (!line || !take_prefix(*line, "index ")) return malformed("it has no index line");
    const std::optional<std::uint64_t> index = parse_decimal(*line);
    if (!index) return malformed("its index is not a decimal number without leading zeros");
    proof.index = *index;

    for (line = take_line(bytes); line && !line->empty(); line = take_line(bytes)) {
        if (proof.path.size() == kPathMax) return malformed("its path has over 64 hashes");
        const auto hash = crypto::exactly<Hash>(crypto::from_base64(*line));
        if (!hash) {
            return malformed(fmt::format("hash {} of its path is not the base64 of 32 bytes",
                                         proof.path.size() + 1));
        }
        proof.path.push_back(*hash);
    }
    if (!line) return malformed("no empty line before the checkpoint");
    const Result<Note> note = parse_note(bytes);
    if (!note) return malformed(fmt::format("its checkpoint is {}", note.error().message));
    proof.checkpoint = bytes;
    return proof;
}

}  // namespace counterfoil::notes
