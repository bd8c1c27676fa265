// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ledger/format/directory.h"
#include "ledger/store/planted_fault.h"
#include "ledger/store/recovery.h"

namespace counterfoil::store {
namespace {

constexpr std::uint64_t kHeadIntervalNs = 1'000'000'000;

}  // namespace

struct LedgerWriter::Parts {
    std::unique_ptr<platform::File> lock;
    BootId boot_id{};
    const verifier::LedgerEnd& end;
    std::unique_ptr<keys::UnlockedKeys> keys;
    std::unique_ptr<keys::Signer> signer;
    HeadFile head;
};

LedgerWriter::LedgerWriter(const platform::Platform& platform, const WriterOptions& options,
                           Parts parts)
    : platform_(platform),
      directory_(options.directory),
      segments_directory_(
          platform::join(options.directory, std::string(format::kSegmentsDirectory))),
      long_lived_(options.long_lived),
      genesis_(parts.end.genesis),
      origin_(parts.end.genesis.origin),
      ledger_id_(parts.end.genesis.fixed.ledger_id),
      sync_policy_(options.sync_policy.value_or(static_cast<format::SyncPolicy>(
          static_cast<std::uint8_t>(parts.end.genesis.fixed.sync_policy)))),
      boot_id_(parts.boot_id),
      lock_(std::move(parts.lock)),
      keys_(std::move(parts.keys)),
      signer_(std::move(parts.signer)),
      mark_(platform.storage, options.state_directory, ledger_id_),
      drafter_(genesis_, *keys_, platform.clock),
      checkpoints_(
          platform.storage, options.directory,
          {parts.end.checkpoint_count, parts.end.checkpoint_chain, parts.end.checkpoint_size}),
      epochs_(platform, options.directory, genesis_, keys_->epoch_secrets()),
      head_(std::move(parts.head)),
      spare_(platform.storage, segments_directory_),
      position_(position_of(parts.end.state)),
      incarnation_(
          std::max<std::uint64_t>(parts.end.head.incarnation, parts.end.state.incarnation) +
          (planted(PlantedFault::kReuseIncarnation) ? 0 : 1)) {
    last_checkpoint_ns_ = platform_.clock.monotonic_ns();
    if (options.measure) {
        latencies_ = std::make_unique<metrics::LatencyKeeper>(platform.storage, platform.clock,
                                                              options.directory, long_lived_);
    }
}

LedgerWriter::~LedgerWriter() = default;

Result<std::unique_ptr<LedgerWriter>> LedgerWriter::open(const platform::Platform& platform,
                                                         const WriterOptions& options) {
    Result<Opening> opening = look_before_writing(platform, options);
    if (!opening) return opening.error();
    return open(platform, options, std::move(*opening));
}

Result<std::unique_ptr<LedgerWriter>> LedgerWriter::open(const platform::Platform& platform,
                                                         const WriterOptions& options,
                                                         Opening opening) {
    if (Status allowed = opening.may_write(); !allowed) return allowed.error();
    const verifier::LedgerEnd& end = opening.end;
    const bool encrypted =
        end.genesis.fixed.encryption != static_cast<std::uint8_t>(format::Encryption::kNone);
    auto keys = keys::UnlockedKeys::open(
        platform.storage, platform.random,
        {options.directory, options.keys, end.genesis.fixed.ledger_id, encrypted},
        keys::Keyring::Mode::kReadWrite);
    if (!keys) return keys.error();
    auto signer = (*keys)->signer(end.state.epoch, end.state.epoch_key);
    if (!signer) return signer.error();
    auto head = HeadFile::open(platform.storage, options.directory, end.head.generation);
    if (!head) return head.error();

    std::unique_ptr<LedgerWriter> writer(
        new LedgerWriter(platform, options,
                         Parts{std::move(opening.lock), opening.boot_id, end, std::move(*keys),
                               std::move(*signer), std::move(*head)}));
    if (Status settled = writer->settle(end); !settled) return settled.error();
    // What is durable says which epoch it is. The secrets of all others are a crash's leavings.
    if (!planted(PlantedFault::kOpenWithAllSecrets)) {
        if (Status gone = writer->destroy_old_secrets(); !gone) return gone.error();
    }
    const bool in_place = end.row == 0 || planted(PlantedFault::kContinueOldSegment);
    Status begun = in_place ? writer->reopen_in_place(end) : writer->recover(opening);
    if (begun && !in_place) begun = writer->follow_ledger();
    // An older boot's mark has been heeded: what the disk holds is what the kernel shows.
    if (begun) begun = writer->mark_.remove();
    if (!begun) return begun.error();
    return writer;
}

// After a kill, what was found may live in the kernel's memory only. It must be durable before
// anything is written that builds on it.
Status LedgerWriter::settle(const verifier::LedgerEnd& end) {
    if (planted(PlantedFault::kRecoverUnsynced)) return {};
    Status synced = poison(sync_what_was_found(platform_.storage, directory_, end));
    if (!synced || end.state.incarnation > 1) return synced;
    // Nobody has written since init, whose last step made the ledger's name durable. Where we may
    // not look, as in another's home, that was not ours to do.
    synced = platform_.storage.sync_directory(platform::parent(directory_));
    if (!synced && synced.error().code == ErrorCode::kPermission) return {};
    return poison(synced);
}

Status LedgerWriter::reopen_in_place(const verifier::LedgerEnd& end) {
    if (Status forgotten = forget_unrecorded_streams(); !forgotten) return forgotten;
    // Before anything is written: what it reads may be a later program's, and is refused then.
    if (Status followed = follow_ledger(); !followed) return followed;
    if (Status discarded = spare_.discard(); !discarded) return discarded;
    Result<SegmentFile> segment = SegmentFile::resume(
        platform_.storage, segments_directory_,
        {end.segment, end.segment_header_digest, end.end_offset, end.frames, end.segment_events});
    if (!segment) return segment.error();
    segment_.emplace(std::move(*segment));
    if (!segment_->is_empty()) {
        const Result<format::FrameTrailer> commit = segment_->last_trailer();
        if (!commit) return commit.error();
        last_commit_ = *commit;
    }
    // From here on the ledger is open, whatever happens next.
    return write_head();
}

// Streams whose record never became durable are not streams. Only to be called when it is known
// which records are durable.
Status LedgerWriter::forget_unrecorded_streams() {
    if (planted(PlantedFault::kKeepLostStreams)) return {};
    return keys_->keyring().streams().discard_from(position_.next_stream_id());
}

Status LedgerWriter::recover(const Opening& opening) {
    platform::Storage& disk = opening.device ? *opening.device : platform_.storage;
    verifier::LedgerEnd end = opening.end;
    if (Status forgotten = forget_unrecorded_streams(); !forgotten) return forgotten;
    Status discarded = discard_header_only_segments(disk, directory_, end);
    if (!discarded) return discarded;
    if (planted(PlantedFault::kCutSilently)) end.tails.clear();
    if (Status kept = quarantine_tails(disk, directory_, end); !kept) return kept;
    discarded = spare_.discard();
    if (!discarded) return discarded;
    // From here on the ledger is open by us, and no longer clean, whatever happens next.
    Status announced = write_head(head_state(end.segment.segment_number, end.end_offset));
    if (!announced) return announced;

    const std::uint64_t number = next_segment_number(end);
    const std::uint64_t previous_end =
        number == end.segment.segment_number + 1 ? end.end_offset : 0;
    const Bytes record = format::encode_body(recovery_record(opening, end));
    const Draft recovery{format::RecordType::kRecovery,
                         format::kAdministrationStream,
                         platform_.clock.now_ns(),
                         {},
                         record};
    const std::uint64_t records_length = segment_record_size_max(position_.next_in_stream.size()) +
                                         2 * format::kEntrySize + record.size() +
                                         format::kOpenBodySize;
    const std::uint64_t size = fresh_segment_size(format::frame_length(0, records_length),
                                                  genesis_.fixed.segment_size_limit);
    if (Status begun = begin_segment(number, size, previous_end); !begun) return begun;
    recovered_ = true;
    if (Status written = write_frame(std::span(&recovery, 1)); !written) return written;
    return write_head();
}

Status LedgerWriter::require_usable() const {
    if (!poisoned_) return {};
    return *poisoned_;
}

// After a failed write or sync nothing of what the kernel says about the ledger is believed on this
// boot, by us or by a later process.
Status LedgerWriter::poison(Status cause) {
    if (cause || poisoned_ || planted(PlantedFault::kForgetPoison)) return cause;
    const Status marked = mark_.leave(boot_id_, cause.error().message);
    poisoned_ = Error{
        cause.error().code,
        fmt::format(
            "{}; this writer takes nothing more, since what the disk holds is not known; "
            "restart the machine, or run `counterfoil recover {} --direct`{}",
            cause.error().message, directory_,
            marked ? ""
                   : fmt::format(" (no mark of this could be left: {})", marked.error().message))};
    return *poisoned_;
}

// What found no room, or was not allowed, did not happen; of anything else that is not known.
Status LedgerWriter::poison_if_unknown(Status cause) {
    return cause || cause.error().code != ErrorCode::kIo ? cause : poison(cause);
}

Status LedgerWriter::check(const Event& event) const {
    return drafter_.check(event);
}

Result<std::vector<Receipt>> LedgerWriter::append(std::span<const Event> events) {
    std::vector<Receipt> receipts;
    if (Status appended = append(events, receipts); !appended) return appended.error();
    return receipts;
}

Status LedgerWriter::append(std::span<const Event> events, std::vector<Receipt>& receipts) {
    if (Status usable = require_usable(); !usable) return usable;
    const metrics::Timed timed(latencies_.get(), metrics::Operation::kAppend);
    window_.begin();
    Status done = draft(events);
    // The keyring is on the disk as well: what it could not write or sync is not known.
    done = undone_unless(done ? append_drafts(receipts) : poison_if_unknown(done));
    window_.end();
    return done;
}

Status LedgerWriter::draft(std::span<const Event> events) {
    const std::span<const Event> prepared = std::exchange(prepared_, {});
    if (!prepared.empty() && prepared.data() == events.data() && prepared.size() == events.size()) {
        std::swap(batch_, prepared_batch_);
        return {};
    }
    ahead_->drafts = {};
    return drafter_.draft(events, position_.next_stream_id(), batch_);
}

// A key whose record is not in the ledger must not be found by a later call. After a failed write
// it may be there all the same: the next opening will know.
Status LedgerWriter::undone_unless(Status done) {
    if (done || poisoned_) return done;
    Status forgotten = forget_unrecorded_streams();
    if (forgotten) forgotten = keys_->keyring().discard_unconfirmed();
    if (!forgotten) poisoned_ = forgotten.error();
    return done;
}

Status LedgerWriter::sync_segment() {
    if (!unsynced_) return {};
    const metrics::Timed timed(latencies_.get(), metrics::Operation::kSync);
    if (Status synced = segment_->sync(); !synced) return poison(synced);
    unsynced_ = false;
    return {};
}

Status LedgerWriter::after_commit() {
    const std::uint64_t now = platform_.clock.monotonic_ns();
    if (epochs_.is_due(position_, *segment_, now)) {
        // The records that are still to come in this call may have the same time.
        static_cast<void>(rotate_epoch(position_.last_time_ns));
        if (poisoned_) return *poisoned_;
        if (!last_rotation_) epochs_.put_off(now);
    }
    const format::GenesisBody& limits = genesis_.fixed;
    const std::uint64_t records = position_.size() - checkpoints_.state().newest_size;
    const bool many = limits.checkpoint_records != 0 && records >= limits.checkpoint_records;
    const bool long_ago = limits.checkpoint_ns != 0 && long_lived_ &&
                          now - last_checkpoint_ns_ >= limits.checkpoint_ns;
    if (many || long_ago) return publish_checkpoint();
    if (head_is_due_ || now - last_head_ns_ >= kHeadIntervalNs) return write_head();
    return {};
}

HeadState LedgerWriter::head_state(std::uint64_t segment_number, std::uint64_t end_offset) const {
    return {ledger_id_,
            boot_id_,
            incarnation_,
            segment_number,
            end_offset,
            position_.size(),
            position_.tree.root(),
            checkpoints_.state().count,
            checkpoints_.state().chain};
}

Status LedgerWriter::write_head() {
    if (Status synced = sync_segment(); !synced) return synced;
    return write_head(head_state());
}

// HEAD, never durable before what it names: that is the caller's to see to.
Status LedgerWriter::write_head(const HeadState& state) {
    if (Status written = head_.write(state, false, *signer_); !written) return poison(written);
    if (Status synced = head_.sync(); !synced) return poison(synced);
    if (opened_generation_ == 0) opened_generation_ = head_.generation();
    last_head_ns_ = platform_.clock.monotonic_ns();
    head_is_due_ = false;
    head_size_ = state.tree_size;
    return {};
}

Status LedgerWriter::idle() {
    if (Status usable = require_usable(); !usable) return usable;
    if (head_size_ == position_.size()) return {};
    return write_head();
}

Status LedgerWriter::publish_checkpoint() {
    if (Status usable = require_usable(); !usable) return usable;
    if (checkpoints_.state().newest_size == position_.size()) return {};
    if (Status synced = sync_segment(); !synced) return synced;
    Status published = checkpoints_.publish(origin_, last_commit_, keys_->identity());
    if (!published) {
        // A note that found no room is simply not there; anything else is not known.
        return published.error().code == ErrorCode::kNoSpace ? published : poison(published);
    }
    last_checkpoint_ns_ = platform_.clock.monotonic_ns();
    if (Status written = write_head(); !written) return written;
    return note_followed();
}

Status LedgerWriter::close() {
    if (Status usable = require_usable(); !usable) return usable;
    // Without room for a checkpoint the ledger is closed all the same; what is missing is said.
    Status published = long_lived_ ? publish_checkpoint() : Status();
    if (!published && poisoned_) return published;
    if (!planted(PlantedFault::kCloseUnsynced)) {
        if (Status synced = sync_segment(); !synced) return synced;
    }
    if (Status discarded = spare_.discard(); !discarded) return discarded;
    if (Status noted = note_followed(); !noted) return noted;
    Status closed = poison(head_.write_clean(head_state(), *signer_));
    return closed ? published : closed;
}

}  // namespace counterfoil::store
