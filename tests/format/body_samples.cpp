// SPDX-License-Identifier: Apache-2.0
#include "tests/format/body_samples.h"

#include <cstdlib>
#include <iostream>
#include <random>
#include <stdexcept>

#include "ledger/format/limits.h"

namespace counterfoil::format {
namespace {

template <std::size_t kSize>
std::array<std::uint8_t, kSize> counting_from(std::uint8_t first) {
    std::array<std::uint8_t, kSize> bytes{};
    for (std::uint8_t& byte : bytes) byte = first++;
    return bytes;
}

Genesis genesis() {
    Genesis body;
    body.fixed.format_version = kVersion;
    body.fixed.encryption = static_cast<std::uint8_t>(Encryption::kXaes256Gcm);
    body.fixed.sync_policy = 3;
    body.fixed.ledger_id = counting_from<16>(1);
    body.fixed.created_ns = 1767323045000000006;
    body.fixed.segment_size_limit = kSegmentSizeLimitDefault;
    body.fixed.window = kWindowDefault;
    body.fixed.checkpoint_records = 1000;
    body.fixed.checkpoint_ns = 60'000'000'000;
    body.fixed.epoch_records = 1'000'000;
    body.fixed.epoch_ns = 86'400'000'000'000;
    body.fixed.identity_key = counting_from<32>(20);
    body.fixed.epoch_key = counting_from<32>(60);
    body.fixed.predecessor_id = counting_from<16>(100);
    body.fixed.predecessor_size = 77;
    body.fixed.predecessor_root = counting_from<32>(120);
    body.fixed.predecessor_genesis = counting_from<32>(160);
    body.origin = "example.org/audit/2026";
    body.signature = counting_from<64>(190);
    return body;
}

OpenBody open() {
    OpenBody body;
    body.incarnation = 4;
    body.boot_id = counting_from<16>(7);
    body.version_major = 1;
    body.version_minor = 2;
    body.version_patch = 3;
    body.sync_policy = 1;
    body.head_generation = 9;
    return body;
}

Segment segment() {
    Segment body;
    body.fixed.header_digest = counting_from<32>(3);
    body.fixed.segment_number = 5;
    body.fixed.event_count = 1000;
    body.fixed.epoch = 2;
    body.fixed.epoch_start = 640;
    body.fixed.epoch_key = counting_from<32>(40);
    body.fixed.epoch_record = 639;
    body.fixed.head_generation = 11;
    body.fixed.drop_total = 12;
    body.fixed.heartbeat_count = 13;
    body.fixed.last_erasure = 14;
    body.fixed.last_destroyed = 15;
    body.fixed.last_time_ns = 16;
    body.fixed.incarnation = 17;
    body.frontier = {counting_from<32>(1), counting_from<32>(2)};
    body.streams = {{0, 30}, {1, 40}, {7, 50}};
    return body;
}

Stream clear_stream() {
    Stream body;
    body.fixed.stream_id = 3;
    body.fixed.name_kind = static_cast<std::uint8_t>(StreamNameKind::kClear);
    body.name = "Löschung/payroll";
    return body;
}

Stream hidden_stream() {
    Stream body;
    body.fixed.stream_id = 3;
    body.fixed.name_kind = static_cast<std::uint8_t>(StreamNameKind::kHmac);
    body.fixed.name_mac = counting_from<32>(200);
    return body;
}

EpochKeyBody epoch_key() {
    EpochKeyBody body;
    body.epoch = 3;
    body.public_key = counting_from<32>(9);
    body.previous_record = 500;
    body.epoch_start = 900;
    return body;
}

JointKey joint_key() {
    JointKey body;
    body.fixed.key_id = 99;
    body.subject_key_ids = {4, 8, 15};
    return body;
}

DataKeyBody data_key() {
    DataKeyBody body;
    body.stream_id = 2;
    body.key_id = 21;
    body.generation = 1;
    return body;
}

HoldBody hold() {
    HoldBody body;
    body.action = static_cast<std::uint16_t>(HoldAction::kAdd);
    body.key_id = 8;
    body.hold_id = counting_from<16>(50);
    return body;
}

Erasure erasure() {
    Erasure body;
    body.fixed.time_ns = 1000;
    body.fixed.record_count = 20;
    body.fixed.previous_erasure = 10;
    body.key_ids = {8, 9};
    return body;
}

Destroyed destroyed() {
    Destroyed body;
    body.fixed.time_ns = 2000;
    body.fixed.previous_destroyed = 30;
    body.fixed.reason = static_cast<std::uint16_t>(DestroyedReason::kRetention);
    body.ranges = {{4, 8}, {9, 10}};
    return body;
}

Recovery recovery() {
    Recovery body;
    body.fixed.row = 4;
    body.fixed.flags = kRecoveryAbandonedCommit | kRecoveryDirectReads;
    body.fixed.crashed_incarnation = 6;
    body.fixed.crashed_boot_id = counting_from<16>(70);
    body.fixed.boot_id = counting_from<16>(90);
    body.fixed.head_generation = 12;
    body.fixed.abandoned_size = 44;
    body.fixed.abandoned_root = counting_from<32>(110);
    body.tails = {{1, 4096, 8192, counting_from<32>(1)}, {2, 0, 65536, counting_from<32>(2)}};
    return body;
}

DropBody drop() {
    DropBody body;
    body.count = 2;
    body.drop_total = 5;
    body.first_time_ns = 10;
    body.last_time_ns = 20;
    body.stream_id = 1;
    body.reason = 2;
    return body;
}

HeartbeatBody heartbeat() {
    HeartbeatBody body;
    body.heartbeat_number = 300;
    body.drop_total = 5;
    body.event_count = 100;
    body.monotonic_ns = 123456789;
    return body;
}

Anchor anchor() {
    Anchor body;
    body.fixed.kind = static_cast<std::uint16_t>(AnchorKind::kCosignedNote);
    body.fixed.tree_size = 50;
    body.fixed.root = counting_from<32>(33);
    body.payload = {'n', 'o', 't', 'e', '\n'};
    return body;
}

}  // namespace

const std::vector<BodySample>& body_samples() {
    static const std::vector<BodySample> kSamples = {
        {"genesis", RecordType::kGenesis, genesis()},
        {"open", RecordType::kOpen, open()},
        {"segment", RecordType::kSegment, segment()},
        {"clear stream", RecordType::kStream, clear_stream()},
        {"hidden stream", RecordType::kStream, hidden_stream()},
        {"epoch key", RecordType::kKey, epoch_key()},
        {"joint key", RecordType::kKey, joint_key()},
        {"data key", RecordType::kKey, data_key()},
        {"hold", RecordType::kHold, hold()},
        {"erasure", RecordType::kErasure, erasure()},
        {"destroyed", RecordType::kDestroyed, destroyed()},
        {"recovery", RecordType::kRecovery, recovery()},
        {"drop", RecordType::kDrop, drop()},
        {"heartbeat", RecordType::kHeartbeat, heartbeat()},
        {"anchor", RecordType::kAnchor, anchor()},
    };
    return kSamples;
}

const BodySample& body_sample(const std::string& name) {
    for (const BodySample& sample : body_samples()) {
        if (sample.name == name) return sample;
    }
    throw std::invalid_argument("no sample is called " + name);
}

std::uint64_t test_seed() {
    const char* const given = std::getenv("COUNTERFOIL_TEST_SEED");
    const std::uint64_t seed =
        given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::cout << "COUNTERFOIL_TEST_SEED=" << seed << '\n';
    return seed;
}

}  // namespace counterfoil::format
