// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"
#include "ledger/format/body_codec.h"
#include "ledger/keys/record_cipher.h"
#include "ledger/keys/wrapping.h"
#include "ledger/platform/random.h"
#include "ledger/platform/sqlite.h"
#include "ledger/platform/storage.h"

namespace counterfoil::keys {

// keyring.db: the streams by name and their data keys, all wrapped under the master key. Unwrapped
// keys live in locked memory while the object lives. One object serves one thread.
class Keyring : public DataKeySource {
  public:
    enum class Mode { kRead, kReadWrite };

    // `wrapping` and `random` must outlive the keyring.
    [[nodiscard]] static Status create(platform::Storage& storage, const std::string& path,
                                       const LedgerId& ledger_id);
    [[nodiscard]] static Result<Keyring> open(platform::Storage& storage, const std::string& path,
                                              Mode mode, const LedgerId& ledger_id, bool encrypted,
                                              const Wrapping& wrapping, platform::Random& random);

    [[nodiscard]] std::optional<std::uint32_t> find_stream(std::string_view name) const;
    // Nothing when the keyring does not know the stream.
    [[nodiscard]] std::optional<std::string> stream_name(std::uint32_t stream_id) const;

    // The key of the HMAC that hides the stream's name. kNotFound when the keyring does not know
    // the stream.
    [[nodiscard]] Result<crypto::Secret256> stream_name_key(std::uint32_t stream_id);

    // Draws the keys of a new stream, makes them durable, and returns the body of the stream record
    // that must be committed before the first event of the stream.
    [[nodiscard]] Result<format::Stream> add_stream(std::uint32_t stream_id, std::string_view name);
    // Forgets streams from this id on: their stream records never became durable.
    [[nodiscard]] Status discard_streams_from(std::uint32_t stream_id);

    [[nodiscard]] StreamKey current_key(std::uint32_t stream_id) const override;
    [[nodiscard]] const crypto::Secret256* find_key(std::uint64_t key_id) const override;

  private:
    struct StreamRow {
        std::string name;
        std::uint64_t key_id = 0;  // Of its newest generation; 0 when unencrypted.
    };

    Keyring(platform::Database database, bool encrypted, const Wrapping& wrapping,
            platform::Random& random, const LedgerId& ledger_id);
    [[nodiscard]] Status load();
    [[nodiscard]] Status load_streams();
    [[nodiscard]] Status load_data_keys();
    [[nodiscard]] Status in_transaction(const std::function<Status()>& change);
    [[nodiscard]] Status insert_stream(std::uint32_t stream_id, std::string_view name,
                                       const crypto::Secret256& name_key, std::uint64_t key_id,
                                       const crypto::Secret256& data_key);

    platform::Database database_;
    bool encrypted_;
    const Wrapping* wrapping_;
    platform::Random* random_;
    LedgerId ledger_id_;
    std::map<std::uint32_t, StreamRow> streams_;
    std::map<std::string, std::uint32_t, std::less<>> ids_by_name_;
    std::map<std::uint64_t, crypto::Secret256> data_keys_;
};

}  // namespace counterfoil::keys
