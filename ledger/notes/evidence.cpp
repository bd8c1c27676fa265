// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/evidence.h"

#include <fmt/format.h>

#include "ledger/crypto/encoding.h"

namespace counterfoil::notes {
namespace {

// Up to the number of epochs, without a comma behind it.
std::string head_text(std::string_view format, const ManifestHead& head) {
    return fmt::format(
        "{}1,\n"
        "  \"ledger_id\": \"{}\",\n"
        "  \"origin\": \"{}\",\n"
        "  \"vkey\": \"{}\",\n"
        "  \"genesis_leaf_hash\": \"{}\",\n"
        "  \"encryption\": \"{}\",\n"
        "  \"checkpoint_size\": {},\n"
        "  \"checkpoint_root\": \"{}\",\n"
        "  \"epochs\": {}",
        manifest_start(format), crypto::hex(head.ledger_id), head.origin, head.vkey,
        crypto::hex(head.genesis_leaf), head.encrypted ? "XAES-256-GCM" : "none",
        head.checkpoint_size, crypto::hex(head.checkpoint_root), head.epochs);
}

}  // namespace

std::string manifest_start(std::string_view format) {
    return fmt::format("{{\n  \"format\": \"{}\",\n  \"format_version\": ", format);
}

std::string evidence_manifest_json(const ManifestHead& head, const EvidenceCounts& counts) {
    return head_text(kEvidenceFormat, head) + fmt::format(
                                                  ",\n"
                                                  "  \"streams\": {},\n"
                                                  "  \"first_record\": {},\n"
                                                  "  \"record_count\": {},\n"
                                                  "  \"disclosed_records\": {}\n"
                                                  "}}\n",
                                                  counts.streams, counts.first_record,
                                                  counts.record_count, counts.disclosed_records);
}

std::string checkpoint_manifest_json(const ManifestHead& head) {
    return head_text(kCheckpointFormat, head) + "\n}\n";
}

std::string fork_manifest_json(const ForkManifest& manifest) {
    return fmt::format(
        "{}1,\n"
        "  \"ledger_id\": \"{}\",\n"
        "  \"origin\": \"{}\",\n"
        "  \"vkey\": \"{}\",\n"
        "  \"genesis_leaf_hash\": \"{}\",\n"
        "  \"remembered_size\": {},\n"
        "  \"remembered_root\": \"{}\",\n"
        "  \"shown_size\": {},\n"
        "  \"shown_root\": \"{}\",\n"
        "  \"shown_beginning\": \"{}\"\n"
        "}}\n",
        manifest_start(kForkFormat), crypto::hex(manifest.ledger_id), manifest.origin,
        manifest.vkey, crypto::hex(manifest.genesis_leaf), manifest.remembered_size,
        crypto::hex(manifest.remembered_root), manifest.shown_size,
        crypto::hex(manifest.shown_root), crypto::hex(manifest.shown_beginning));
}

}  // namespace counterfoil::notes
