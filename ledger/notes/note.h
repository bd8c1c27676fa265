// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/notes/verifier_key.h"

// c2sp.org/signed-note v1: TEXT LF, then lines "— NAME BASE64(key id ‖ signature)" LF.
namespace counterfoil::notes {

inline constexpr std::size_t kNoteSizeMax = 1U << 20U;
inline constexpr std::size_t kSignaturesMax = 100;

struct NoteSignature {
    std::string name;
    KeyId key_id{};
    Bytes signature;  // Without the key id; 64 bytes for Ed25519.
    friend bool operator==(const NoteSignature&, const NoteSignature&) = default;
};

// The structure of a note; nothing in it is believed yet.
struct Note {
    std::string text;  // With its last LF: exactly the bytes that are signed.
    std::vector<NoteSignature>
        signatures;  // In the order of their lines; at least one when parsed.

    [[nodiscard]] std::string serialize() const;
};

// Strict: UTF-8, no control character but LF (also none of U+007F to U+009F, which C2SP would let
// pass and terminals obey), at least one signature line, canonical base64, bounded sizes.
[[nodiscard]] Result<Note> parse_note(std::string_view bytes);

enum class SignatureVerdict {
    kVerified,  // Exactly one line by this key, and it verifies.
    kBad,  // A line by this key (same name and key id) does not verify, or there are two of them.
    kAbsent,  // No line by this key.
};

// Judges the line of an Ed25519 key (type 0x01) over the note's text. Lines by other keys are
// ignored; a key of another type has none.
[[nodiscard]] SignatureVerdict judge_signature(const Note& note, const VerifierKey& key);

// The line that `key` writes under `name` over `text`. Aborts when the name is no key name or the
// text is not one that a note can hold: check both where they come in.
[[nodiscard]] NoteSignature sign_note(std::string_view name, std::string_view text,
                                      const crypto::SigningKey& key);

// A cosignature (c2sp.org/tlog-cosignature v1, type 0x04) at `time` (POSIX seconds).
[[nodiscard]] NoteSignature cosign_note(std::string_view name, std::string_view text,
                                        std::uint64_t time, const crypto::SigningKey& key);
struct CosignatureVerdict {
    SignatureVerdict verdict = SignatureVerdict::kAbsent;
    std::uint64_t time = 0;  // POSIX seconds; set when verified.
};
[[nodiscard]] CosignatureVerdict judge_cosignature(const Note& note, const VerifierKey& witness);

}  // namespace counterfoil::notes
