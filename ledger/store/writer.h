// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/keys/unlocked_keys.h"
#include "ledger/metrics/latency_keeper.h"
#include "ledger/platform/platform.h"
#include "ledger/platform/worker.h"
#include "ledger/store/checkpoint_files.h"
#include "ledger/store/drafter.h"
#include "ledger/store/epoch_rotation.h"
#include "ledger/store/event.h"
#include "ledger/store/head_file.h"
#include "ledger/store/opening.h"
#include "ledger/store/pipeline.h"
#include "ledger/store/poison_mark.h"
#include "ledger/store/position.h"
#include "ledger/store/segment_file.h"
#include "ledger/store/spare_segment.h"
#include "ledger/store/write_window.h"
#include "verifier/ledger_end.h"

namespace counterfoil::store {

// The one writer of a ledger. Every append is committed when it returns: sequenced, sealed, linked,
// signed, written and synced, in whole frames. One thread at a time (store::Appender shares it).
//
// After an error of write or sync nothing more is accepted, and a mark keeps later processes from
// believing the kernel on this boot (poison_mark.h). Errors before that (too large, no space for a
// new segment) leave the ledger as it was and usable.
class LedgerWriter {
  public:
    // Locks the ledger (kBusy), finds its end, and reopens it in place after a clean close or
    // recovers into a new segment after a crash. kDamaged with the row and the reason when the end
    // cannot be explained by a crash.
    [[nodiscard]] static Result<std::unique_ptr<LedgerWriter>> open(
        const platform::Platform& platform, const WriterOptions& options);
    // The same for a caller who has looked before.
    [[nodiscard]] static Result<std::unique_ptr<LedgerWriter>> open(
        const platform::Platform& platform, const WriterOptions& options, Opening opening);
    // Without close() the ledger is as after a crash: whole, and recovered by the next opening.
    ~LedgerWriter();

    // Appends in order, and adds a receipt for each event that is in the ledger: for all of them,
    // or when an error ends the call, for the first ones, which stay. When one event could never be
    // taken (kTooLarge, kInvalidArgument), the whole batch is refused and nothing is written.
    [[nodiscard]] Status append(std::span<const Event> events, std::vector<Receipt>& receipts);
    // The same for callers who need all receipts or the error.
    [[nodiscard]] Result<std::vector<Receipt>> append(std::span<const Event> events);
    // For a second thread, while append() is under way: drafts these events and makes their frame
    // while that writes its last one, so that an append() of the same events, which must be the
    // next call, finds it made. Only a frame that nothing comes between is used, and events that
    // need a new stream or key are left alone: that append() does all that is missing.
    void prepare(std::span<const Event> events);
    // Whether the event has a good stream name and fits into a record. Safe for all threads.
    [[nodiscard]] Status check(const Event& event) const;
    // For a caller that is about to wait: what was committed shows to readers from now on.
    [[nodiscard]] Status idle();

    // Commits a record of administration (a hold or an erasure) with the event that says who did
    // it, to whom and why, in one frame that HEAD names when this returns, whatever the sync
    // policy. The keyring has heeded it then. Returns the record's sequence; the event's is the
    // next. An error that says so may come after the commit: then the writer takes nothing more,
    // and the next opening does the rest.
    [[nodiscard]] Result<std::uint64_t> administer(const format::Body& act,
                                                   const Event& explanation);
    // From here on the events of this stream that are about nobody are sealed under a new key.
    // kNotFound: there is no such stream, or the ledger is not encrypted.
    [[nodiscard]] Result<format::DataKeyBody> rotate_data_key(const std::string& stream);
    // Ends the signing epoch: from here on a new key signs, and the secret of the old one is gone
    // when this returns. It happens by itself when genesis says so, after a commit; for want of
    // space it is then left for a later commit, and last_rotation() says why.
    [[nodiscard]] Status rotate_epoch();
    // Of the last rotation that was tried.
    [[nodiscard]] const Status& last_rotation() const { return last_rotation_; }
    // Publishes a checkpoint of the present size, unless the newest is of it already.
    [[nodiscard]] Status publish_checkpoint();
    // Ends cleanly: everything durable, HEAD exact. Nothing may be called afterwards.
    [[nodiscard]] Status close();

