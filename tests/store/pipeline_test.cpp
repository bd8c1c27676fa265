// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/pipeline.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "tests/support/fixed_machine.h"

namespace counterfoil::store {
namespace {

// Seals with its nonce, refuses the record that it is told to, and dawdles when told to.
class PlainSealer : public keys::Sealer {
  public:
    std::uint64_t refused = ~std::uint64_t{0};
    bool is_slow = false;

    [[nodiscard]] std::uint64_t body_length(std::uint64_t length) const override {
        return length + 16;
    }
    [[nodiscard]] Status seal(format::Entry& entry, const crypto::Nonce192& nonce,
                              ByteView plaintext, MutableByteView body) override {
        if (entry.sequence == refused) return Error{ErrorCode::kNotFound, "no such key"};
        if (is_slow) std::this_thread::sleep_for(std::chrono::microseconds(20));
        entry.key_id = 7;
        for (std::size_t i = 0; i < plaintext.size(); ++i) body[i] = plaintext[i] ^ nonce[i % 24];
        std::copy_n(nonce.begin(), 16, body.end() - 16);
        return {};
    }
};

struct Built {
    Bytes bytes;
    std::vector<Hash> leaves;
    Hash root;
    Hash chain_head;
};

class Pipeline : public testing::Test {
  protected:
    [[nodiscard]] std::vector<Draft> drafts(std::size_t count) {
        contents_.clear();
        for (std::size_t i = 0; i < count; ++i) {
            const std::string text(i * 37 % 1500, static_cast<char>('a' + i % 26));
            contents_.emplace_back(text.begin(), text.end());
        }
        std::vector<Draft> made;
        for (std::size_t i = 0; i < count; ++i) {
            // Administration stands among the events, and is not sealed.
            const bool event = i % 10 != 3;
            made.push_back({event ? format::RecordType::kEvent : format::RecordType::kHeartbeat,
                            format::kAdministrationStream,
                            1000 + i,
                            {},
                            contents_[i]});
        }
        return made;
    }
    [[nodiscard]] Result<Built> build(const std::vector<Draft>& drafts, platform::Worker* worker) {
        test::FixedRandom random(5);
        Position next;
        const SequencedFrame frame = sequence(drafts, {}, sealer_, next, buffer_);
        if (worker == nullptr) {
            const auto sealed = seal(frame, sealer_, random);
            if (!sealed) return sealed.error();
            return built(link(*sealed, next), next);
        }
        const auto linked = seal_and_link(frame, sealer_, random, next, *worker, nullptr);
        if (!linked) return linked.error();
        return built(*linked, next);
    }
    [[nodiscard]] static Built built(const LinkedFrame& frame, const Position& next) {
        const ByteView bytes = frame.bytes();
        return {Bytes(bytes.begin(), bytes.end()), frame.buffer->leaves, next.tree.root(),
                next.chain_head};
    }

    PlainSealer sealer_;
    FrameBuffer buffer_;
    platform::Worker worker_;
    std::vector<Bytes> contents_;
};

TEST_F(Pipeline, SealingAndLinkingAtOnceMakesTheFrameThatOneAfterTheOtherMakes) {
    for (const bool slow : {false, true}) {
        sealer_.is_slow = slow;  // So that linking has to wait for it, again and again.
        for (const std::size_t count : {1U, 31U, 63U, 64U, 65U, 96U, 100U, 127U, 500U}) {
            const std::vector<Draft> given = drafts(count);
            const Result<Built> alone = build(given, nullptr);
            const Result<Built> shared = build(given, &worker_);
            ASSERT_TRUE(alone && shared);
            EXPECT_EQ(shared->bytes, alone->bytes) << count;
            EXPECT_EQ(shared->leaves, alone->leaves) << count;
            EXPECT_EQ(shared->leaves.size(), count);
            EXPECT_EQ(shared->root, alone->root) << count;
            EXPECT_EQ(shared->chain_head, alone->chain_head) << count;
        }
    }
}

TEST_F(Pipeline, ARecordThatCannotBeSealedEndsBoth) {
    const std::vector<Draft> given = drafts(200);
    for (std::uint64_t at = 0; at < given.size(); ++at) {
        sealer_.refused = at;
        const Result<Built> shared = build(given, &worker_);
        const bool event = given[static_cast<std::size_t>(at)].type == format::RecordType::kEvent;
        ASSERT_EQ(shared.ok(), !event) << at;
        if (event) {
            EXPECT_EQ(shared.error().code, ErrorCode::kNotFound);
        }
    }
}

TEST_F(Pipeline, SaysHowLongItsStagesTook) {
    const auto clock = platform::system_clock();
    test::FixedRandom random;
    StageTimes times{*clock};
    for (const std::size_t count : {10U, 300U}) {
        times.seal_ns = times.link_ns = 0;
        Position next;
        const std::vector<Draft> given = drafts(count);
        ASSERT_TRUE(seal_and_link(sequence(given, {}, sealer_, next, buffer_), sealer_, random,
                                  next, worker_, &times));
        EXPECT_GT(times.seal_ns, 0U);
        EXPECT_GT(times.link_ns, 0U);
    }
}

}  // namespace
}  // namespace counterfoil::store
