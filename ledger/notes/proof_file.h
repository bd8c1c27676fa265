// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"

// c2sp.org/tlog-proof v1, extension .tlog-proof.
namespace counterfoil::notes {

inline constexpr std::size_t kProofSizeMax = 4U << 20U;
inline constexpr std::string_view kProofFirstLine = "c2sp.org/tlog-proof@v1";

struct ProofFile {
    std::optional<Bytes> extra;  // Not authenticated by anything.
    std::uint64_t index = 0;
    std::vector<Hash> path;  // At most 64 hashes.
    std::string checkpoint;  // The signed note, verbatim.
    friend bool operator==(const ProofFile&, const ProofFile&) = default;
};

[[nodiscard]] std::string serialize_proof(const ProofFile& proof);

// Strict, as for notes; the checkpoint must be a signed note, in which nothing is believed yet.
[[nodiscard]] Result<ProofFile> parse_proof(std::string_view bytes);

}  // namespace counterfoil::notes
