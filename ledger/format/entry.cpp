// SPDX-License-Identifier: Apache-2.0
#include "ledger/format/entry.h"

namespace counterfoil::format {

const char* record_type_name(std::uint8_t type) {
    switch (static_cast<RecordType>(type)) {
        case RecordType::kEvent:
            return "event";
        case RecordType::kGenesis:
            return "genesis";
        case RecordType::kOpen:
            return "open";
        case RecordType::kSegment:
            return "segment";
        case RecordType::kStream:
            return "stream";
        case RecordType::kKey:
            return "key";
        case RecordType::kHold:
            return "hold";
        case RecordType::kErasure:
            return "erasure";
        case RecordType::kDestroyed:
            return "destroyed";
        case RecordType::kRecovery:
            return "recovery";
        case RecordType::kDrop:
            return "drop";
        case RecordType::kHeartbeat:
            return "heartbeat";
        case RecordType::kAnchor:
            return "anchor";
    }
    return "unknown";
}

}  // namespace counterfoil::format
