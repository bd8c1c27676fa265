// SPDX-License-Identifier: Apache-2.0
#include "ledger/reader/administration_scan.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/merkle/hashing.h"

namespace counterfoil::reader {
namespace {

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

Error broken(std::uint64_t sequence) {
    return {ErrorCode::kDamaged,
            fmt::format("record {} is not what the records around it say; look with `counterfoil "
                        "verify`",
                        sequence)};
}

}  // namespace

Result<Hash> scan_administration(
    LedgerReader& reader, std::uint64_t first,
    const std::function<Status(std::uint64_t sequence, const format::Body& body)>& use) {
    std::optional<Hash> previous;
    for (std::uint64_t sequence = first > 0 ? first - 1 : 0; sequence < reader.size(); ++sequence) {
        const Result<format::Entry> entry = reader.entry(sequence);
        if (!entry) return entry.error();
        if (previous && entry->previous != *previous) return broken(sequence);
        previous = merkle::leaf_hash(format::bytes_of(*entry));
        if (sequence < first || !says_something_of_keys(entry->type)) continue;
        const Result<StoredRecord> record = reader.record(sequence);
        if (!record) return record.error();
        const auto body = format::decode_body(
            static_cast<format::RecordType>(static_cast<std::uint8_t>(entry->type)), record->body);
        if (!body) return broken(sequence);
        if (Status used = use(sequence, *body); !used) return used.error();
    }
    return previous.value_or(Hash{});
}

Status follow_ledger(LedgerReader& reader, keys::UnlockedKeys& keys,
                     const std::optional<Hash>& chain_head) {
    keys::Keyring& keyring = keys.keyring();
    const std::uint64_t from = std::min(keyring.applied_size(), reader.size());
    bool changed = false;
    const auto apply = [&](std::uint64_t sequence, const format::Body& body) {
        changed = changed || !std::holds_alternative<format::EpochKeyBody>(body);
        return keyring.apply(sequence, body);
    };
    if (!chain_head) {
        const Result<Hash> scanned = scan_administration(reader, from, apply);
        return scanned ? Status() : Status(scanned.error());
    }
    if (Status rewound = keyring.rewind(from); !rewound) return rewound;
    Status followed = keyring.in_transaction([&]() -> Status {
        const Result<Hash> head = scan_administration(reader, from, apply);
        if (!head) return head.error();
        if (*head != *chain_head) return broken(reader.size() - 1);
        if (!changed && reader.size() - from < keys::kFollowedAfter) return {};
        return keyring.applied(reader.size());
    });
    if (followed) followed = keyring.discard_unconfirmed();
    if (!followed) return followed;
    const Status clean = keys.remove_traces();
    // Somebody reads the keyring just now, or there is no room to write it anew: the next opening
    // tries again, and the keys are gone already.
    const bool later = !clean && (clean.error().code == ErrorCode::kBusy ||
                                  clean.error().code == ErrorCode::kNoSpace);
    return later ? Status() : clean;
}

}  // namespace counterfoil::reader
