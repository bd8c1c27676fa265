// SPDX-License-Identifier: Apache-2.0
#include "tests/support/epoch_attacks.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "ledger/notes/verifier_key.h"

namespace counterfoil::test {
namespace {

using format::EpochKeyBody;
using format::FrameTrailer;
using format::HeadSlot;

constexpr const char* kSegment = "segments/00000000000000000000.segment";

// What is left out of the ledger's life when it is written anew.
struct Without {
    bool first_rotation = false;
    bool empty_epoch = false;
    bool second_heartbeat = false;
    bool later_epochs = false;
};

// Frame 0: records 0–2. 1: open 3, stream 4, events 5, 6. 2: key record 7, and epoch 1 begins.
// 3: heartbeat 8, event 9. 4: heartbeat 10. 5: key record 11, epoch 2, which has no events.
// 6: key record 12, epoch 3. 7: events 13, 14. 8: heartbeat 15. A checkpoint behind frame 1.
constexpr std::uint64_t kFirstRotation = 2;
constexpr std::uint64_t kSecondHeartbeat = 4;
constexpr std::uint64_t kEmptyEpochsEnd = 6;

Forge live(ForgeHooks hooks = {}, Without without = {}) {
    Forge forge({}, std::move(hooks));
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1), forge.event(1), forge.event(1, "two")});
    forge.publish();
    if (without.later_epochs) {
        forge.close();
        return forge;
    }
    if (!without.first_rotation) forge.frame({forge.rotation()});
    forge.frame({forge.heartbeat(), forge.event(1)});
    if (!without.second_heartbeat) forge.frame({forge.heartbeat()});
    forge.frame({forge.rotation()});
    if (!without.empty_epoch) forge.frame({forge.rotation()});
    forge.frame({forge.event(1), forge.event(1, "last")});
    forge.frame({forge.heartbeat()});
    forge.close();
    return forge;
}

crypto::SigningKey identity_key() {
    return forged_identity_key(ForgeOptions().seed);
}
crypto::SigningKey epoch_key(std::uint64_t epoch) {
    return forged_epoch_key(ForgeOptions().seed, epoch);
}

void sign(FrameTrailer& trailer, const crypto::SigningKey& key) {
    trailer.signature = key.sign(
        as_bytes(notes::checkpoint_text(ForgeOptions().origin, trailer.tree_size, trailer.root)));
}
void sign_as(FrameTrailer& trailer, const crypto::SigningKey& key, std::uint64_t epoch) {
    trailer.epoch = epoch;
    trailer.epoch_key_id =
        notes::key_id(ForgeOptions().origin, notes::kTypeEd25519, key.public_key());
    sign(trailer, key);
}

using Trailer = std::function<void(FrameTrailer&)>;
using Key = std::function<void(EpochKeyBody&)>;

ForgeHooks in_frame(std::uint64_t number, Trailer change) {
    ForgeHooks hooks;
    hooks.signed_trailer = [=](std::uint64_t frame, FrameTrailer& trailer) {
        if (frame == number) change(trailer);
    };
    return hooks;
}
// From this frame on everything is signed by one who has the last epoch's secret only.
ForgeHooks by_thief(std::uint64_t first_frame, ForgeHooks hooks = {}) {
    hooks.signed_trailer = [=](std::uint64_t frame, FrameTrailer& trailer) {
        if (frame >= first_frame) sign(trailer, epoch_key(3));
    };
    return hooks;
}
ForgeHooks in_key_record(std::uint64_t sequence, Key change, ForgeHooks hooks = {}) {
    hooks.body = [=](std::uint64_t at, Bytes& body) {
        if (at != sequence) return;
        EpochKeyBody record;
        std::memcpy(&record, body.data(), sizeof record);
        change(record);
        std::memcpy(body.data(), &record, sizeof record);
    };
    return hooks;
}
// The body of the key record at `from` stands at `at`, too.
ForgeHooks replayed(std::uint64_t from, std::uint64_t at) {
    ForgeHooks hooks;
    const auto kept = std::make_shared<Bytes>();
    hooks.body = [=](std::uint64_t sequence, Bytes& body) {
        if (sequence == from) *kept = body;
        if (sequence == at) body = *kept;
    };
    return hooks;
}
ForgeHooks in_head(std::function<void(HeadSlot&)> change) {
    ForgeHooks hooks;
    hooks.signed_head = [=](std::uint64_t, HeadSlot& slot) {
        change(slot);
        Bytes message(format::kHeadLabel.begin(), format::kHeadLabel.end());
        message.insert(message.end(), slot.ledger_id.begin(), slot.ledger_id.end());
        const auto* const bytes = reinterpret_cast<const std::uint8_t*>(&slot);
        message.insert(message.end(), bytes, bytes + format::kHeadSignedSize);
        slot.signature = epoch_key(slot.epoch).sign(message);
    };
    return hooks;
}
ForgeHooks in_note(std::function<void(notes::Note&)> change) {
    ForgeHooks hooks;
    hooks.note = [=](std::uint64_t, std::string& text) {
        auto note = notes::parse_note(text);
        change(*note);
        text = note->serialize();
    };
    return hooks;
}

