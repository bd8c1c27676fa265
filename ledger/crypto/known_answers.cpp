// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/known_answers.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "ledger/crypto/crc32c.h"
#include "ledger/crypto/derive.h"
#include "ledger/crypto/encoding.h"
#include "ledger/crypto/hash.h"
#include "ledger/crypto/hash_lanes.h"
#include "ledger/crypto/sign.h"
#include "ledger/crypto/xaes_gcm.h"

namespace counterfoil::crypto {

namespace {

using namespace std::string_view_literals;

// RFC 4648 section 10, and one digit of each class.
bool encoding_holds() {
    return base64(as_bytes("fooba")) == "Zm9vYmE=" && from_base64("Zm9vYmE=") &&
           as_text(*from_base64("Zm9vYmE=")) == "fooba" && !from_base64("Zm9vYmF=") &&
           hex(as_bytes("\x09\xaf"sv)) == "09af" && from_hex("09af") && !from_hex("09ag");
}

// RFC 3720 appendix B.4 and the check value of the catalogue of CRCs.
bool crc32c_holds() {
    const Bytes zeros(32);
    return crc32c(as_bytes("123456789")) == 0xe3069283U && crc32c(zeros) == 0x8a9136aaU;
}

// FIPS 180-4, "abc".
bool sha256_holds() {
    return hex(sha256(as_bytes("abc"))) ==
           "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
}

// The same sixteen times, side by side.
bool hash_lanes_hold() {
    const std::array<ByteView, 16> messages = [] {
        std::array<ByteView, 16> all;
        all.fill(as_bytes("abc"));
        return all;
    }();
    std::array<Hash, 16> hashes{};
    HashLanes().digest(messages, hashes);
    return std::all_of(hashes.begin(), hashes.end(),
                       [](const Hash& hash) { return hash == sha256(as_bytes("abc")); });
}

// RFC 4231, test case 2.
bool hmac_holds() {
    return hex(hmac_sha256(as_bytes("Jefe"), {as_bytes("what do ya want for nothing?")})) ==
           "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
}

// RFC 5869, test case 1, of which 32 bytes are ours.
bool hkdf_holds() {
    const Bytes key(22, 0x0b);
    const auto salt = from_hex("000102030405060708090a0b0c");
    const auto info = from_hex("f0f1f2f3f4f5f6f7f8f9");
    return salt && info &&
           hex(hkdf_sha256(key, *salt, *info).view()) ==
               "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf";
}

// RFC 9106's own vector has four lanes, a secret and associated data, which libsodium does not
// offer. This is the reference implementation's test of version 1.3 with one lane; its salt has
// eight bytes, which libsodium takes in this form only.
bool argon2id_reference_holds() {
    return argon2id_opens(
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        as_bytes("password"));
}

// The same with our length of salt, computed with OpenSSL 3.2's Argon2id.
bool argon2id_holds() {
    Argon2Salt salt;
    std::copy_n("somesaltsomesalt", salt.size(), salt.begin());
    const Result<Secret256> derived = argon2id(as_bytes("password"), salt, {2, 256});
    return argon2id_reference_holds() && derived &&
           hex(derived->view()) ==
               "cab746b4621993fdc91ec50787980b414a90a692f0bc68dfe19f9c25b3cba9ec";
}

struct XaesVector {
    std::uint8_t key_byte;
    std::string_view associated_data;
    std::string_view record_key;
    std::string_view sealed;
};

// c2sp.org/XAES-256-GCM, whose two vectors take both ways of AES-CMAC's subkey.
constexpr XaesVector kXaesVectors[] = {
    {0x01, "", "c8612c9ed53fe43e8e005b828a1631a0bbcb6ab2f46514ec4f439fcfd0fa969b",
     "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"},
    {0x03, "c2sp.org/XAES-256-GCM",
     "e9c621d4cdd9b11b00a6427ad7e559aeedd66b3857646677748f8ca796cb3fd8",
     "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"},
};

Nonce192 xaes_nonce() {
    Nonce192 nonce;
    std::copy_n("ABCDEFGHIJKLMNOPQRSTUVWX", nonce.size(), nonce.begin());
    return nonce;
}

Secret256 xaes_key(const XaesVector& vector) {
    Secret256 key;
    std::fill_n(key.writable().begin(), Secret256::kSize, vector.key_byte);
    return key;
}

bool cmac_holds() {
    XaesGcm xaes;
    for (const XaesVector& vector : kXaesVectors) {
        if (hex(xaes.record_key(xaes_key(vector), xaes_nonce()).view()) != vector.record_key) {
            return false;
        }
    }
    return true;
}

bool xaes_gcm_holds() {
    const std::string_view plaintext = "XAES-256-GCM";
    XaesGcm xaes;
    for (const XaesVector& vector : kXaesVectors) {
        const Secret256 key = xaes.record_key(xaes_key(vector), xaes_nonce());
        const ByteView associated_data = as_bytes(vector.associated_data);
        Bytes sealed(plaintext.size() + kTagSize);
        Bytes opened(plaintext.size());
        xaes.seal(key, xaes_nonce(), associated_data, as_bytes(plaintext), sealed);
        if (hex(sealed) != vector.sealed) return false;
        if (!xaes.open(key, xaes_nonce(), associated_data, sealed, opened)) return false;
        if (as_text(opened) != plaintext) return false;
        sealed.back() ^= 1U;
        if (xaes.open(key, xaes_nonce(), associated_data, sealed, opened)) return false;
    }
    return true;
}

// RFC 8032 section 7.1, test 2.
bool ed25519_holds() {
    const auto seed =
        exactly<Hash>(from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
    if (!seed) return false;
    const SigningKey key{Secret256(*seed)};
    const Bytes message{0x72};
    Signature signature = key.sign(message);
    if (hex(key.public_key()) !=
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c" ||
        hex(signature) !=
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00" ||
        !verify(key.public_key(), message, signature)) {
        return false;
    }
    signature[0] ^= 1U;
    return !verify(key.public_key(), message, signature);
}

// Encoding comes first: the others compare by it.
constexpr KnownAnswer kKnownAnswers[] = {
    {"hexadecimal and base64", encoding_holds},
    {"CRC-32C", crc32c_holds},
    {"SHA-256", sha256_holds},
    {"SHA-256 side by side", hash_lanes_hold},
    {"HMAC-SHA-256", hmac_holds},
    {"HKDF-SHA-256", hkdf_holds},
    {"Argon2id", argon2id_holds},
    {"AES-256-CMAC", cmac_holds},
    {"XAES-256-GCM", xaes_gcm_holds},
    {"Ed25519", ed25519_holds},
};

}  // namespace

std::span<const KnownAnswer> known_answers() {
    return kKnownAnswers;
}

Status check(std::span<const KnownAnswer> answers) {
    for (const KnownAnswer& answer : answers) {
        if (answer.holds()) continue;
        return Error{ErrorCode::kUnsupported,
                     fmt::format("{} gives a wrong answer on this machine; nothing can be trusted "
                                 "until the installed libraries are repaired",
                                 answer.primitive)};
    }
    return {};
}

}  // namespace counterfoil::crypto
