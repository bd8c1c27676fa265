// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/evidence.h"

#include <fmt/format.h>

#include "ledger/crypto/encoding.h"

namespace counterfoil::notes {

std::string evidence_manifest_json(const EvidenceManifest& manifest) {
    return fmt::format(
        "{}1,\n"
        "  \"ledger_id\": \"{}\",\n"
        "  \"origin\": \"{}\",\n"
        "  \"vkey\": \"{}\",\n"
        "  \"genesis_leaf_hash\": \"{}\",\n"
        "  \"encryption\": \"{}\",\n"
        "  \"checkpoint_size\": {},\n"
        "  \"checkpoint_root\": \"{}\",\n"
        "  \"epochs\": {},\n"
        "  \"streams\": {},\n"
        "  \"first_record\": {},\n"
        "  \"record_count\": {},\n"
        "  \"disclosed_records\": {}\n"
        "}}\n",
        kEvidenceManifestStart, crypto::hex(manifest.ledger_id), manifest.origin, manifest.vkey,
        crypto::hex(manifest.genesis_leaf), manifest.encrypted ? "XAES-256-GCM" : "none",
        manifest.checkpoint_size, crypto::hex(manifest.checkpoint_root), manifest.epochs,
        manifest.streams, manifest.first_record, manifest.record_count, manifest.disclosed_records);
}

}  // namespace counterfoil::notes
