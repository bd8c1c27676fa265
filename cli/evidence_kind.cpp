// SPDX-License-Identifier: Apache-2.0
#include "cli/evidence_kind.h"

namespace counterfoil::cli {

EvidenceKind evidence_kind(platform::Storage& storage, const std::string& path) {
    const Result<platform::EntryKind> kind = storage.kind(path);
    if (!kind || *kind == platform::EntryKind::kDirectory) return EvidenceKind::kLedger;
    if (*kind == platform::EntryKind::kFile) return EvidenceKind::kBundle;
    // A link to a directory is followed, as the system does below it.
    return storage.list(path) ? EvidenceKind::kLedger : EvidenceKind::kBundle;
}

}  // namespace counterfoil::cli
