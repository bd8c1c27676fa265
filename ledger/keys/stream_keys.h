// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"
#include "ledger/format/body_codec.h"
#include "ledger/keys/keyring_database.h"

namespace counterfoil::keys {

// The keyring's streams: their names, and their data keys of all generations, unwrapped in locked
// memory. `database` must outlive it.
class StreamKeys {
  public:
    StreamKeys(KeyringDatabase& database, bool encrypted)
        : database_(&database), encrypted_(encrypted) {}

    // Reads all of them anew.
    [[nodiscard]] Status load();

    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view name) const;
    // Nothing when the keyring does not know the stream.
    [[nodiscard]] std::optional<std::string> name(std::uint32_t stream_id) const;
    [[nodiscard]] std::vector<std::string> names() const;  // By stream id.
    // The key of the HMAC that hides its name. kNotFound when the keyring does not know the stream.
    [[nodiscard]] Result<crypto::Secret256> name_key(std::uint32_t stream_id) const;
    // The key of its newest generation that a record names, which may not be here; 0 when it has
    // none.
    [[nodiscard]] std::uint64_t current_key_id(std::uint32_t stream_id) const;
    [[nodiscard]] const crypto::Secret256* find_key(std::uint64_t key_id) const;

    struct Generation {
        std::uint32_t stream_id = 0;
        std::uint32_t generation = 0;
        std::uint64_t key_id = 0;
        std::optional<std::uint64_t> sequence;  // Of its key record; nothing for the first.
    };
    // By stream, then generation.
    [[nodiscard]] Result<std::vector<Generation>> generations() const;

    // Draws the keys of a new stream, and returns the body of the stream record that must be
    // committed before the first event of the stream.
    [[nodiscard]] Result<format::Stream> add(std::uint32_t stream_id, std::string_view name);
    // Forgets streams from this id on, whose stream records are not in the ledger.
    [[nodiscard]] Status discard_from(std::uint32_t stream_id);

    // Draws the stream's next data key, and returns the body of the key record that must be
    // committed before it is used; it is current from confirm on, and forgotten by
    // Keyring::discard_unconfirmed. kNotFound: no such stream.
    [[nodiscard]] Result<format::DataKeyBody> draw_next(std::uint32_t stream_id);
    // The key record is in the ledger, so its key is the current one; to be made durable by
    // note_confirmed. A keyring that does not have the key, an older copy, notes that: the stream
    // takes no event until its next key.
    [[nodiscard]] Status confirm(std::uint64_t sequence, const format::DataKeyBody& body);
    [[nodiscard]] Status note_confirmed(std::uint64_t sequence, std::uint64_t key_id);

  private:
    struct Row {
        std::string name;
        std::uint64_t key_id = 0;  // Current.
        std::uint32_t generation = 0;
    };
    [[nodiscard]] Status load_streams();
    [[nodiscard]] Status load_data_keys();
    [[nodiscard]] Status insert_key(std::uint64_t key_id, std::uint32_t stream_id,
                                    std::uint32_t generation, const crypto::Secret256& key);

    KeyringDatabase* database_;
    bool encrypted_;
    std::map<std::uint32_t, Row> streams_;
    std::map<std::string, std::uint32_t, std::less<>> ids_by_name_;
    std::map<std::uint64_t, crypto::Secret256> data_keys_;
};

}  // namespace counterfoil::keys
