// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/crypto/hash_lanes.h"
#include "ledger/crypto/sign.h"
#include "ledger/format/frame.h"
#include "verifier/frame_reader.h"

namespace counterfoil::verifier {

// Whether this key signed the trailer's size and root under the origin. `text` is reused.
[[nodiscard]] bool trailer_signature_holds(const std::string& origin,
                                           const format::FrameTrailer& trailer,
                                           const crypto::PublicKey& key, std::string& text);

// What judging a frame costs most and needs no state: made from the frame's bytes alone, on any
// thread, before its judge asks. Reused from frame to frame.
struct FrameHashes {
    std::vector<Hash> bodies;  // SHA-256 of each body, as far as the bodies reach.
    std::vector<Hash> leaves;  // Leaf hash of each entry.
    struct Signature {
        crypto::PublicKey key{};  // Tried; the judge knows whether it is the right one.
        bool holds = false;
    };
    std::optional<Signature> signature;

    std::vector<ByteView> messages;  // While they are hashed.
};

// Of a frame whose structure is right. `key`: the one that probably signed it.
void hash_frame(const Frame& frame, crypto::HashLanes& lanes, FrameHashes& hashes);
void try_signature(const Frame& frame, const std::string& origin, const crypto::PublicKey& key,
                   FrameHashes& hashes);

}  // namespace counterfoil::verifier
