// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/note.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "ledger/crypto/encoding.h"
#include "ledger/notes/text.h"

namespace counterfoil::notes {

namespace {

constexpr std::string_view kLineStart = "\u2014 ";  // An em dash and a space.
constexpr std::size_t kTimeSize = 8;

Error malformed(std::string_view why) {
    return {ErrorCode::kInvalidArgument, fmt::format("not a signed note: {}", why)};
}

Result<NoteSignature> parse_signature(std::string_view line, std::size_t number) {
    if (!take_prefix(line, kLineStart)) {
        return malformed(
            fmt::format("signature line {} does not start with an em dash and a space", number));
    }
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) {
        return malformed(fmt::format("signature line {} has no valid key name", number));
    }
    const std::optional<Bytes> bytes = crypto::from_base64(line.substr(space + 1));
    if (!bytes || bytes->size() <= std::tuple_size_v<KeyId>) {
        return malformed(
            fmt::format("signature line {} is not the base64 of a key id and a signature", number));
    }
    NoteSignature signature;
    signature.name = line.substr(0, space);
    const auto border = bytes->begin() + std::tuple_size_v<KeyId>;
    std::copy(bytes->begin(), border, signature.key_id.begin());
    signature.signature.assign(border, bytes->end());
    return signature;
}

// The lines of one key: none, the only one, or too many to tell which one counts.
struct LinesOfKey {
    const NoteSignature* first = nullptr;
    bool several = false;
};

LinesOfKey lines_of(const Note& note, const VerifierKey& key) {
    LinesOfKey lines;
    const KeyId id = key.id();
    for (const NoteSignature& signature : note.signatures) {
        if (signature.name != key.name || signature.key_id != id) continue;
        if (lines.first != nullptr) {
            lines.several = true;
        } else {
            lines.first = &signature;
        }
    }
    return lines;
}

// What a witness signs: never the bare text, so no cosignature can pass for a log's signature.
std::string cosigned_text(std::uint64_t time, std::string_view text) {
    return fmt::format("cosignature/v1\ntime {}\n{}", time, text);
}

std::array<std::uint8_t, kTimeSize> big_endian(std::uint64_t number) {
    std::array<std::uint8_t, kTimeSize> bytes;
    for (std::size_t i = kTimeSize; i > 0; --i) {
        bytes[i - 1] = static_cast<std::uint8_t>(number);
        number >>= 8U;
    }
    return bytes;
}

std::uint64_t from_big_endian(ByteView bytes) {
    std::uint64_t number = 0;
    for (const std::uint8_t byte : bytes) number = number << 8U | byte;
    return number;
}

crypto::Signature signature_of(ByteView bytes) {
    crypto::Signature signature;
    std::copy(bytes.begin(), bytes.end(), signature.begin());
    return signature;
}

void require_signable(std::string_view name, std::string_view text) {
    require(is_key_name(name), "signing under a name that no verifier would take");
    require(text.ends_with('\n') && is_clean_text(text), "signing a text that no note can hold");
}

}  // namespace

std::string Note::serialize() const {
    std::string bytes = text + "\n";
    for (const NoteSignature& signature : signatures) {
        Bytes payload(signature.key_id.begin(), signature.key_id.end());
        payload.insert(payload.end(), signature.signature.begin(), signature.signature.end());
        bytes += kLineStart;
        bytes += signature.name;
        bytes += ' ';
        crypto::append_base64(bytes, payload);
        bytes += '\n';
    }
    return bytes;
}

Result<Note> parse_note(std::string_view bytes) {
    if (bytes.size() > kNoteSizeMax) {
        return Error{ErrorCode::kTooLarge, fmt::format("a signed note of {} bytes; the limit is {}",
                                                       bytes.size(), kNoteSizeMax)};
    }
    if (!is_clean_text(bytes)) {
        return malformed("it is not UTF-8, or has a control character other than LF");
    }
    if (!bytes.ends_with('\n')) return malformed("its last line does not end");
    // The text may have empty lines of its own; the last one is the border.
    const std::size_t border = bytes.rfind("\n\n");
    if (border == std::string_view::npos) return malformed("no empty line before the signatures");

    Note note;
    note.text = bytes.substr(0, border + 1);
    std::string_view lines = bytes.substr(border + 2);
    while (const std::optional<std::string_view> line = take_line(lines)) {
        if (note.signatures.size() == kSignaturesMax) {
            return Error{ErrorCode::kTooLarge,
                         fmt::format("a signed note with over {} signatures", kSignaturesMax)};
        }
        Result<NoteSignature> signature = parse_signature(*line, note.signatures.size() + 1);
        if (!signature) return signature.error();
        note.signatures.push_back(std::move(*signature));
    }
    if (note.signatures.empty()) return malformed("there is no signature");
    return note;
}

SignatureVerdict judge_signature(const Note& note, const VerifierKey& key) {
    if (key.type != kTypeEd25519) return SignatureVerdict::kAbsent;
    const LinesOfKey lines = lines_of(note, key);
    if (lines.first == nullptr) return SignatureVerdict::kAbsent;
    const Bytes& signature = lines.first->signature;
    if (lines.several || signature.size() != std::tuple_size_v<crypto::Signature> ||
        !crypto::verify(key.key, as_bytes(note.text), signature_of(signature))) {
        return SignatureVerdict::kBad;
    }
    return SignatureVerdict::kVerified;
}

NoteSignature sign_note(std::string_view name, std::string_view text,
                        const crypto::SigningKey& key) {
    require_signable(name, text);
    const crypto::Signature signature = key.sign(as_bytes(text));
    return {std::string(name), key_id(name, kTypeEd25519, key.public_key()),
            Bytes(signature.begin(), signature.end())};
}

NoteSignature cosign_note(std::string_view name, std::string_view text, std::uint64_t time,
                          const crypto::SigningKey& key) {
    require_signable(name, text);
    const auto time_bytes = big_endian(time);
    const crypto::Signature signature = key.sign(as_bytes(cosigned_text(time, text)));
    Bytes payload(time_bytes.begin(), time_bytes.end());
    payload.insert(payload.end(), signature.begin(), signature.end());
    return {std::string(name), key_id(name, kTypeCosignature, key.public_key()),
            std::move(payload)};
}

CosignatureVerdict judge_cosignature(const Note& note, const VerifierKey& witness) {
    if (witness.type != kTypeCosignature) return {};
    const LinesOfKey lines = lines_of(note, witness);
    if (lines.first == nullptr) return {};
    const ByteView payload = lines.first->signature;
    if (lines.several || payload.size() != kTimeSize + std::tuple_size_v<crypto::Signature>) {
        return {SignatureVerdict::kBad, 0};
    }
    const std::uint64_t time = from_big_endian(payload.first(kTimeSize));
    const crypto::Signature signature = signature_of(payload.subspan(kTimeSize));
    if (!crypto::verify(witness.key, as_bytes(cosigned_text(time, note.text)), signature)) {
        return {SignatureVerdict::kBad, 0};
    }
    return {SignatureVerdict::kVerified, time};
}

}  // namespace counterfoil::notes