    // How long the first of the events that are about to be appended has waited for that, and in
    // what queue.
    void note_wait(std::uint64_t ns, const metrics::QueueLevel& queue) {
        if (!latencies_) return;
        latencies_->record(metrics::Operation::kWait, ns);
        latencies_->note_queue(queue);
    }

    [[nodiscard]] keys::UnlockedKeys& keys() { return *keys_; }
    [[nodiscard]] bool encrypted() const { return genesis_.fixed.encryption != 0; }
    // Sequence + 1 of the last erasure record; 0 for none.
    [[nodiscard]] std::uint64_t last_erasure() const { return position_.last_erasure; }
    [[nodiscard]] std::uint64_t size() const { return position_.size(); }
    // The current signing epoch and the size at which it began.
    [[nodiscard]] std::uint64_t epoch() const { return position_.epoch; }
    [[nodiscard]] std::uint64_t epoch_start() const { return position_.epoch_start; }
    [[nodiscard]] const std::string& origin() const { return origin_; }
    [[nodiscard]] const LedgerId& ledger_id() const { return ledger_id_; }
    [[nodiscard]] std::uint64_t checkpoint_count() const { return checkpoints_.state().count; }
    [[nodiscard]] bool recovered() const { return recovered_; }
    [[nodiscard]] format::SyncPolicy sync_policy() const { return sync_policy_; }

  private:
    struct Parts;  // What open() found out before it constructs.
    // A frame that is not in the ledger yet.
    struct MadeFrame {
        FrameBuffer buffer;
        SignedFrame frame;              // In the buffer.
        Position after;                 // Where the ledger stands with it.
        std::span<const Draft> drafts;  // What it was made of; empty: nothing was made.
        std::uint64_t segment = 0;      // That it was made for, when it was made ahead.
    };
    struct Share {
        std::size_t count = 0;  // Of drafts.
        std::uint64_t length = 0;
    };
    LedgerWriter(const platform::Platform& platform, const WriterOptions& options, Parts parts);

    [[nodiscard]] Status settle(const verifier::LedgerEnd& end);
    [[nodiscard]] Status reopen_in_place(const verifier::LedgerEnd& end);
    [[nodiscard]] Status recover(const Opening& opening);
    [[nodiscard]] Status follow_ledger();
    [[nodiscard]] Status forget_unrecorded_streams();
    [[nodiscard]] Status note_followed();
    [[nodiscard]] Status undone_unless(Status done);
    [[nodiscard]] Status require_usable() const;
    [[nodiscard]] Status draft(std::span<const Event> events);
    [[nodiscard]] Status append_drafts(std::vector<Receipt>& receipts);
    [[nodiscard]] Status commit_alone(const Status& drafted);
    [[nodiscard]] Status apply_acts(std::span<const Draft> drafts);
    [[nodiscard]] Error put_off(const Error& error);
    [[nodiscard]] Status confirm_keys(std::span<const Draft> drafts);
    [[nodiscard]] Result<bool> heed(std::span<const Draft> drafts,
                                    std::initializer_list<format::RecordType> types);
    // The drafts from the front that make the next frame.
    [[nodiscard]] std::span<const Draft> next_share(std::span<const Draft> drafts) const;
    [[nodiscard]] Status place(std::span<const Draft> drafts, std::span<const Draft> following,
                               std::vector<Receipt>& receipts);
    [[nodiscard]] Status write_frame(std::span<const Draft> drafts,
                                     std::span<const Draft> following = {});
    [[nodiscard]] Status make_room(std::span<const Draft> drafts);
    // Segment and open record, if the next frame needs them in front.
    [[nodiscard]] std::uint64_t records_in_front() const;
    [[nodiscard]] bool announces() const { return position_.incarnation != incarnation_; }
    [[nodiscard]] std::span<const Draft> with_records_in_front(std::span<const Draft> drafts);
    [[nodiscard]] Status make(std::span<const Draft> drafts, const Position& before,
                              MadeFrame& made);
    [[nodiscard]] std::uint64_t frame_length(std::span<const Draft> drafts) const;
    void make_ahead(std::span<const Draft> drafts);
    [[nodiscard]] bool is_made_ahead(std::span<const Draft> drafts) const;
    [[nodiscard]] Status commit(MadeFrame& made, std::span<const Draft> following);
    [[nodiscard]] Status write_and_sync(MadeFrame& made);
    [[nodiscard]] Status sync_segment();
    [[nodiscard]] Status begin_segment(std::uint64_t number, std::uint64_t size,
                                       std::uint64_t previous_end);
    [[nodiscard]] Status roll(std::uint64_t frame_length);
    [[nodiscard]] Draft segment_draft(std::uint64_t now_ns, Bytes& memory) const;
    [[nodiscard]] Draft open_draft(std::uint64_t now_ns, Bytes& memory) const;
    [[nodiscard]] Status after_commit();
    [[nodiscard]] Status rotate_epoch(std::uint64_t time_ns);
    [[nodiscard]] Status begin_epoch(NextEpoch next, std::uint64_t time_ns);
    [[nodiscard]] HeadState head_state(std::uint64_t segment_number,
                                       std::uint64_t end_offset) const;
    [[nodiscard]] HeadState head_state() const {
        return head_state(segment_->number(), segment_->end_offset());
    }
    [[nodiscard]] Status write_head();
    [[nodiscard]] Status write_head(const HeadState& state);
    [[nodiscard]] Status destroy_old_secrets();
    [[nodiscard]] Status poison(Status cause);
    [[nodiscard]] Status poison_if_unknown(Status cause);
    void prepare_spare();

