// SPDX-License-Identifier: Apache-2.0
#include "verifier/evidence_kind.h"

#include "ledger/base/bytes.h"
#include "ledger/format/directory.h"
#include "ledger/format/tile_tree.h"
#include "ledger/notes/proof_file.h"

namespace counterfoil::verifier {
namespace {

bool begins_as_proof(platform::Storage& storage, const std::string& path) {
    const auto file = storage.open(path, platform::OpenMode::kRead);
    if (!file) return false;
    const std::string first_line = std::string(notes::kProofFirstLine) + "\n";
    Bytes start(first_line.size());
    const Result<std::size_t> count = (*file)->read_at(0, start);
    return count && *count == start.size() && as_text(start) == first_line;
}

EvidenceKind directory_kind(platform::Storage& storage, const std::string& path) {
    const auto has = [&](std::string_view name) {
        return storage.kind(platform::join(path, std::string(name))).ok();
    };
    const bool tiles = has(format::kTileTreeCheckpoint) && has(format::kTileTreeTiles);
    return tiles && !has(format::kHeadFile) ? EvidenceKind::kTiles : EvidenceKind::kLedger;
}

}  // namespace

EvidenceKind evidence_kind(platform::Storage& storage, const std::string& path) {
    const Result<platform::EntryKind> kind = storage.kind(path);
    if (!kind) return EvidenceKind::kLedger;
    if (*kind == platform::EntryKind::kDirectory) return directory_kind(storage, path);
    if (*kind == platform::EntryKind::kFile) {
        return begins_as_proof(storage, path) ? EvidenceKind::kProof : EvidenceKind::kBundle;
    }
    // A link to a directory is followed, as the system does below it.
    return storage.list(path) ? directory_kind(storage, path) : EvidenceKind::kBundle;
}

}  // namespace counterfoil::verifier
