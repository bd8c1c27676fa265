// SPDX-License-Identifier: Apache-2.0
// A verification that was interrupted anywhere goes on, and comes to what it would have come to;
// and it begins anew when anything that it had read has changed.

#include <fstream>

#include "tests/verifier/judged.h"
#include "verifier/resume_point.h"

namespace counterfoil::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using verifier::LedgerProof;
using verifier::Report;
using verifier::Verdict;

// Segments with a crash, a recovery, rotations, erasures, drops and checkpoints among them.
Forge eventful() {
    Forge forge;
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1), forge.stream(2), forge.data_key(1), forge.event(1, "first")});
    forge.publish();
    for (int i = 0; i < 3; ++i) {
        forge.frame({forge.drop(3), forge.heartbeat(), forge.erasure()});
        forge.frame({forge.rotation()});
        forge.frame({forge.event(2, "after a rotation")});
        forge.publish();
        forge.roll();
        forge.head(false);
        forge.frame({forge.event(1, "in the next segment"), forge.hold()});
    }
    Bytes torn = forge.frame_bytes({forge.event(1, std::string(5000, 'x'))});
    torn.resize(4096);
    forge.tear(torn);
    forge.recover();
    forge.frame({forge.event(1, "recovered")});
    forge.roll();
    forge.head(false);
    forge.frame({forge.rotation()});
    forge.frame({forge.event(1, "last")});
    forge.publish();
    forge.close();
    return forge;
}

// Some hours later: what has just been written has long stood.
class LaterClock : public platform::Clock {
  public:
    std::uint64_t now_ns() override { return clock_->now_ns() + 10'000'000'000'000; }
    std::uint64_t monotonic_ns() override { return clock_->monotonic_ns(); }
    Result<BootId> boot_id() override { return clock_->boot_id(); }

  private:
    std::unique_ptr<platform::Clock> clock_ = platform::system_clock();
};

class Resume : public testing::Test {
  protected:
    Resume() { forge_.write(ledger_); }

    // Stops when it has been asked `polls` times whether to; 0: never.
    Report judge_until(int polls, LedgerProof* proof = nullptr,
                       std::optional<verifier::KnownSize> remembered = {}) {
        verifier::VerifyOptions options;
        options.pin = pin_of(forge_);
        options.resume_file = state_;
        options.remembered = remembered;
        int asked = 0;
        options.cancelled = [&asked, polls] { return polls != 0 && ++asked >= polls; };
        return verifier::verify_ledger(*storage_, *clock_, ledger_, options, proof);
    }
    [[nodiscard]] bool state_is_there() const { return storage_->kind(state_).ok(); }

    const TemporaryDirectory directory_;
    const std::string ledger_ = directory_.path("ledger");
    const std::string state_ = directory_.path("states/one.state");
    Forge forge_ = eventful();
    std::unique_ptr<platform::Storage> storage_ = platform::posix_storage();
    std::unique_ptr<platform::Clock> clock_ = std::make_unique<LaterClock>();
};

void expect_same(const Report& report, const Report& whole) {
    EXPECT_EQ(report.verdict, whole.verdict) << verifier::report_text(report);
    EXPECT_EQ(report.records_verified, whole.records_verified);
    EXPECT_EQ(report.event_records, whole.event_records);
    EXPECT_EQ(report.bytes_verified, whole.bytes_verified);
    EXPECT_EQ(report.root, whole.root);
    EXPECT_EQ(report.tree_size, whole.tree_size);
    EXPECT_EQ(report.epochs, whole.epochs);
    EXPECT_EQ(report.checkpoint_count, whole.checkpoint_count);
    std::vector<std::string> events = event_kinds(report);
    std::erase(events, "resumed");
    EXPECT_EQ(events, event_kinds(whole));
}

void expect_same(const LedgerProof& proof, const LedgerProof& whole) {
    ASSERT_TRUE(proof.checkpoint && whole.checkpoint);
    EXPECT_EQ(proof.checkpoint->checkpoint.root, whole.checkpoint->checkpoint.root);
    ASSERT_EQ(proof.checkpoint->epochs.size(), whole.checkpoint->epochs.size());
    for (std::size_t i = 0; i < whole.checkpoint->epochs.size(); ++i) {
        const verifier::EpochProof& left = proof.checkpoint->epochs[i];
        const verifier::EpochProof& right = whole.checkpoint->epochs[i];
        EXPECT_EQ(left.body, right.body) << i;
        EXPECT_EQ(left.border.root, right.border.root) << i;
        EXPECT_EQ(left.border.signature, right.border.signature) << i;
        EXPECT_EQ(left.inclusion, right.inclusion) << i;
        EXPECT_EQ(left.onward, right.onward) << i;
    }
    EXPECT_EQ(proof.watched_path, whole.watched_path);
}