    platform::Platform platform_;
    std::string directory_;
    std::string segments_directory_;
    bool long_lived_;
    format::Genesis genesis_;
    std::string origin_;
    LedgerId ledger_id_;
    format::SyncPolicy sync_policy_;
    BootId boot_id_;
    std::unique_ptr<platform::File> lock_;
    std::unique_ptr<keys::UnlockedKeys> keys_;
    std::unique_ptr<keys::Signer> signer_;
    PoisonMark mark_;
    Drafter drafter_;
    CheckpointFiles checkpoints_;
    EpochRotation epochs_;
    HeadFile head_;
    SpareSegment spare_;
    std::optional<SegmentFile> segment_;
    Position position_;
    std::array<MadeFrame, 2> frames_;
    MadeFrame* made_ = &frames_[0];   // The one that is committed,
    MadeFrame* ahead_ = &frames_[1];  // and the next one, made while that is written.
    std::uint64_t room_ahead_ = 0;    // How long that may be, in the segment of this one.
    platform::Worker maker_;          // Makes it,
    platform::Worker linker_;         // and links what is sealed.
    WriteWindow window_;
    std::span<const Event> prepared_;  // Events that prepare() drafted, for the next append.
    Batch prepared_batch_;
    Batch batch_;  // Of the call that is under way.
    std::vector<Draft> frame_drafts_;
    Bytes segment_body_;
    Bytes open_body_;
    format::FrameTrailer last_commit_;     // Of the last frame.
    std::uint64_t opened_generation_ = 0;  // Of the HEAD that announced us; 0 before it.
    std::uint64_t incarnation_;            // Ours; position_ has it once its open record is in.
    bool recovered_ = false;
    bool unsynced_ = false;  // Frames were written and not yet synced.
    bool head_is_due_ = false;
    std::uint64_t head_size_ = 0;           // Of the tree that HEAD names.
    std::uint64_t last_head_ns_ = 0;        // Monotonic.
    std::uint64_t last_checkpoint_ns_ = 0;  // Monotonic.
    std::uint64_t heeded_ = 0;              // The last record that the keyring was given.
    Status last_rotation_;
    std::optional<Error> poisoned_;
    std::unique_ptr<metrics::LatencyKeeper> latencies_;  // Null: nobody measures.
};

}  // namespace counterfoil::store
