// SPDX-License-Identifier: Apache-2.0
// The texts that arrive from elsewhere: notes, checkpoints, proof files, keys and pins. Whatever is
// accepted must be written again as it was read.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "ledger/notes/proof_file.h"
#include "ledger/notes/tile_path.h"
#include "ledger/notes/verifier_key.h"
#include "verifier/pin.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace counterfoil;
    const std::string_view text = as_text({data, size});
    if (const auto note = notes::parse_note(text)) {
        require(note->serialize() == text, "a note is written as it was read");
    }
    if (const auto checkpoint = notes::parse_checkpoint(text); checkpoint) {
        std::string again =
            notes::checkpoint_text(checkpoint->origin, checkpoint->size, checkpoint->root);
        for (const std::string& extension : checkpoint->extensions) again += extension + "\n";
        require(again == text, "a checkpoint is written as it was read");
    }
    if (const auto proof = notes::parse_proof(text)) {
        require(notes::serialize_proof(*proof) == text, "a proof is written as it was read");
    }
    if (const auto key = notes::VerifierKey::parse(text)) {
        require(key->text() == text, "a key is written as it was read");
    }
    if (const auto tile = notes::parse_tile_path(text)) {
        require(notes::tile_path(*tile) == text, "a tile's path is written as it was read");
    }
    if (const auto pin = verifier::parse_pin(text); pin && pin->genesis_leaf) {
        require(!verifier::pin_text(*pin).empty(), "a pin can be written");
    }
    return 0;
}
