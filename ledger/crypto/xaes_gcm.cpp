// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/xaes_gcm.h"

#include <algorithm>
#include <optional>

#include <openssl/evp.h>

#include "ledger/base/result.h"
#include "ledger/crypto/accelerator.h"

namespace counterfoil::crypto {

namespace {

constexpr std::size_t kHalfNonceSize = std::tuple_size_v<Nonce192> / 2;
constexpr std::size_t kBlockSize = 16;

struct FreeCipherContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeCipherContext>;

// Fetched once and never freed: they live as long as OpenSSL itself.
const EVP_CIPHER* gcm_algorithm() {
    static const EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    require(algorithm != nullptr, "OpenSSL has no AES-256-GCM");
    return algorithm;
}

const EVP_CIPHER* block_algorithm() {
    static const EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "AES-256-ECB", nullptr);
    require(algorithm != nullptr, "OpenSSL has no AES-256");
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

CipherContext new_block_cipher() {
    CipherContext context{EVP_CIPHER_CTX_new()};
    require(
        context != nullptr &&
            EVP_EncryptInit_ex2(context.get(), block_algorithm(), nullptr, nullptr, nullptr) == 1 &&
            EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1,
        "AES-256 does not start");
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

// The derivation of record keys, as c2sp.org/XAES-256-GCM writes it out: AES-CMAC of one whole
// block is one AES of that block and the first subkey of NIST SP 800-38B, which is the key's alone.
class RecordKeys {
  public:
    ~RecordKeys() { wipe(subkey_); }

    void derive(const Secret256& data_key, const Nonce192& nonce, Secret256& out) {
        take(data_key);
        // NIST SP 800-108 in counter mode: 16-bit counter, label "X", a zero, half the nonce.
        std::array<std::uint8_t, 2 * kBlockSize> blocks{0x00, 0x01, 'X', 0x00};
        std::copy_n(nonce.begin(), kHalfNonceSize, blocks.begin() + 4);
        std::copy_n(blocks.begin(), kBlockSize, blocks.begin() + kBlockSize);
        blocks[kBlockSize + 1] = 0x02;
        for (std::size_t i = 0; i < blocks.size(); ++i) blocks[i] ^= subkey_[i % kBlockSize];
        encrypt(blocks, out.writable());
    }

  private:
    void encrypt(ByteView blocks, MutableByteView out) {
        int size = 0;
        require(EVP_EncryptUpdate(cipher_.get(), out.data(), &size, blocks.data(),
                                  static_cast<int>(blocks.size())) == 1 &&
                    static_cast<std::size_t>(size) == blocks.size(),
                "AES-256 fails");
    }

    void take(const Secret256& data_key) {
        if (has_key_ && equal_in_constant_time(data_key.view(), key_.view())) return;
        std::copy_n(data_key.view().begin(), Secret256::kSize, key_.writable().begin());
        has_key_ = true;
        require(
            EVP_EncryptInit_ex2(cipher_.get(), nullptr, key_.view().data(), nullptr, nullptr) == 1,
            "AES-256 does not take a key");
        // The subkey: AES of a zero block, doubled in GF(2^128).
        subkey_ = {};
        encrypt(std::array<std::uint8_t, kBlockSize>{}, subkey_);
        const unsigned first = subkey_[0];
        const auto carry = static_cast<std::uint8_t>((first >> 7U) * 0x87U);
        for (std::size_t i = 0; i < kBlockSize; ++i) {
            const unsigned next = i + 1 < kBlockSize ? subkey_[i + 1] : 0U;
            subkey_[i] = static_cast<std::uint8_t>(unsigned{subkey_[i]} << 1U | next >> 7U);
        }
        subkey_.back() ^= carry;
    }

    CipherContext cipher_ = new_block_cipher();
    Secret256 key_;
    bool has_key_ = false;
    std::array<std::uint8_t, kBlockSize> subkey_{};
};

}  // namespace

struct XaesGcm::State {
    RecordKeys record_keys;
    // Once something is to be sealed: to make one takes a while.
    std::optional<std::unique_ptr<AcceleratedGcm>> accelerated;
    CipherContext sealing = new_gcm(Direction::kSeal);
    CipherContext opening = new_gcm(Direction::kOpen);
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
    state_->record_keys.derive(data_key, nonce, out);
}

void XaesGcm::seal(const Secret256& record_key, const Nonce192& nonce, ByteView associated_data,
                   ByteView plaintext, MutableByteView sealed) {
    require(sealed.size() == plaintext.size() + kTagSize,
            "the place for sealed bytes has another size");
    if (!state_->accelerated) state_->accelerated.emplace(AcceleratedGcm::make());
    if (AcceleratedGcm* const accelerated = state_->accelerated->get()) {
        require(plaintext.size() <= kMessageSizeMax && associated_data.size() <= kMessageSizeMax,
                "a message over kMessageSizeMax");
        accelerated->seal(record_key.view(), std::span(nonce).last<kHalfNonceSize>(),
                          associated_data, plaintext, sealed);
        return;
    }
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
