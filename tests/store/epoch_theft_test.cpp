// SPDX-License-Identifier: Apache-2.0
// The attack that forward security is for, on a ledger as our writer makes it. journald's sealed
// files fell to it (CVE-2023-31439): past events were modified and the file adjusted so that its
// check found nothing. Whoever takes over the machine finds the current epoch's secret and all
// files, and computes digests, links, roots and checksums anew as well as we do.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include "ledger/crypto/crc32c.h"
#include "ledger/crypto/hash.h"
#include "ledger/format/directory.h"
#include "ledger/format/head.h"
#include "ledger/keys/labelled.h"
#include "ledger/merkle/frontier.h"
#include "ledger/merkle/hashing.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/reader/epochs.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::store {
namespace {

using format::Entry;
using format::FrameHeader;
using format::FrameTrailer;
using format::HeadSlot;
using test::event;
using test::TestLedger;

Bytes content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}
void replace_content(const std::string& path, const Bytes& content) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(content.data()),
               static_cast<std::streamsize>(content.size()));
}
template <class Layout>
Layout& at(Bytes& bytes, std::size_t offset) {
    return *reinterpret_cast<Layout*>(bytes.data() + offset);
}

// Three epochs, each with events that somebody would like to have been others.
class EpochTheft : public testing::Test {
  protected:
    EpochTheft() : ledger_(clear()) {
        const std::string keys = ledger_.directory() + "/keys/";
        auto writer = ledger_.open();
        for (int epoch = 0; epoch < 3; ++epoch) {
            if (epoch > 0) {
                old_secrets_.push_back(content_of(keys + format::epoch_file_name(writer->epoch())));
                require(writer->rotate_epoch().ok(), "an epoch ends");
            }
            for (int i = 0; i < 3; ++i) {
                const Event one = event("doors", "alice came in");
                events_.push_back(TestLedger::made(writer->append({&one, 1}))[0].sequence);
            }
        }
        require(writer->close().ok(), "the ledger is closed");
        writer.reset();
        auto reader = TestLedger::made(
            reader::LedgerReader::open(*ledger_.machine.storage, ledger_.directory()));
        newest_ = TestLedger::made(reader::epochs(reader)).back();
        auto keys_at_hand = TestLedger::made(keys::UnlockedKeys::open(
            *ledger_.machine.storage, ledger_.machine.random,
            {ledger_.directory(), {ledger_.key_directory()}, reader.ledger_id(), false},
            keys::Keyring::Mode::kRead));
        thief_ = TestLedger::made(keys_at_hand->signer(newest_.number, newest_.public_key));
    }
    static CreateOptions clear() {
        CreateOptions options;
        options.encrypted = false;
        return options;
    }

    using Sign = std::function<void(FrameTrailer&)>;
    // Changes this record and all that follows from it, and has every frame from there on signed.
    void rewrite(std::uint64_t sequence, const Sign& sign) {
        const std::string path = ledger_.directory() + "/segments/" + format::segment_file_name(0);
        Bytes file = content_of(path);
        merkle::Frontier tree;
        Hash previous{};
        for (std::size_t frame = format::kBlockSize;
             at<FrameHeader>(file, frame).magic == format::kFrameMagic;) {
            const auto& header = at<FrameHeader>(file, frame);
            const auto length = static_cast<std::size_t>(header.frame_length);
            const std::size_t entries_end =
                sizeof(FrameHeader) + header.record_count * sizeof(Entry);
            std::size_t body = frame + entries_end;
            for (std::size_t i = 0; i < header.record_count; ++i) {
                auto& entry = at<Entry>(file, frame + sizeof(FrameHeader) + i * sizeof(Entry));
                const MutableByteView bytes =
                    MutableByteView(file).subspan(body, entry.body_length);
                if (entry.sequence == sequence) {
                    bytes[bytes.size() - 3] ^= 1U;
                    entry.body_digest = crypto::sha256(bytes);
                }
                entry.previous = previous;
                previous = merkle::leaf_hash(format::bytes_of(entry));
                tree.append(previous);
                body += entry.body_length;
            }
            auto& trailer = at<FrameTrailer>(file, frame + length - sizeof(FrameTrailer));
            if (tree.size() > sequence) {
                trailer.root = tree.root();
                trailer.chain_head = previous;
                sign(trailer);
            }
            const ByteView all = ByteView(file).subspan(frame, length);
            const std::size_t bodies = static_cast<std::size_t>(header.bodies_length);
            trailer.bodies_crc = crypto::crc32c(all.subspan(entries_end, bodies));
            const std::size_t behind = entries_end + bodies;
            trailer.frame_crc = crypto::crc32c(all.subspan(behind, length - sizeof(Le32) - behind),
                                               crypto::crc32c(all.first(entries_end)));
            frame += length;
        }
        replace_content(path, file);
        rewrite_head(tree.root());
    }