TEST_F(Resume, AfterAnInterruptionAnywhereComesToTheSameEnd) {
    LedgerProof whole_proof;
    const Report whole = judge_until(0, &whole_proof);
    ASSERT_EQ(whole.verdict, Verdict::kVerifiedWithEvents) << verifier::report_text(whole);
    int resumed = 0;
    for (int polls = 1;; ++polls) {
        const Report first = judge_until(polls);
        if (first.verdict != Verdict::kIncomplete) {
            EXPECT_GT(polls, 15) << "there were many places to stop at";
            break;
        }
        EXPECT_THAT(kinds(first), Contains("interrupted"));
        LedgerProof proof;
        const Report second = judge_until(0, &proof);
        expect_same(second, whole);
        expect_same(proof, whole_proof);
        const auto events = event_kinds(second);
        resumed += static_cast<int>(std::count(events.begin(), events.end(), "resumed"));
        EXPECT_FALSE(state_is_there()) << "nothing is left to go on with";
    }
    EXPECT_GT(resumed, 10) << "only in the first segment it begins anew";
}

TEST_F(Resume, AgainAndAgainComesToTheSameEnd) {
    const Report whole = judge_until(0);
    Report report;
    int runs = 0;
    do {
        report = judge_until(9);
        ASSERT_LT(++runs, 50);
    } while (report.verdict == Verdict::kIncomplete);
    EXPECT_GT(runs, 2);
    expect_same(report, whole);
}

TEST_F(Resume, RemembersWhatTheFirstRunSawOfARememberedSize) {
    // The size of the first checkpoint: within the first segment, which no later run reads again.
    const auto note = verifier::GivenCheckpoint::parse(as_text(forge_.files.at(kFirstNote)));
    const verifier::KnownSize right{note->checkpoint.size, note->checkpoint.root};
    LedgerProof whole_proof;
    ASSERT_EQ(judge_until(0, &whole_proof, right).verdict, Verdict::kVerifiedWithEvents);
    ASSERT_EQ(judge_until(14, nullptr, right).verdict, Verdict::kIncomplete);
    LedgerProof proof;
    const Report report = judge_until(0, &proof, right);
    EXPECT_EQ(report.verdict, Verdict::kVerifiedWithEvents) << verifier::report_text(report);
    EXPECT_THAT(event_kinds(report), Contains("resumed"));
    expect_same(proof, whole_proof);

    const verifier::KnownSize wrong{right.size, Hash{1}};
    const Report stopped = judge_until(14, nullptr, wrong);
    EXPECT_THAT(kinds(stopped), testing::UnorderedElementsAre("interrupted", "fork"));
    const Report fork = judge_until(0, nullptr, wrong);
    EXPECT_EQ(fork.verdict, Verdict::kFailed);
    EXPECT_THAT(kinds(fork), Contains("fork"));
}

TEST_F(Resume, BeginsAnewWhenAFileThatWasJudgedHasChanged) {
    ASSERT_EQ(judge_until(14).verdict, Verdict::kIncomplete);
    ASSERT_TRUE(state_is_there());
    // Tampered with behind the verifier's back.
    Bytes spoiled = forge_.files.at(kFirstSegment);
    spoiled[8292] ^= 1U;
    std::ofstream(ledger_ + "/" + kFirstSegment, std::ios::binary)
        .write(reinterpret_cast<const char*>(spoiled.data()),
               static_cast<std::streamsize>(spoiled.size()));
    const Report report = judge_until(0);
    EXPECT_EQ(report.verdict, Verdict::kFailed) << verifier::report_text(report);
    EXPECT_THAT(event_kinds(report), Contains("begun-anew"));
}

