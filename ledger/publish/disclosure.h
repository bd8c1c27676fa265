// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"
#include "ledger/format/entry.h"

namespace counterfoil::publish {

// A stream's name and the key of the HMAC that hides it.
struct DisclosedName {
    std::string name;
    crypto::Secret256 key;
};

// Where the secrets come from that an export gives away, for an encrypted ledger. The same answer
// to the same question as long as it lives.
class DisclosureSource {
  public:
    virtual ~DisclosureSource() = default;
    // The key that opens this event and no other; nothing when it is not here (erased, or never
    // was).
    [[nodiscard]] virtual Result<std::optional<crypto::Secret256>> record_key(
        const format::Entry& entry) = 0;
    // Nothing when it is not here.
    [[nodiscard]] virtual Result<std::optional<DisclosedName>> stream_name(
        std::uint32_t stream_id) = 0;
};

}  // namespace counterfoil::publish
