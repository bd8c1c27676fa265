// SPDX-License-Identifier: Apache-2.0
#include "ledger/reader/administration_scan.h"

#include <algorithm>

#include <fmt/format.h>

namespace counterfoil::reader {
namespace {

// After so many records the keyring notes how far it has come, so that nobody reads them again.
constexpr std::uint64_t kNotedAfter = 1024;

bool says_something_of_keys(std::uint8_t type) {
    switch (static_cast<format::RecordType>(type)) {
        case format::RecordType::kKey:
        case format::RecordType::kHold:
        case format::RecordType::kErasure:
            return true;
        default:
            return false;
    }
}

}  // namespace

Status scan_administration(
    LedgerReader& reader, std::uint64_t first,
    const std::function<Status(std::uint64_t sequence, const format::Body& body)>& use) {
    for (std::uint64_t sequence = first; sequence < reader.size(); ++sequence) {
        const Result<format::Entry> entry = reader.entry(sequence);
        if (!entry) return entry.error();
        if (!says_something_of_keys(entry->type)) continue;
        const Result<StoredRecord> record = reader.record(sequence);
        if (!record) return record.error();
        const auto body = format::decode_body(
            static_cast<format::RecordType>(static_cast<std::uint8_t>(entry->type)), record->body);
        if (!body) {
            return Error{
                ErrorCode::kDamaged,
                fmt::format("record {} is malformed; look with `counterfoil verify`", sequence)};
        }
        if (Status used = use(sequence, *body); !used) return used;
    }
    return {};
}

Status follow_ledger(LedgerReader& reader, keys::UnlockedKeys& keys, bool may_write) {
    keys::Keyring& keyring = keys.keyring();
    const std::uint64_t from = std::min(keyring.applied_size(), reader.size());
    if (may_write) {
        if (Status rewound = keyring.rewind(from); !rewound) return rewound;
    }
    bool changed = false;
    const auto apply = [&](std::uint64_t sequence, const format::Body& body) {
        changed = changed || !std::holds_alternative<format::EpochKeyBody>(body);
        return keyring.apply(sequence, body);
    };
    if (!may_write) return scan_administration(reader, from, apply);
    Status followed = keyring.in_transaction([&]() -> Status {
        if (Status scanned = scan_administration(reader, from, apply); !scanned) return scanned;
        if (!changed && reader.size() - from < kNotedAfter) return {};
        return keyring.applied(reader.size());
    });
    if (followed) followed = keyring.discard_unconfirmed();
    if (followed) followed = keys.remove_traces();
    return followed;
}

}  // namespace counterfoil::reader
