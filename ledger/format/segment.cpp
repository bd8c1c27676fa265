// SPDX-License-Identifier: Apache-2.0
#include "ledger/format/segment.h"

namespace counterfoil::format {

const char* sync_policy_name(std::uint8_t policy) {
    switch (static_cast<SyncPolicy>(policy)) {
        case SyncPolicy::kRecord:
            return "record";
        case SyncPolicy::kBatch:
            return "batch";
        case SyncPolicy::kGroup:
            return "group";
        case SyncPolicy::kNone:
            return "none";
    }
    return "unknown";
}

std::optional<SyncPolicy> sync_policy_of(std::string_view name) {
    for (const SyncPolicy policy : kSyncPolicies) {
        if (name == sync_policy_name(policy)) return policy;
    }
    return std::nullopt;
}

}  // namespace counterfoil::format
