// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "ledger/crypto/sign.h"
#include "ledger/notes/note.h"
#include "ledger/notes/verifier_key.h"

namespace counterfoil::notes::test {

// The example of signed-note, which Go's golang.org/x/mod/sumdb/note has too.
inline constexpr std::string_view kExampleKey =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
inline constexpr std::string_view kExampleText = "This is an example message.\n";
inline constexpr std::string_view kExampleNote =
    "This is an example message.\n"
    "\n"
    "\u2014 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
    "\n";

// The deterministic sample: the log's seed is 00..1f, the witness's 20..3f, the tree is that of the
// eight leaves of Certificate Transparency, the cosignature is of 1700000000.
inline constexpr std::string_view kLogName = "ledger.example/audit";
inline constexpr std::string_view kLogKey =
    "ledger.example/audit+2a52108c+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
inline constexpr std::string_view kWitnessName = "witness.example/w1";
inline constexpr std::string_view kWitnessKey =
    "witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X";
inline constexpr std::uint64_t kTime = 1700000000;
inline constexpr std::string_view kCheckpointText =
    "ledger.example/audit\n"
    "8\n"
    "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n";
inline constexpr std::string_view kCheckpointNote =
    "ledger.example/audit\n"
    "8\n"
    "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
    "\n"
    "\u2014 ledger.example/audit "
    "KlIQjLQKpvaPPLhCzQrPDXEgPL7iGJwX+Dm7SjYnDeLELb+M4NakHEDSMiTa7hmnvmHX2OoaUJrSesx0Eqzyb3z9Pw0="
    "\n"
    "\u2014 witness.example/w1 "
    "IDJKvgAAAABlU/"
    "EA11ajO4V978hrUM8rVwzOuVYv6W8C2aG1AiDHZS7vHsUlXpWrmFZAnkodIZJnFuO8XvK9MYv4H3QoMmHv"
    "xqR9Ag==\n";

// The key whose seed is first, first + 1, and so on.
inline crypto::SigningKey key_from(std::uint8_t first) {
    crypto::Secret256 seed;
    for (std::size_t i = 0; i < crypto::Secret256::kSize; ++i) {
        seed.writable()[i] = static_cast<std::uint8_t>(first + i);
    }
    return crypto::SigningKey(seed);
}
inline crypto::SigningKey log_key() {
    return key_from(0x00);
}
inline crypto::SigningKey witness_key() {
    return key_from(0x20);
}

inline VerifierKey parsed_key(std::string_view text) {
    return VerifierKey::parse(text).value();
}

}  // namespace counterfoil::notes::test