// Without forging anything: frames of the file taken out, put in, exchanged.
using Frames = std::vector<Bytes>;
Forge with_frames(const std::function<void(Frames&)>& change) {
    Forge forge = live();
    Bytes& file = forge.files[kSegment];
    Frames frames;
    std::size_t at = format::kBlockSize;
    while (at < forge.end_offset()) {
        format::FrameHeader header;
        std::memcpy(&header, file.data() + at, sizeof header);
        const std::size_t end = at + static_cast<std::size_t>(header.frame_length);
        frames.emplace_back(file.begin() + static_cast<std::ptrdiff_t>(at),
                            file.begin() + static_cast<std::ptrdiff_t>(end));
        at = end;
    }
    change(frames);
    std::fill(file.begin() + format::kBlockSize, file.end(), std::uint8_t{0});
    at = format::kBlockSize;
    for (const Bytes& frame : frames) {
        std::copy(frame.begin(), frame.end(), file.begin() + static_cast<std::ptrdiff_t>(at));
        at += frame.size();
    }
    return forge;
}
std::function<Forge()> taken_out(std::uint64_t frame) {
    return [=] {
        return with_frames([=](Frames& frames) {
            frames.erase(frames.begin() + static_cast<std::ptrdiff_t>(frame));
        });
    };
}

std::function<Forge()> forged(ForgeHooks hooks, Without without = {}) {
    return [=] { return live(hooks, without); };
}

void add_resigned_ranges(std::vector<EpochAttack>& rows) {
    rows.push_back({"an old frame signed by the newest key", "signature",
                    forged(in_frame(3, [](auto& t) { sign(t, epoch_key(3)); }))});
    rows.push_back({"an old frame signed by the newest key in its own name", "epoch",
                    forged(in_frame(3, [](auto& t) { sign_as(t, epoch_key(3), 3); }))});
    rows.push_back({"an old frame signed by the newest key in the old one's place", "epoch-key-id",
                    forged(in_frame(3, [](auto& t) { sign_as(t, epoch_key(3), 1); }))});
    rows.push_back({"everything from an old frame on signed by the newest key", "signature",
                    forged(by_thief(1))});
    rows.push_back({"an old checkpoint signed by the newest key", "checkpoint-signature",
                    forged(in_note([](notes::Note& note) {
                        const crypto::SigningKey key = epoch_key(3);
                        note.signatures[0] =
                            notes::sign_note(ForgeOptions().origin, note.text, key);
                    }))});
    rows.push_back(
        {"cut back to an old size, with HEAD signed by the newest key", "head-bad",
         forged(in_head([](HeadSlot& slot) { slot.epoch = 3; }), {.later_epochs = true})});
    rows.push_back({"HEAD of the newest size signed by an old key", "head-bad",
                    forged(in_head([](HeadSlot& slot) {
                        if (slot.tree_size > 13) slot.epoch = 1;
                    }))});
}

