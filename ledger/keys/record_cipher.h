// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/base/bytes.h"
#include "ledger/crypto/hash.h"
#include "ledger/crypto/xaes_gcm.h"
#include "ledger/keys/sealer.h"

namespace counterfoil::keys {

// Where data keys come from. Pointers are never null, and valid until the next call. kNotFound: the
// key is not here (erased, or never was).
class DataKeySource {
  public:
    struct StreamKey {
        std::uint64_t key_id = 0;
        const crypto::Secret256* key = nullptr;
    };
    virtual ~DataKeySource() = default;
    [[nodiscard]] virtual Result<StreamKey> current_key(std::uint32_t stream_id) = 0;
    [[nodiscard]] virtual Result<const crypto::Secret256*> find_key(std::uint64_t key_id) = 0;
};

// Seals and opens records with XAES-256-GCM and a key commitment (docs/FORMAT.md, "Sealing").
// Allocates nothing while sealing. `source` must outlive this object.
class RecordCipher : public Sealer, public Opener {
  public:
    explicit RecordCipher(DataKeySource& source) : source_(source) {}

    [[nodiscard]] std::uint64_t body_length(std::uint64_t plaintext_length) const override {
        return plaintext_length + crypto::kTagSize;
    }
    [[nodiscard]] Status seal(format::Entry& entry, const crypto::Nonce192& nonce,
                              ByteView plaintext, MutableByteView body) override;
    [[nodiscard]] Result<Bytes> open(const format::Entry& entry, ByteView body) override;
    // The key of this record alone, which opens no other: what a disclosure gives away. kNotFound:
    // its data key is not here; kDamaged: the key commitment does not fit.
    [[nodiscard]] Result<crypto::Secret256> record_key(const format::Entry& entry);

  private:
    [[nodiscard]] Hash commitment();
    // Leaves the record's key in record_key_; errors as for record_key().
    [[nodiscard]] Status derive(const format::Entry& entry);

    DataKeySource& source_;
    crypto::XaesGcm cipher_;
    crypto::Sha256 hash_;
    crypto::Secret256 record_key_;
};

// For ledgers without encryption: the body is the plaintext.
class ClearText : public Sealer, public Opener {
  public:
    [[nodiscard]] std::uint64_t body_length(std::uint64_t plaintext_length) const override {
        return plaintext_length;
    }
    [[nodiscard]] Status seal(format::Entry& entry, const crypto::Nonce192& nonce,
                              ByteView plaintext, MutableByteView body) override;
    [[nodiscard]] Result<Bytes> open(const format::Entry& entry, ByteView body) override;
};

}  // namespace counterfoil::keys
