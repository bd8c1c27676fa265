// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <counterfoil/bytes.h>

namespace counterfoil {

// What is said about an event beside its bytes, all of it optional, 65,535 bytes in all. Texts are
// at most 255 bytes of UTF-8 without control characters. Sealed like the event's bytes.
struct Attributes {
    std::string type = {};                        // What happened, in one word: "login".
    std::string content_type = {};                // A media type: "application/json".
    std::vector<std::string> subjects = {};       // The persons it is about, 1 to 255 bytes each.
    std::optional<std::uint64_t> source_ns = {};  // When it happened: ns since 1970 UTC.
    Bytes idempotency_id = {};                    // At most 64 bytes; kept, and not compared.
};

// An event as an application hands it over.
struct Event {
    // Which sequence of events it belongs to, 1 to 255 bytes of UTF-8 without control characters.
    // Records of a stream are numbered without a gap, so that none can be left out.
    std::string stream = "default";
    Attributes attributes = {};
    // Any bytes; with what belongs to them at most 16 MiB, and a quarter of the ledger's largest
    // segment. Borrowed until the call that takes the event has returned.
    ByteView content = {};
};

enum class Durability {
    kSynced,     // The disk said that it has the record: it outlives a power failure.
    kNotSynced,  // It has its place and is synced later (SyncPolicy::kNone).
};

// The promise for one event, enough to prove to others what was promised: the ledger's key signs
// that it has `tree_size` records and that all of them, this one included, hash to `root`.
struct Receipt {
    std::uint64_t sequence = 0;         // The record's number in the ledger, from 0.
    std::uint64_t stream_sequence = 0;  // And in its stream, from 0.
    Hash leaf_hash{};                   // Of its entry, RFC 6962.
    std::uint64_t tree_size = 0;
    Hash root{};
    std::uint64_t epoch = 0;                   // Whose key signed.
    std::array<std::uint8_t, 64> signature{};  // Ed25519, over the C2SP checkpoint text.
    Durability durability = Durability::kSynced;
};

}  // namespace counterfoil
