// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/crypto/sign.h"
#include "ledger/format/bodies.h"
#include "ledger/format/body_codec.h"

namespace counterfoil::verifier {

// An epoch and its key; it signs sizes above `start`.
struct EpochKey {
    std::uint64_t epoch = 0;
    std::uint64_t start = 0;
    std::uint64_t record = 0;  // Sequence of the record that names it.
    crypto::PublicKey key{};
};

// What the records of one frame say that others than the frame's judge want to know.
struct FrameFacts {
    std::uint64_t records = 0;
    std::uint64_t events = 0;
    std::uint64_t time_steps_back = 0;
    std::optional<std::uint64_t> first_time_step_back;  // Sequence.
    std::vector<format::SequenceRange> zeroed;          // Event bodies found zero throughout.
    struct Destroyed {
        std::uint64_t sequence = 0;
        std::vector<format::SequenceRange> ranges;
    };
    std::vector<Destroyed> destroyed;
    struct Erasure {
        std::uint64_t sequence = 0;
        std::uint64_t key_count = 0;
        std::uint64_t record_count = 0;
    };
    std::vector<Erasure> erasures;
    struct Hold {
        std::uint64_t sequence = 0;
        bool adds = false;
        bool on_the_ledger = false;
    };
    std::vector<Hold> holds;
    struct Recovery {
        std::uint64_t sequence = 0;
        format::Recovery body;
    };
    std::optional<Recovery> recovery;
    struct Open {
        std::uint64_t sequence = 0;
        format::OpenBody body;
    };
    std::optional<Open> open;
    std::optional<EpochKey> epoch;  // Begins behind this frame.
    struct Anchor {
        std::uint64_t sequence = 0;
        std::uint64_t tree_size = 0;
        Hash root{};
    };
    std::vector<Anchor> anchors;
};

}  // namespace counterfoil::verifier
