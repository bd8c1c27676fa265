// SPDX-License-Identifier: Apache-2.0
#include "verifier/frame_hashes.h"

#include <cstring>

#include "ledger/format/entry.h"
#include "ledger/merkle/hashing.h"
#include "ledger/notes/checkpoint.h"

namespace counterfoil::verifier {

bool trailer_signature_holds(const std::string& origin, const format::FrameTrailer& trailer,
                             const crypto::PublicKey& key, std::string& text) {
    notes::checkpoint_text_into(origin, trailer.tree_size, trailer.root, text);
    return crypto::verify(key, as_bytes(text), trailer.signature);
}

void hash_frame(const Frame& frame, crypto::HashLanes& lanes, FrameHashes& hashes) {
    const std::size_t count = frame.record_count();
    const ByteView bodies = frame.bodies();
    hashes.signature.reset();
    hashes.leaves.clear();
    hashes.messages.clear();
    std::size_t used = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const ByteView bytes = frame.entry(i);
        hashes.leaves.push_back(merkle::leaf_hash(bytes));
        format::Entry entry;
        std::memcpy(&entry, bytes.data(), sizeof entry);
        // Once the entries say more than there is, the judge stops as well.
        if (hashes.messages.size() != i || entry.body_length > bodies.size() - used) continue;
        hashes.messages.push_back(bodies.subspan(used, entry.body_length));
        used += entry.body_length;
    }
    hashes.bodies.resize(hashes.messages.size());
    lanes.digest(hashes.messages, hashes.bodies);
}

void try_signature(const Frame& frame, const std::string& origin, const crypto::PublicKey& key,
                   FrameHashes& hashes) {
    std::string text;
    hashes.signature =
        FrameHashes::Signature{key, trailer_signature_holds(origin, frame.trailer, key, text)};
}

}  // namespace counterfoil::verifier
