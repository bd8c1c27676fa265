// SPDX-License-Identifier: Apache-2.0
// What concerns keys: acts of administration, new data keys, and a keyring that follows the ledger.
#include <fmt/format.h>

#include <algorithm>

#include "ledger/reader/administration_scan.h"
#include "ledger/store/planted_fault.h"
#include "ledger/store/writer.h"

namespace counterfoil::store {

Result<std::uint64_t> LedgerWriter::administer(const format::Body& act, const Event& explanation) {
    if (Status usable = require_usable(); !usable) return usable.error();
    const Status done =
        commit_alone(drafter_.draft(act, explanation, position_.next_stream_id(), batch_));
    if (!done) return done.error();
    return heeded_;
}

Result<format::DataKeyBody> LedgerWriter::rotate_data_key(const std::string& stream) {
    if (Status usable = require_usable(); !usable) return usable.error();
    keys::StreamKeys& streams = keys_->keyring().streams();
    const std::optional<std::uint32_t> id = streams.find(stream);
    if (!id || !encrypted()) {
        return Error{ErrorCode::kNotFound,
                     fmt::format("{}: there is no encrypted stream \"{}\"", directory_, stream)};
    }
    const Result<format::DataKeyBody> key = streams.draw_next(*id);
    if (!key) return undone_unless(poison_if_unknown(key.error())).error();
    drafter_.draft(*key, batch_);
    if (Status done = commit_alone({}); !done) return done.error();
    return *key;
}

// One frame, durable and named by HEAD whatever the policy says, and heeded by the keyring before
// anything else is written.
Status LedgerWriter::commit_alone(const Status& drafted) {
    if (!drafted) return undone_unless(poison_if_unknown(drafted));
    std::vector<Receipt> receipts;
    Status done = place(batch_.drafts, {}, receipts);
    if (done) done = idle();
    if (done) done = apply_acts(batch_.drafts);
    if (!done) return undone_unless(done);
    // It is done: a checkpoint or a new epoch that finds no room is another matter.
    const Status after = after_commit();
    return poisoned_ ? after : Status();
}

// Has the keyring heed what these records, which end the ledger, say of it; other types are left
// out. Returns whether there was any.
Result<bool> LedgerWriter::heed(std::span<const Draft> drafts,
                                std::initializer_list<format::RecordType> types) {
    bool any = false;
    const std::uint64_t first = position_.size() - drafts.size();
    for (std::size_t i = 0; i < drafts.size(); ++i) {
        if (std::find(types.begin(), types.end(), drafts[i].type) == types.end()) continue;
        const auto body = format::decode_body(drafts[i].type, drafts[i].content);
        require(body.has_value(), "a record of administration was encoded here");
        any = true;
        heeded_ = first + i;
        if (Status done = keys_->keyring().apply(heeded_, *body); !done) return done.error();
    }
    return any;
}

// Holds and erasures. What cannot be applied now is applied by the next opening, and until then
// nothing may be sealed under a key that the ledger says is destroyed.
Status LedgerWriter::apply_acts(std::span<const Draft> drafts) {
    const Result<bool> any =
        heed(drafts, {format::RecordType::kHold, format::RecordType::kErasure});
    if (!any) return put_off(any.error());
    if (!*any) return {};
    const Status noted = keys_->keyring().applied(position_.size());
    return noted ? Status() : put_off(noted.error());
}

Error LedgerWriter::put_off(const Error& error) {
    poisoned_ = Error{
        error.code, fmt::format("{}; the act is in the ledger (record {}), and what is left to do "
                                "is done when the ledger is next opened for writing",
                                error.message, heeded_)};
    return *poisoned_;
}

// The keys that these records name are in the ledger from here on.
Status LedgerWriter::confirm_keys(std::span<const Draft> drafts) {
    const Result<bool> any = heed(drafts, {format::RecordType::kKey});
    return any ? Status() : poison_if_unknown(any.error());
}

// What the ledger's records say of keys holds for the keyring too, and for one that was restored
// from a copy: erasures above all.
Status LedgerWriter::follow_ledger() {
    if (planted(PlantedFault::kFollowNothing)) return {};
    Result<reader::LedgerReader> reader = reader::LedgerReader::open(platform_.storage, directory_);
    if (!reader) return reader.error();
    return reader::follow_ledger(*reader, *keys_, position_.chain_head);
}

// So that the next opening need not read it all again.
Status LedgerWriter::note_followed() {
    if (position_.size() < keys_->keyring().applied_size() + keys::kFollowedAfter) return {};
    return poison_if_unknown(keys_->keyring().applied(position_.size()));
}

}  // namespace counterfoil::store
