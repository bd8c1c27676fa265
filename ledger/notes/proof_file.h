// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"

// c2sp.org/tlog-proof v1, extension .tlog-proof.
namespace counterfoil::notes {

struct ProofFile {
    std::optional<Bytes> extra;  // Not authenticated by anything.
    std::uint64_t index = 0;
    std::vector<Hash> path;  // At most 64 hashes.
    std::string checkpoint;  // The signed note, verbatim.
    friend bool operator==(const ProofFile&, const ProofFile&) = default;
};

[[nodiscard]] std::string serialize_proof(const ProofFile& proof);
[[nodiscard]] Result<ProofFile> parse_proof(std::string_view bytes);

}  // namespace counterfoil::notes
