// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/xaes_gcm.h"

#include <algorithm>

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include "ledger/base/result.h"

namespace counterfoil::crypto {

namespace {

constexpr std::size_t kHalfNonceSize = std::tuple_size_v<Nonce192> / 2;
constexpr std::size_t kBlockSize = 16;

struct FreeCipherContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
struct FreeMacContext {
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeCipherContext>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeMacContext>;

// Fetched once and never freed: they live as long as OpenSSL itself.
const EVP_CIPHER* gcm_algorithm() {
    static const EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    require(algorithm != nullptr, "OpenSSL has no AES-256-GCM");
    return algorithm;
}

EVP_MAC* cmac_algorithm() {
    static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_CMAC, nullptr);
    require(algorithm != nullptr, "OpenSSL has no CMAC");
    return algorithm;
}

enum class Direction : int { kOpen = 0, kSeal = 1 };

CipherContext new_gcm(Direction direction) {
    CipherContext context{EVP_CIPHER_CTX_new()};
    require(
        context != nullptr && EVP_CipherInit_ex2(context.get(), gcm_algorithm(), nullptr, nullptr,
                                                 static_cast<int>(direction), nullptr) == 1,
        "AES-256-GCM does not start");
    return context;
}

MacContext new_cmac() {
    MacContext context{EVP_MAC_CTX_new(cmac_algorithm())};
    char cipher[] = "AES-256-CBC";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher, 0),
        OSSL_PARAM_construct_end(),
    };
    require(context != nullptr && EVP_MAC_CTX_set_params(context.get(), parameters) == 1,
            "AES-CMAC does not start");
    return context;
}

// The same context, with another key and nonce, at the start of another message.
void restart(EVP_CIPHER_CTX* context, Direction direction, const Secret256& key,
             const Nonce192& nonce) {
    require(EVP_CipherInit_ex2(context, nullptr, key.view().data(), nonce.data() + kHalfNonceSize,
                               static_cast<int>(direction), nullptr) == 1,
            "AES-256-GCM does not take a key");
}

// Feeds associated data (no `output`) or text; an empty input is nothing to feed.
void feed(EVP_CIPHER_CTX* context, ByteView input, std::uint8_t* output) {
    require(input.size() <= kMessageSizeMax, "a message over kMessageSizeMax");
    if (input.empty()) return;
    int size = 0;
    require(EVP_CipherUpdate(context, output, &size, input.data(),
                             static_cast<int>(input.size())) == 1 &&
                static_cast<std::size_t>(size) == input.size(),
            "AES-256-GCM does not go on");
}

// GCM has no last block to write, but OpenSSL wants a place for one.
bool finish(EVP_CIPHER_CTX* context) {
    std::array<std::uint8_t, kBlockSize> nothing;
    int size = 0;
    return EVP_CipherFinal_ex(context, nothing.data(), &size) == 1 && size == 0;
}

}  // namespace

struct XaesGcm::State {
    MacContext cmac = new_cmac();
    CipherContext sealing = new_gcm(Direction::kSeal);
    CipherContext opening = new_gcm(Direction::kOpen);

    // One AES-CMAC; without a key it goes on under the key of the call before.
    void cmac_block(const std::uint8_t* key, std::span<const std::uint8_t, kBlockSize> block,
                    std::span<std::uint8_t, kBlockSize> out) const {
        std::size_t size = 0;
        require(
            EVP_MAC_init(cmac.get(), key, key == nullptr ? 0 : Secret256::kSize, nullptr) == 1 &&
                EVP_MAC_update(cmac.get(), block.data(), block.size()) == 1 &&
                EVP_MAC_final(cmac.get(), out.data(), &size, out.size()) == 1 && size == out.size(),
            "AES-CMAC fails");
    }
};

XaesGcm::XaesGcm() : state_(std::make_unique<State>()) {}
XaesGcm::~XaesGcm() = default;
XaesGcm::XaesGcm(XaesGcm&&) noexcept = default;
XaesGcm& XaesGcm::operator=(XaesGcm&&) noexcept = default;

Secret256 XaesGcm::record_key(const Secret256& data_key, const Nonce192& nonce) {
    Secret256 key;
    record_key_into(data_key, nonce, key);
    return key;
}

void XaesGcm::record_key_into(const Secret256& data_key, const Nonce192& nonce, Secret256& out) {
    // NIST SP 800-108 in counter mode: 16-bit counter, label "X", a zero, half the nonce. That is
    // one block, so each half of the key costs one AES-CMAC of one block.
    std::array<std::uint8_t, kBlockSize> block{0x00, 0x01, 'X', 0x00};
    std::copy_n(nonce.begin(), kHalfNonceSize, block.begin() + 4);
    const std::span<std::uint8_t, Secret256::kSize> key = out.writable();
    state_->cmac_block(data_key.view().data(), block, key.first<kBlockSize>());
    block[1] = 0x02;
    state_->cmac_block(nullptr, block, key.last<kBlockSize>());
}

void XaesGcm::seal(const Secret256& record_key, const Nonce192& nonce, ByteView associated_data,
                   ByteView plaintext, MutableByteView sealed) {
    require(sealed.size() == plaintext.size() + kTagSize,
            "the place for sealed bytes has another size");
    EVP_CIPHER_CTX* context = state_->sealing.get();
    restart(context, Direction::kSeal, record_key, nonce);
    feed(context, associated_data, nullptr);
    feed(context, plaintext, sealed.data());
    require(finish(context), "AES-256-GCM does not end");
    require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagSize,
                                sealed.last(kTagSize).data()) == 1,
            "AES-256-GCM gives no tag");
}

bool XaesGcm::open(const Secret256& record_key, const Nonce192& nonce, ByteView associated_data,
                   ByteView sealed, MutableByteView plaintext) {
    if (sealed.size() < kTagSize) {
        wipe(plaintext);
        return false;
    }
    require(plaintext.size() == sealed.size() - kTagSize,
            "the place for plaintext has another size");
    EVP_CIPHER_CTX* context = state_->opening.get();
    std::array<std::uint8_t, kTagSize> tag;
    std::copy_n(sealed.end() - kTagSize, kTagSize, tag.begin());
    restart(context, Direction::kOpen, record_key, nonce);
    feed(context, associated_data, nullptr);
    feed(context, sealed.first(plaintext.size()), plaintext.data());
    require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagSize, tag.data()) == 1,
            "AES-256-GCM takes no tag");
    if (finish(context)) return true;
    wipe(plaintext);
    return false;
}

}  // namespace counterfoil::crypto
