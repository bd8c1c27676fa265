// SPDX-License-Identifier: Apache-2.0
// How the writer makes frames of drafts, and commits them one after the other.
//
//   make(1) │ write and sync(1) │ write and sync(2) │ …
//           │ make(2)           │ make(3)           │
//
// A frame is made on a copy of the position, so nothing has happened until it is durable; and one
// that was made ahead is thrown away when the ledger is not then as it was made for. Whoever makes
// ahead looks only at what stays as it is while a frame is written: all of the writer but segment_,
// the disk and unsynced_.
#include <algorithm>
#include <functional>
#include <utility>

#include "ledger/store/planted_fault.h"
#include "ledger/store/writer.h"

namespace counterfoil::store {
namespace {

// A frame of fewer bytes is made sooner than another thread has woken up for it.
constexpr std::uint64_t kMakeAheadFrom = 128ULL << 10U;

}  // namespace

Status LedgerWriter::append_drafts(std::vector<Receipt>& receipts) {
    std::span<const Draft> rest = batch_.drafts;
    std::span<const Draft> share = next_share(rest);
    while (!share.empty()) {
        rest = rest.subspan(share.size());
        const std::span<const Draft> following = next_share(rest);
        Status committed = place(share, following, receipts);
        if (committed) committed = after_commit();
        if (!committed) return committed;
        share = following;
    }
    return {};
}

// Beside the frame that is being written.
void LedgerWriter::prepare(std::span<const Event> events) {
    if (!window_.enter()) return;
    if (drafter_.draft_known(events, prepared_batch_)) {
        prepared_ = events;
        make_ahead(next_share(prepared_batch_.drafts));
    }
    window_.leave();
}

// A frame stays within the window, so that one write and one sync commit it, and leaves a small
// segment room for several. What is too much for one frame and not for two is cut in the middle:
// then making the second takes about as long as writing the first.
std::span<const Draft> LedgerWriter::next_share(std::span<const Draft> drafts) const {
    if (sync_policy_ == format::SyncPolicy::kRecord) {
        const auto event = std::find_if(drafts.begin(), drafts.end(), [](const Draft& each) {
            return each.type == format::RecordType::kEvent;
        });
        if (event != drafts.end()) {
            drafts = drafts.first(static_cast<std::size_t>(event - drafts.begin()) + 1);
        }
    }
    const std::uint64_t target =
        std::min<std::uint64_t>(genesis_.fixed.window, genesis_.fixed.segment_size_limit / 4);
    // How many of the first drafts make a frame of this length at most, and its length.
    const auto fill = [&](std::uint64_t length_max) {
        Share share;
        std::uint64_t bodies = 0;
        for (const Draft& each : drafts) {
            bodies += stored_length(each, keys_->sealer());
            const std::uint64_t length = format::frame_length(share.count + 1, bodies);
            if (share.count > 0 && length > length_max) break;
            share = {share.count + 1, length};
        }
        return share;
    };
    const Share two = fill(2 * target);
    if (two.length <= target) return drafts.first(two.count);
    const bool all = two.count == drafts.size();
    return drafts.first(fill(all ? format::round_up_to_block(two.length / 2) : target).count);
}

// One frame, with a receipt for each event in it.
Status LedgerWriter::place(std::span<const Draft> drafts, std::span<const Draft> following,
                           std::vector<Receipt>& receipts) {
    if (Status written = write_frame(drafts, following); !written) return written;
    const std::span<const format::Entry> entries = made_->frame.entries();
    const std::vector<Hash>& leaves = made_->buffer.leaves;
    const std::size_t first_ours = entries.size() - drafts.size();
    for (std::size_t i = first_ours; i < entries.size(); ++i) {
        if (drafts[i - first_ours].type != format::RecordType::kEvent) continue;
        receipts.push_back(
            {entries[i].sequence, entries[i].stream_sequence, leaves[i], position_.size(),
             last_commit_.root, position_.epoch, last_commit_.signature,
             unsynced_ && !planted(PlantedFault::kCallUnsyncedSynced) ? Durability::kNotSynced
                                                                      : Durability::kSynced});
    }
    return confirm_keys(drafts);
}

// Makes, writes and syncs one frame, in front of which stand the records that its place needs: the
// segment record of a new segment, and the open record of a writer that has not written yet.
Status LedgerWriter::write_frame(std::span<const Draft> drafts, std::span<const Draft> following) {
    const metrics::Timed timed(latencies_.get(), metrics::Operation::kCommit);
    if (is_made_ahead(drafts)) {
        std::swap(made_, ahead_);
    } else {
        if (Status room = make_room(drafts); !room) return room;
        // A segment without a frame must not become the one that HEAD names.
        Status made = make(with_records_in_front(drafts), position_, *made_);
        if (!made) return segment_->is_empty() ? poison(made) : made;
    }
    Status committed = commit(*made_, following);
    if (committed) prepare_spare();
    return committed;
}

std::span<const Draft> LedgerWriter::with_records_in_front(std::span<const Draft> drafts) {
    // They must not seem younger than those behind them.
    const std::uint64_t now_ns = drafts.front().time_ns;
    const bool announces_us = announces();
    if (!announces_us && !segment_->is_empty()) return drafts;
    frame_drafts_.clear();
    if (segment_->is_empty()) frame_drafts_.push_back(segment_draft(now_ns, segment_body_));
    // After recovery its record stands between the segment's and the open record.
    const bool recovers = drafts.front().type == format::RecordType::kRecovery;
    if (announces_us && !recovers) frame_drafts_.push_back(open_draft(now_ns, open_body_));
    frame_drafts_.insert(frame_drafts_.end(), drafts.begin(), drafts.end());
    if (announces_us && recovers) frame_drafts_.push_back(open_draft(now_ns, open_body_));
    return frame_drafts_;
}

// By one thread at a time, which nobody writes beside but this frame's parts.
Status LedgerWriter::make(std::span<const Draft> drafts, const Position& before, MadeFrame& made) {
    made.drafts = {};
    made.after = before;
    made.after.incarnation = incarnation_;
    StageTimes times{platform_.clock};
    const Result<LinkedFrame> linked = seal_and_link(
        sequence(drafts, ledger_id_, keys_->sealer(), made.after, made.buffer), keys_->sealer(),
        platform_.random, made.after, linker_, latencies_ ? &times : nullptr);
    if (!linked) return linked.error();
    if (latencies_) {
        latencies_->record(metrics::Operation::kSeal, times.seal_ns);
        latencies_->record(metrics::Operation::kHash, times.link_ns);
    }
    made.frame = sign(*linked, made.after, origin_, *signer_);
    made.drafts = drafts;
    return {};
}

std::uint64_t LedgerWriter::frame_length(std::span<const Draft> drafts) const {
    std::uint64_t bodies = 0;
    for (const Draft& each : drafts) bodies += stored_length(each, keys_->sealer());
    return format::frame_length(drafts.size(), bodies);
}

// Behind the frame that is being written. What goes wrong goes wrong again, and is told, when it
// is this one's turn.
void LedgerWriter::make_ahead(std::span<const Draft> drafts) {
    if (drafts.empty() || frame_length(drafts) > room_ahead_) return;
    static_cast<void>(make(drafts, made_->after, *ahead_));
}

bool LedgerWriter::is_made_ahead(std::span<const Draft> drafts) const {
    return ahead_->drafts.data() == drafts.data() && ahead_->drafts.size() == drafts.size() &&
           !drafts.empty() && ahead_->frame.first_sequence == position_.size() &&
           ahead_->segment == segment_->number() &&
           ahead_->frame.trailer().epoch == position_.epoch;
}

// Meanwhile the frame of `following` is made, or when there is none, that of another call's.
Status LedgerWriter::commit(MadeFrame& made, std::span<const Draft> following) {
    require(segment_->fits(made.frame.length), "a frame fits into the segment chosen for it");
    ahead_->drafts = {};
    ahead_->segment = segment_->number();
    room_ahead_ = segment_->room(made.frame.length);
    last_commit_ = made.frame.trailer();
    const auto make_following = [&] { make_ahead(following); };
    std::function<void()> task = std::cref(make_following);
    const bool offers = !following.empty() && frame_length(following) >= kMakeAheadFrom;
    if (offers) maker_.offer(task);
    if (following.empty()) window_.open();
    Status written = write_and_sync(made);
    window_.close();
    if (offers && maker_.take_back() && written) make_following();
    if (!written) return poison(written);
    // The commit point: from here on the records are in the ledger.
    std::swap(position_, made.after);
    return {};
}

Status LedgerWriter::write_and_sync(MadeFrame& made) {
    if (Status written = segment_->write(made.frame); !written) return written;
    if (planted(PlantedFault::kHeadBeforeData)) {
        const Position before = std::exchange(position_, made.after);
        static_cast<void>(write_head(head_state()));
        position_ = before;
    }
    unsynced_ = true;
    if (sync_policy_ == format::SyncPolicy::kNone) return {};
    return sync_segment();
}

}  // namespace counterfoil::store