TEST_F(Resume, BeginsAnewWhenAnotherCheckpointIsRemembered) {
    ASSERT_EQ(judge_until(14).verdict, Verdict::kIncomplete);
    const Report report =
        judge_until(0, nullptr, verifier::KnownSize{forge_.size(), forge_.root()});
    EXPECT_EQ(report.verdict, Verdict::kVerifiedWithEvents);
    EXPECT_THAT(event_kinds(report), Contains("begun-anew"));
}

TEST_F(Resume, IsNotOfferedWhenSomethingWasFound) {
    Forge spoiled = eventful();
    spoiled.files[kFirstSegment][8292] ^= 1U;
    spoiled.write(ledger_);
    const Report report = judge_until(14);
    EXPECT_EQ(report.verdict, Verdict::kFailed);
    EXPECT_FALSE(state_is_there());
}

TEST_F(Resume, BeginsAnewFromAStateThatIsCutOrChanged) {
    ASSERT_EQ(judge_until(14).verdict, Verdict::kIncomplete);
    const Result<Bytes> state = platform::read_file(*storage_, state_, 1U << 20U);
    ASSERT_TRUE(state);
    const Report whole = judge_until(0);
    for (std::size_t at = 0; at < state->size(); at += 61) {
        for (const bool cut : {false, true}) {
            Bytes spoiled = *state;
            if (cut) {
                spoiled.resize(at);
            } else {
                spoiled[at] ^= 1U;
            }
            EXPECT_FALSE(verifier::ResumePoint::parse(as_text(spoiled)));
            (void)storage_->remove_file(state_);
            ASSERT_TRUE(platform::write_new_file(*storage_, state_, spoiled));
            const Report report = judge_until(0);
            EXPECT_THAT(event_kinds(report), Contains("begun-anew"));
            EXPECT_EQ(report.root, whole.root);
            EXPECT_EQ(report.records_verified, whole.records_verified);
        }
    }
}

TEST_F(Resume, TextIsReadAsItWasWritten) {
    ASSERT_EQ(judge_until(20).verdict, Verdict::kIncomplete);
    const Result<Bytes> state = platform::read_file(*storage_, state_, 1U << 20U);
    ASSERT_TRUE(state);
    const auto point = verifier::ResumePoint::parse(as_text(*state));
    ASSERT_TRUE(point) << point.error().message;
    EXPECT_EQ(point->text(), as_text(*state));
    EXPECT_FALSE(point->lineage.epochs.empty());
    EXPECT_FALSE(point->events.events.empty());
}

TEST_F(Resume, BeginsAnewWhenAPublishedCheckpointHasChanged) {
    for (const bool one_more : {false, true}) {
        (void)storage_->remove_file(state_);
        forge_.write(ledger_);
        ASSERT_EQ(judge_until(20).verdict, Verdict::kIncomplete);
        ASSERT_TRUE(state_is_there());
        Forge spoiled = eventful();
        spoiled.files[kFirstNote] = spoiled.files[kSecondNote];
        if (one_more) {
            spoiled.files["checkpoints/00000000000000000005.note"] = spoiled.files[kSecondNote];
        }
        spoiled.write(ledger_);
        const Report report = judge_until(0);
        EXPECT_EQ(report.verdict, Verdict::kFailed) << verifier::report_text(report);
        EXPECT_THAT(event_kinds(report), Contains("begun-anew"));
    }
}

TEST_F(Resume, OnlyKeepsWhatHasLongStoodAsItWas) {
    clock_ = platform::system_clock();
    ASSERT_EQ(judge_until(20).verdict, Verdict::kIncomplete);
    EXPECT_FALSE(state_is_there());
}

TEST_F(Resume, StaysPossibleWhenSomethingElseIsAskedFirst) {
    ASSERT_EQ(judge_until(20).verdict, Verdict::kIncomplete);
    ASSERT_TRUE(state_is_there());
    verifier::VerifyOptions options;
    options.pin = pin_of(forge_);
    options.resume_file = state_;
    options.quick = true;
    (void)verifier::verify_ledger(*storage_, *clock_, ledger_, options);
    options.quick = false;
    options.since = *verifier::GivenCheckpoint::parse(as_text(forge_.files.at(kSecondNote)));
    (void)verifier::verify_ledger(*storage_, *clock_, ledger_, options);
    EXPECT_TRUE(state_is_there());
    EXPECT_THAT(event_kinds(judge_until(0)), Contains("resumed"));
}

}  // namespace
}  // namespace counterfoil::test
