// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/format/body_codec.h"
#include "ledger/format/envelope.h"
#include "ledger/keys/key_access.h"
#include "ledger/keys/unlocked_keys.h"
#include "ledger/platform/random.h"
#include "ledger/platform/storage.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::reader {

// A record, read and opened as far as the keys at hand allow.
struct RecordView {
    format::Entry entry{};
    std::string stream;                // Empty for administration records.
    std::optional<format::Body> body;  // Of administration records.
    format::EventAttributes attributes;
    std::optional<Bytes> content;  // Of events that could be opened.
    std::string closed;            // Why there is no content, for events.
    bool erased = false;
    // The erasure record that made it unreadable, if it is in this ledger.
    std::optional<std::uint64_t> erased_by;

    [[nodiscard]] bool is_event() const {
        return entry.type == static_cast<std::uint8_t>(format::RecordType::kEvent);
    }
};

// A ledger's records with the keys of this user, or without.
class LedgerView {
  public:
    // `storage` and `random` must outlive the view. Keys that are not there leave events closed;
    // kPermission, kInvalidArgument or kUnsupported: they are there, and refused.
    [[nodiscard]] static Result<std::unique_ptr<LedgerView>> open(platform::Storage& storage,
                                                                  platform::Random& random,
                                                                  const std::string& directory,
                                                                  const keys::KeyAccess& access);

    [[nodiscard]] LedgerReader& reader() { return reader_; }
    [[nodiscard]] Result<RecordView> record(std::uint64_t sequence);
    // "stream 3" where the name is not known.
    [[nodiscard]] std::string stream_name(std::uint32_t stream_id);
    // Null when the master key or the keyring is not here.
    [[nodiscard]] keys::UnlockedKeys* keys() { return keys_.get(); }
    [[nodiscard]] keys::Keyring* keyring() { return keys_ ? &keys_->keyring() : nullptr; }
    // Empty when events can be opened.
    [[nodiscard]] const std::string& why_closed() const { return why_closed_; }

  private:
    explicit LedgerView(LedgerReader reader) : reader_(std::move(reader)) {}
    [[nodiscard]] Status open_event(const StoredRecord& stored, RecordView& view);

    LedgerReader reader_;
    std::unique_ptr<keys::UnlockedKeys> keys_;
    keys::ClearText clear_text_;
    keys::Opener* opener_ = nullptr;
    std::string why_closed_;
};

}  // namespace counterfoil::reader