void add_removals(std::vector<EpochAttack>& rows) {
    const auto renamed = [](std::uint64_t epoch) {
        return [=](EpochKeyBody& record) {
            record.epoch = epoch;
            record.public_key = epoch_key(3).public_key();
        };
    };
    const Without empty_epoch{.empty_epoch = true};
    const Without heartbeat{.second_heartbeat = true};
    rows.push_back(
        {"an epoch without events taken out", "frame-number", taken_out(kEmptyEpochsEnd)});
    rows.push_back({"an epoch without events left out, and the rest signed by the newest key",
                    "signature", forged(in_key_record(11, renamed(2), by_thief(5)), empty_epoch)});
    rows.push_back({"an epoch without events left out, and the next keeps its number",
                    "epoch-record",
                    forged(in_key_record(11, renamed(3), by_thief(6)), empty_epoch)});
    rows.push_back({"a heartbeat taken out", "frame-number", taken_out(kSecondHeartbeat)});
    rows.push_back({"a heartbeat left out, and the rest signed by the newest key", "signature",
                    forged(by_thief(kSecondHeartbeat), heartbeat)});
    ForgeHooks as_before;
    as_before.body = [](std::uint64_t sequence, Bytes& body) {
        if (sequence != 14) return;
        format::HeartbeatBody beat;
        std::memcpy(&beat, body.data(), sizeof beat);
        beat.heartbeat_number = 2;
        std::memcpy(body.data(), &beat, sizeof beat);
    };
    rows.push_back({"a heartbeat left out, and the next keeps its number", "heartbeat",
                    forged(as_before, heartbeat)});
}

void add_broken_chains(std::vector<EpochAttack>& rows) {
    ForgeHooks without_record;
    without_record.signed_trailer = [](std::uint64_t frame, FrameTrailer& trailer) {
        if (frame >= kFirstRotation) sign_as(trailer, epoch_key(1), 1);
    };
    rows.push_back({"a key record taken out", "frame-number", taken_out(kFirstRotation)});
    rows.push_back({"a key record left out, and its key signs all the same", "epoch",
                    forged(without_record, {.first_rotation = true})});
    rows.push_back({"key records exchanged", "frame-number",
                    [] { return with_frames([](Frames& f) { std::swap(f[5], f[6]); }); }});
    rows.push_back({"key records exchanged when they were written", "epoch-record",
                    forged(in_key_record(11, [](EpochKeyBody& record) {
                        record.epoch = 3;
                        record.public_key = epoch_key(3).public_key();
                    }))});
    rows.push_back({"a rotation signed by its own new key", "signature",
                    forged(in_frame(2, [](auto& t) { sign(t, epoch_key(1)); }))});
    rows.push_back({"a rotation signed by its own new key in its name", "epoch",
                    forged(in_frame(2, [](auto& t) { sign_as(t, epoch_key(1), 1); }))});
    rows.push_back({"a rotation signed by the identity key", "signature",
                    forged(in_frame(2, [](auto& t) { sign(t, identity_key()); }))});
    rows.push_back({"a rotation signed by the epoch before the one before", "signature",
                    forged(in_frame(5, [](auto& t) { sign(t, epoch_key(0)); }))});
    rows.push_back({"an earlier epoch's key used later", "signature",
                    forged(in_frame(7, [](auto& t) { sign(t, epoch_key(0)); }))});
    rows.push_back({"an earlier epoch's key used later in its name", "epoch",
                    forged(in_frame(7, [](auto& t) { sign_as(t, epoch_key(0), 0); }))});
    rows.push_back(
        {"a key record replayed at another size", "epoch-record", forged(replayed(7, 12))});
    rows.push_back({"the frame of a key record replayed", "frame-number",
                    [] { return with_frames([](Frames& f) { f[6] = f[2]; }); }});
    for (const bool identity : {false, true}) {
        rows.push_back({identity ? "the identity key as an epoch's" : "an earlier key named again",
                        "epoch-record", forged(in_key_record(12, [=](EpochKeyBody& record) {
                            record.public_key =
                                (identity ? identity_key() : epoch_key(0)).public_key();
                        }))});
    }
}

}  // namespace

std::vector<EpochAttack> epoch_attacks() {
    std::vector<EpochAttack> rows = {{"as it was", "", forged({})}};
    add_resigned_ranges(rows);
    add_removals(rows);
    add_broken_chains(rows);
    return rows;
}

}  // namespace counterfoil::test
