// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "ledger/format/envelope.h"
#include "tests/support/forge.h"

// The records and the lives that forged ledgers are made of.
namespace counterfoil::test {

using format::RecordType;

ForgeRecord Forge::event(std::uint32_t stream, const std::string& text) {
    Bytes body;
    if (options.encrypted) {
        body.assign(24, 0x5a);  // Looks sealed: nobody here has the keys anyway.
    } else {
        format::EventAttributes attributes;
        attributes.content_type = "text/plain";
        body = *format::encode_envelope(attributes);
    }
    const ByteView bytes = as_bytes(text);
    body.insert(body.end(), bytes.begin(), bytes.end());
    return {RecordType::kEvent, stream, body};
}

ForgeRecord Forge::stream(std::uint32_t id) {
    format::Stream body;
    body.fixed = {};
    body.fixed.stream_id = id;
    if (options.encrypted) {
        body.fixed.name_kind = 1;
        body.fixed.name_mac.fill(static_cast<std::uint8_t>(id));
    } else {
        body.name = "stream " + std::to_string(id);
        body.fixed.name_length = static_cast<std::uint16_t>(body.name.size());
    }
    return {RecordType::kStream, 0, format::encode_body(body)};
}

// Must be alone in its frame.
ForgeRecord Forge::rotation() {
    next_epoch_key_.emplace(forged_epoch_key(options.seed, epoch_ + 1));
    format::EpochKeyBody body{};
    body.kind = 1;
    body.epoch = epoch_ + 1;
    body.public_key = next_epoch_key_->public_key();
    body.previous_record = epoch_record_;
    body.epoch_start = tree_.size() + 1;  // Alone in its frame.
    return {RecordType::kKey, 0, format::encode_body(body)};
}

ForgeRecord Forge::erasure() {
    format::Erasure body;
    body.fixed = {};
    body.fixed.time_ns = time_ns;
    body.fixed.record_count = 1;
    body.fixed.previous_erasure = count_.last_erasure;
    body.key_ids = {7};
    return {RecordType::kErasure, 0, format::encode_body(body)};
}

ForgeRecord Forge::destroyed(std::uint64_t first, std::uint64_t end) {
    format::Destroyed body;
    body.fixed = {};
    body.fixed.time_ns = time_ns;
    body.fixed.previous_destroyed = count_.last_destroyed;
    body.fixed.reason = 1;
    body.ranges = {{first, end}};
    return {RecordType::kDestroyed, 0, format::encode_body(body)};
}

ForgeRecord Forge::drop(std::uint64_t count) {
    count_.drops += count;
    format::DropBody body{};
    body.count = count;
    body.drop_total = count_.drops;
    body.first_time_ns = time_ns;
    body.last_time_ns = time_ns;
    body.reason = 1;
    return {RecordType::kDrop, 0, format::encode_body(body)};
}

ForgeRecord Forge::heartbeat() {
    format::HeartbeatBody body{};
    body.heartbeat_number = count_.heartbeats;
    body.drop_total = count_.drops;
    body.event_count = count_.events;
    body.monotonic_ns = 5;
    return {RecordType::kHeartbeat, 0, format::encode_body(body)};
}

ForgeRecord Forge::hold() {
    format::HoldBody body{};
    body.action = 1;
    body.hold_id.fill(9);
    return {RecordType::kHold, 0, format::encode_body(body)};
}

ForgeRecord Forge::data_key(std::uint32_t stream) {
    format::DataKeyBody body{};
    body.kind = 3;
    body.stream_id = stream;
    body.key_id = 7;
    return {RecordType::kKey, 0, format::encode_body(body)};
}

ForgeRecord Forge::joint_key() {
    format::JointKey body;
    body.fixed = {};
    body.fixed.kind = 2;
    body.fixed.key_id = 99;
    body.subject_key_ids = {7, 8};
    return {RecordType::kKey, 0, format::encode_body(body)};
}

ForgeRecord Forge::anchor() {
    format::Anchor body;
    body.fixed = {};
    body.fixed.kind = 2;
    body.fixed.tree_size = tree_.size();
    body.fixed.root = tree_.root();
    body.payload = {1, 2, 3};
    return {RecordType::kAnchor, 0, format::encode_body(body)};
}

Forge forge_ledger(std::size_t segments, ForgeOptions options, ForgeHooks hooks) {
    Forge forge(std::move(options), std::move(hooks));
    forge.init();
    forge.open_writer();
    // Sequences: 0 genesis, 1 segment, 2 open | 3 open, 4 and 5 streams, 6 key, 7 and 8 events.
    forge.frame({forge.stream(1), forge.stream(2), forge.data_key(1), forge.event(1, "first"),
                 forge.event(2, "second")});
    forge.publish();                                                                   // At 9.
    forge.frame({forge.heartbeat(), forge.drop(3), forge.joint_key(), forge.hold()});  // 9 to 12.
    forge.frame({forge.rotation()});                                                   // 13.
    forge.frame({forge.heartbeat(), forge.event(1, "third")});                         // 14, 15.
    for (std::size_t i = 1; i < segments; ++i) {
        forge.roll();
        forge.head(false);
        forge.frame({forge.event(2, "more"), forge.erasure(), forge.event(1, "and more")});
    }
    forge.frame({forge.anchor(), forge.event(1, "last")});
    forge.publish();
    forge.close();
    return forge;
}

Forge forge_recovered(ForgeOptions options, ForgeHooks hooks) {
    Forge forge(std::move(options), std::move(hooks));
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1), forge.event(1, "kept")});
    Bytes torn = forge.frame_bytes({forge.event(1, std::string(5000, 'x'))});
    torn.resize(4096);  // Its first block was written, its second was not.
    forge.tear(torn);
    forge.recover();
    forge.frame({forge.event(1, "after")});
    forge.close();
    return forge;
}

Forge forge_unclean(ForgeOptions options, ForgeHooks hooks) {
    Forge forge(std::move(options), std::move(hooks));
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1), forge.event(1, "below HEAD")});
    forge.head(false);
    forge.frame({forge.event(1, "behind HEAD")});
    return forge;
}

}  // namespace counterfoil::test