    void sign(FrameTrailer& trailer) const {
        trailer.signature = thief_->sign(as_bytes(
            notes::checkpoint_text(ledger_.created().vkey.name, trailer.tree_size, trailer.root)));
    }
    void sign_in_own_name(FrameTrailer& trailer) const {
        trailer.epoch = thief_->epoch();
        trailer.epoch_key_id =
            notes::key_id(ledger_.created().vkey.name, notes::kTypeEd25519, thief_->public_key());
        sign(trailer);
    }

    TestLedger ledger_;
    std::vector<Bytes> old_secrets_;
    std::vector<std::uint64_t> events_;
    reader::Epoch newest_;
    std::unique_ptr<keys::Signer> thief_;

  private:
    void rewrite_head(const Hash& root) {
        const std::string path = ledger_.directory() + "/HEAD";
        Bytes file = content_of(path);
        for (const std::size_t offset : {std::size_t{0}, std::size_t{format::kBlockSize}}) {
            auto& slot = at<HeadSlot>(file, offset);
            slot.root = root;
            const ByteView bytes = ByteView(file).subspan(offset, sizeof slot);
            slot.signature = thief_->sign(keys::labelled(format::kHeadLabel, slot.ledger_id,
                                                         bytes.first(format::kHeadSignedSize)));
            slot.slot_crc = crypto::crc32c(bytes.first(sizeof slot - sizeof slot.slot_crc));
        }
        replace_content(path, file);
    }
};

TEST_F(EpochTheft, FindsNoOldSecretInTheLedgersDirectory) {
    ASSERT_EQ(old_secrets_.size(), 2U);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(ledger_.directory())) {
        if (!entry.is_regular_file()) continue;
        const Bytes content = content_of(entry.path().string());
        for (const Bytes& secret : old_secrets_) {
            // The sealed seed at its end is all that matters of the file.
            const auto seed = secret.end() - 48;
            EXPECT_EQ(std::search(content.begin(), content.end(), seed, secret.end()),
                      content.end())
                << entry.path();
        }
    }
}

// What is rewritten: an event of an earlier epoch (the first, the last), or the record that began
// one; and what the frames from there on say of who signed them.
struct Rewriting {
    const char* name;
    std::size_t event;
    bool in_own_name;
    const char* kind;
};
class EpochTheftOf : public EpochTheft, public testing::WithParamInterface<Rewriting> {};

TEST_P(EpochTheftOf, WhatEarlierEpochsSignedIsFound) {
    ASSERT_EQ(ledger_.verify().verdict, verifier::Verdict::kVerified);
    const std::uint64_t sequence = events_[GetParam().event];
    ASSERT_LT(sequence, newest_.start);
    rewrite(sequence, [&](FrameTrailer& trailer) {
        GetParam().in_own_name ? sign_in_own_name(trailer) : sign(trailer);
    });
    const auto report = ledger_.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kFailed) << test::findings_of(report);
    ASSERT_FALSE(report.findings.empty());
    EXPECT_EQ(report.findings.front().kind, GetParam().kind) << test::findings_of(report);
}

INSTANTIATE_TEST_SUITE_P(
    Table, EpochTheftOf,
    testing::Values(Rewriting{"FirstEvent", 0, false, "signature"},
                    Rewriting{"FirstEventInOwnName", 0, true, "epoch"},
                    Rewriting{"LastEventOfFirstEpoch", 2, false, "signature"},
                    Rewriting{"LastEventOfFirstEpochInOwnName", 2, true, "epoch"},
                    Rewriting{"FirstEventOfSecondEpoch", 3, false, "signature"},
                    Rewriting{"LastEventOfSecondEpoch", 5, false, "signature"},
                    Rewriting{"LastEventOfSecondEpochInOwnName", 5, true, "epoch"}),
    [](const auto& row) { return std::string(row.param.name); });

// The key record that began the stolen epoch was signed by the one before: it binds where it began.
TEST_F(EpochTheft, OfTheRecordThatBeganTheEpochIsFound) {
    rewrite(newest_.record, [&](FrameTrailer& trailer) { sign(trailer); });
    EXPECT_EQ(ledger_.verify().verdict, verifier::Verdict::kFailed);
}

// What no signature can prevent, so that the attacks above fail for the right reason; each report
// says where this bound lies.
TEST_F(EpochTheft, OfTheCurrentEpochIsNotFoundAndTheReportSaysSo) {
    rewrite(events_.back(), [&](FrameTrailer& trailer) { sign(trailer); });
    const auto report = ledger_.verify();
    EXPECT_EQ(report.verdict, verifier::Verdict::kVerified) << test::findings_of(report);
    EXPECT_THAT(
        report.not_proven,
        testing::Contains(testing::HasSubstr("current epoch (2): what came after the first " +
                                             std::to_string(newest_.start) + " records")));
}

}  // namespace
}  // namespace counterfoil::store
