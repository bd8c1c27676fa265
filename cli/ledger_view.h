// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "cli/places.h"
#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/format/body_codec.h"
#include "ledger/format/envelope.h"
#include "ledger/keys/unlocked_keys.h"
#include "ledger/reader/ledger_reader.h"

namespace counterfoil::cli {

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

[[nodiscard]] Result<reader::LedgerReader> open_reader(const Machine& machine,
                                                       const std::string& directory);

// A ledger's records with the keys of this user, or without.
class LedgerView {
  public:
    // `machine` must outlive the view.
    [[nodiscard]] static Result<std::unique_ptr<LedgerView>> open(const Machine& machine,
                                                                  const std::string& directory,
                                                                  const keys::KeyAccess& access);

    [[nodiscard]] reader::LedgerReader& reader() { return reader_; }
    [[nodiscard]] Result<RecordView> record(std::uint64_t sequence);
    // Null when the master key is not here.
    [[nodiscard]] keys::UnlockedKeys* keys() { return keys_.get(); }
    [[nodiscard]] keys::Keyring* keyring() { return keys_ ? &keys_->keyring() : nullptr; }
    // Empty when events can be opened.
    [[nodiscard]] const std::string& why_closed() const { return why_closed_; }

  private:
    explicit LedgerView(reader::LedgerReader reader) : reader_(std::move(reader)) {}
    [[nodiscard]] std::string stream_name(std::uint32_t stream_id);
    [[nodiscard]] Status open_event(const reader::StoredRecord& stored, RecordView& view);

    reader::LedgerReader reader_;
    std::unique_ptr<keys::UnlockedKeys> keys_;
    keys::ClearText clear_text_;
    keys::Opener* opener_ = nullptr;
    std::string why_closed_;
};

}  // namespace counterfoil::cli
