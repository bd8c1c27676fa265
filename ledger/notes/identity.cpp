// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/identity.h"

#include <fmt/format.h>

#include "ledger/crypto/encoding.h"
#include "ledger/notes/time_text.h"

namespace counterfoil::notes {
std::string ledger_json(const LedgerIdentity& identity) {
    return fmt::format(
        "{{\n"
        "  \"format\": \"counterfoil-ledger\",\n"
        "  \"format_version\": 1,\n"
        "  \"ledger_id\": \"{}\",\n"
        "  \"origin\": \"{}\",\n"
        "  \"vkey\": \"{}\",\n"
        "  \"genesis_leaf_hash\": \"{}\",\n"
        "  \"encryption\": \"{}\",\n"
        "  \"segment_size_limit\": {},\n"
        "  \"created\": \"{}\"\n"
        "}}\n",
        crypto::hex(identity.ledger_id), identity.origin, identity.vkey,
        crypto::hex(identity.genesis_leaf), identity.encrypted ? "XAES-256-GCM" : "none",
        identity.segment_size_limit, rfc3339(identity.created_ns));
}

}  // namespace counterfoil::notes
