// SPDX-License-Identifier: Apache-2.0
#include "ledger/reader/ledger_view.h"

#include <fmt/format.h>

#include "ledger/reader/administration_scan.h"

namespace counterfoil::reader {

Result<std::unique_ptr<LedgerView>> LedgerView::open(platform::Storage& storage,
                                                     platform::Random& random,
                                                     const std::string& directory,
                                                     const keys::KeyAccess& access) {
    Result<LedgerReader> reader = LedgerReader::open(storage, directory);
    if (!reader) return reader.error();
    std::unique_ptr<LedgerView> view(new LedgerView(std::move(*reader)));
    const bool encrypted = view->reader_.encrypted();
    auto keys = keys::UnlockedKeys::open(storage, random,
                                         {directory, access, view->reader_.ledger_id(), encrypted},
                                         keys::Keyring::Mode::kRead);
    if (keys) {
        view->keys_ = std::move(*keys);
        view->opener_ = &view->keys_->opener();
        // A keyring that was restored may not have heard of an erasure yet.
        Status followed = follow_ledger(view->reader_, *view->keys_, std::nullopt);
        if (!followed) return followed.error();
        return view;
    }
    const ErrorCode code = keys.error().code;
    if (code == ErrorCode::kInterrupted) return keys.error();
    if (!encrypted) {
        view->opener_ = &view->clear_text_;
        return view;
    }
    // Keys that are there and refused are something else than none.
    const bool refused = code == ErrorCode::kPermission || code == ErrorCode::kInvalidArgument ||
                         code == ErrorCode::kUnsupported;
    if (refused) return keys.error();
    view->why_closed_ = keys.error().message;
    return view;
}

std::string LedgerView::stream_name(std::uint32_t stream_id) {
    std::optional<std::string> name;
    if (keys_) name = keys_->keyring().streams().name(stream_id);
    return name ? *name : fmt::format("stream {}", stream_id);
}

Result<RecordView> LedgerView::record(std::uint64_t sequence) {
    const Result<StoredRecord> stored = reader_.record(sequence);
    if (!stored) return stored.error();
    RecordView view;
    view.entry = stored->entry;
    if (view.is_event()) {
        view.stream = stream_name(view.entry.stream_id);
        if (Status opened = open_event(*stored, view); !opened) return opened.error();
    } else {
        view.body = format::decode_body(
            static_cast<format::RecordType>(static_cast<std::uint8_t>(view.entry.type)),
            stored->body);
    }
    return view;
}

Status LedgerView::open_event(const StoredRecord& stored, RecordView& view) {
    if (opener_ == nullptr) {
        view.closed = why_closed_;
        return {};
    }
    const Result<Bytes> plaintext = opener_->open(stored.entry, stored.body);
    if (!plaintext) {
        if (plaintext.error().code != ErrorCode::kNotFound) return plaintext.error();
        view.closed = plaintext.error().message;
        const auto erased_by = keys_->keyring().subjects().erased_by(view.entry.key_id);
        if (!erased_by) return erased_by.error();
        view.erased = erased_by->has_value();
        if (view.erased && **erased_by != keys::SubjectKeys::kUnknownRecord) {
            view.erased_by = *erased_by;
            view.closed = fmt::format("erased by record {}", *view.erased_by);
        } else if (view.erased) {
            view.closed = "erased; the record of that is not in this copy of the ledger";
        }
        return {};
    }
    const std::optional<format::Envelope> envelope = format::decode_envelope(*plaintext);
    if (!envelope) {
        return Error{ErrorCode::kDamaged,
                     fmt::format("record {}: what was sealed in it is no event",
                                 static_cast<std::uint64_t>(view.entry.sequence))};
    }
    view.attributes = envelope->attributes;
    view.content.emplace(envelope->event.begin(), envelope->event.end());
    return {};
}

}  // namespace counterfoil::reader
