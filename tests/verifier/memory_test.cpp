// SPDX-License-Identifier: Apache-2.0
// The trust store remembers what was proven, finds what contradicts it, and keeps what proves that.

#include "verifier/memory.h"

#include "ledger/crypto/encoding.h"
#include "tests/support/bundle_files.h"
#include "tests/verifier/judged.h"
#include "verifier/trust_store.h"

namespace counterfoil::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using verifier::Report;
using verifier::Verdict;

#define EXPECT_VERDICT(report, wanted) \
    EXPECT_EQ((report).verdict, verifier::Verdict::wanted) << verifier::report_text(report)

// A ledger that begins like every other of these, and goes on with `then`; "rotate" begins an
// epoch.
Forge story(const std::vector<std::string>& then) {
    Forge forge;
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1), forge.event(1, "as ever")});
    for (const std::string& each : then) {
        if (each == "rotate") {
            forge.frame({forge.rotation()});
        } else {
            forge.frame({forge.event(1, each)});
        }
    }
    forge.close();
    return forge;
}

constexpr std::string_view kMore = "and more";

class TrustMemory : public testing::Test {
  protected:
    TrustMemory() { EXPECT_TRUE(store_.remember(id_, pin_)); }

    Report judge_at(const std::string& ledger, verifier::VerifyOptions options = {}) {
        if (!options.pin) options.pin = pin_;
        Result<Report> report =
            verifier::verify_and_remember(*storage_, *clock_, ledger, options, store_, id_);
        EXPECT_TRUE(report) << report.error().message;
        return std::move(*report);
    }
    Report judge_story(const std::vector<std::string>& then) {
        const std::string ledger = directory_.path("ledger-" + std::to_string(++count_));
        story(then).write(ledger);
        return judge_at(ledger);
    }
    Report judge_file(const std::string& path, std::optional<verifier::Pin> pin) {
        verifier::VerifyOptions options;
        options.pin = std::move(pin);
        return verifier::verify_bundle(*storage_, *clock_, path, options);
    }
    [[nodiscard]] Bytes read(const std::string& path) const {
        return *platform::read_file(*storage_, path, 1U << 24U);
    }
    Report judge_bytes(const Bytes& bytes, std::optional<verifier::Pin> pin) {
        const std::string path = directory_.path("spoiled-" + std::to_string(++count_));
        EXPECT_TRUE(platform::write_new_file(*storage_, path, bytes));
        return judge_file(path, std::move(pin));
    }
    Bytes fork_evidence() {
        judge_story({"one", "rotate", "two"});
        const Report report = judge_story({"one", "other", "rotate", "and", "more"});
        EXPECT_FALSE(report.evidence_file.empty());
        return read(report.evidence_file);
    }

    const TemporaryDirectory directory_;
    std::unique_ptr<platform::Storage> storage_ = platform::posix_storage();
    std::unique_ptr<platform::Clock> clock_ = platform::system_clock();
    const Forge first_ = story({});
    const verifier::Pin pin_ = pin_of(first_);
    const LedgerId id_ = judge(first_).ledger_id.value();
    verifier::TrustStore store_{*storage_, directory_.path("trust")};
    int count_ = 0;
};

TEST_F(TrustMemory, GrowsWithTheLedger) {
    EXPECT_FALSE(*store_.remembered(id_));
    const Report first = judge_story({"one"});
    EXPECT_VERDICT(first, kVerified);
    EXPECT_EQ(first.remembered_size, first.tree_size);
    const Report second = judge_story({"one", "rotate", "two"});
    EXPECT_VERDICT(second, kVerified);
    EXPECT_EQ(store_.remembered(id_)->value().size, second.tree_size);
    EXPECT_EQ(store_.remembered(id_)->value().root, second.root);
}

TEST_F(TrustMemory, IsABundleThatOthersCanJudge) {
    for (const std::vector<std::string>& each : std::vector<std::vector<std::string>>{
             {},
             {"one"},
             {"one", "two", "rotate"},
             {"one", "two", "rotate", "three"},
             {"one", "two", "rotate", "three", "rotate", "four", "five", "rotate", "six"}}) {
        const Report ledger = judge_story(each);
        EXPECT_VERDICT(ledger, kVerified);
        const Report memory = judge_file(store_.memory_path(id_), pin_);
        EXPECT_VERDICT(memory, kVerified);
        EXPECT_EQ(memory.evidence, verifier::Evidence::kCheckpoint);
        EXPECT_EQ(memory.root, ledger.root);
        EXPECT_EQ(memory.tree_size, ledger.tree_size);
    }
}

TEST_F(TrustMemory, FindsAnOlderCopyAndStaysAsItIs) {
    judge_story({"one", "two"});
    const Bytes before = read(store_.memory_path(id_));
    const Report report = judge_story({"one"});
    EXPECT_VERDICT(report, kFailed);
    EXPECT_THAT(kinds(report), ElementsAre("rollback"));
    EXPECT_EQ(report.evidence_file, store_.memory_path(id_));
    EXPECT_EQ(read(store_.memory_path(id_)), before);
}

TEST_F(TrustMemory, FindsAnOlderCopyBehindMoreDamagedRecordsThanAreListed) {
    const std::vector<std::string> many(8, "one");
    std::vector<std::string> more = many;
    more.emplace_back("the last");
    judge_story(more);
    Forge older = story(many);
    Bytes& segment = older.files[kFirstSegment];
    // A byte of the body of each frame that holds one event and nothing else.
    int damaged = 0;
    for (std::size_t at = 4096 * 3; at + 4096 <= segment.size(); at += 4096) {
        if (!std::equal(format::kFrameMagic.begin(), format::kFrameMagic.end(),
                        segment.begin() + static_cast<std::ptrdiff_t>(at))) {
            continue;
        }
        segment[at + format::kFrameHeaderSize + format::kEntrySize] ^= 1U;
        ++damaged;
    }
    ASSERT_EQ(damaged, 8);
    const std::string path = directory_.path("older");
    older.write(path);
    verifier::VerifyOptions options;
    options.findings_max = 3;
    const Report report = judge_at(path, options);
    EXPECT_VERDICT(report, kFailed);
    EXPECT_EQ(report.findings.size(), 3U);
    EXPECT_GT(report.findings_total, 8U);
    EXPECT_THAT(kinds(report), Contains("rollback"));
    // Which is what the trust store goes by.
    EXPECT_EQ(report.evidence_file, store_.memory_path(id_));
}

TEST_F(TrustMemory, FindsAForkAndKeepsWhatProvesIt) {
    judge_story({"one", "two"});
    const Bytes before = read(store_.memory_path(id_));
    const Report report = judge_story({"one", "other", "and more"});
    EXPECT_VERDICT(report, kFailed);
    EXPECT_THAT(kinds(report), ElementsAre("fork"));
    EXPECT_EQ(read(store_.memory_path(id_)), before);
    const Report evidence = judge_file(report.evidence_file, pin_);
    EXPECT_VERDICT(evidence, kVerifiedWithEvents);
    EXPECT_THAT(event_kinds(evidence), ElementsAre("fork-proven"));
    EXPECT_EQ(judge_file(report.evidence_file, {}).verdict, Verdict::kUntrusted);
}

TEST_F(TrustMemory, KeepsNoEvidenceOfAForkThatIsDamagedToo) {
    judge_story({"one", "two"});
    Forge forge = story({"one", "other", "and more"});
    Bytes& segment = forge.files[kFirstSegment];
    // In the last event's body: its frame's state is known all the same.
    const auto last = std::find_end(segment.begin(), segment.end(), kMore.begin(), kMore.end());
    ASSERT_NE(last, segment.end());
    *last ^= 1U;
    const std::string ledger = directory_.path("both");
    forge.write(ledger);
    const Report report = judge_at(ledger);
    EXPECT_VERDICT(report, kFailed);
    EXPECT_THAT(kinds(report), testing::IsSupersetOf({"fork", "body-digest"}));
    EXPECT_TRUE(report.evidence_file.empty());
}

TEST_F(TrustMemory, OfSomebodyWithAnotherKeyIsNotTouched) {
    judge_story({"one"});
    verifier::VerifyOptions options;
    options.pin = pin_;
    options.pin->key.key[0] ^= 1U;
    const std::string ledger = directory_.path("other");
    story({"one", "two"}).write(ledger);
    const Report report = judge_at(ledger, options);
    EXPECT_VERDICT(report, kFailed);
    EXPECT_FALSE(report.remembered_size);
}

TEST_F(TrustMemory, IsNotMadeOfWhatFailed) {
    const std::string ledger = directory_.path("spoiled");
    Forge forge = story({"one", "two"});
    forge.files[kFirstSegment][8292] ^= 1U;
    forge.write(ledger);
    EXPECT_VERDICT(judge_at(ledger), kFailed);
    EXPECT_FALSE(*store_.remembered(id_));
}

TEST_F(TrustMemory, ThatWasChangedIsAnErrorThatSaysWhatToDo) {
    judge_story({"one"});
    const std::string path = store_.memory_path(id_);
    const Bytes memory = read(path);
    for (std::size_t at = 0; at < memory.size(); at += 97) {
        // The zeros behind the checkpoint and the manifest's own counts are not what is believed.
        Bytes spoiled = memory;
        spoiled.resize(at);
        ASSERT_TRUE(storage_->remove_file(path));
        ASSERT_TRUE(platform::write_new_file(*storage_, path, spoiled));
        const auto remembered = store_.remembered(id_);
        if (remembered) {
            EXPECT_EQ(remembered->value().size, story({"one"}).size()) << at;
            EXPECT_GT(at, memory.size() - 2048) << "only what stands behind the checkpoint may go";
        } else {
            EXPECT_THAT(remembered.error().message, HasSubstr("remove it to begin a new memory"));
        }
    }
}

TEST_F(TrustMemory, IsListedAndForgotten) {
    EXPECT_THAT(*store_.list(), ElementsAre(id_));
    judge_story({"one"});
    EXPECT_TRUE(store_.forget(id_));
    EXPECT_THAT(*store_.list(), IsEmpty());
    EXPECT_FALSE(storage_->kind(store_.memory_path(id_)));
    EXPECT_EQ(store_.forget(id_).error().code, ErrorCode::kNotFound);
}

using ForkEvidence = TrustMemory;

TEST_F(ForkEvidence, WithAnyBitChangedProvesNothing) {
    const Bytes honest = fork_evidence();
    EXPECT_VERDICT(judge_bytes(honest, pin_), kVerifiedWithEvents);
    int unsupported = 0;
    for (std::size_t at = 0; at < honest.size(); at += 13) {
        Bytes spoiled = honest;
        spoiled[at] ^= static_cast<std::uint8_t>(1U << at % 8);
        const Report report = judge_bytes(spoiled, pin_);
        unsupported += report.verdict == Verdict::kUnsupported ? 1 : 0;
        EXPECT_THAT(report.verdict, testing::AnyOf(Verdict::kFailed, Verdict::kUnsupported))
            << "at byte " << at << "\n"
            << verifier::report_text(report);
    }
    EXPECT_LT(unsupported, 10);
}

TEST_F(ForkEvidence, CutAnywhereProvesNothing) {
    const Bytes honest = fork_evidence();
    for (std::size_t size = 0; size < honest.size(); size += 101) {
        EXPECT_EQ(
            judge_bytes(Bytes(honest.begin(), honest.begin() + static_cast<std::ptrdiff_t>(size)),
                        pin_)
                .verdict,
            Verdict::kFailed)
            << size;
    }
}

struct Change {
    const char* what;
    std::function<void(BundleFiles&)> change;
};

TEST_F(ForkEvidence, ThatIsNoneIsRefused) {
    const Bytes honest = fork_evidence();
    const BundleFiles whole(honest);
    const Change table[] = {
        {"the same ledger twice",
         [&](BundleFiles& files) { files.content("shown.tar") = files.content("remembered.tar"); }},
        {"exchanged",
         [&](BundleFiles& files) {
             std::swap(files.content("shown.tar"), files.content("remembered.tar"));
         }},
        {"no proof", [](BundleFiles& files) { files.erase("consistency"); }},
        {"no shown ledger", [](BundleFiles& files) { files.erase("shown.tar"); }},
        {"something behind it",
         [](BundleFiles& files) {
             files.insert_behind("consistency", {"more", Bytes{1}});
         }},
        {"the remembered beginning",
         [&](BundleFiles& files) {
             const std::string root = crypto::hex(store_.remembered(id_)->value().root);
             std::string manifest = files.text("manifest.json");
             manifest.replace(manifest.rfind('"') - 64, 64, root);
             files.set_text("manifest.json", manifest);
         }},
        {"another manifest",
         [](BundleFiles& files) {
             files.replace("manifest.json", "remembered_size", "remembered-size");
         }},
    };
    for (const Change& each : table) {
        BundleFiles files = whole;
        each.change(files);
        EXPECT_VERDICT(judge_bytes(files.archive(), pin_), kFailed) << each.what;
    }
    BundleFiles newer = whole;
    newer.replace("manifest.json", "\"format_version\": 1", "\"format_version\": 2");
    EXPECT_VERDICT(judge_bytes(newer.archive(), pin_), kUnsupported);
}

TEST_F(ForkEvidence, OfAnotherKeyFails) {
    verifier::Pin other = pin_;
    other.key.key[3] ^= 1U;
    EXPECT_VERDICT(judge_bytes(fork_evidence(), other), kFailed);
}

TEST_F(TrustMemory, IsNotChangedByAnInterruptedVerification) {
    judge_story({"one", "two"});
    const Bytes before = read(store_.memory_path(id_));
    Forge fork = story({"one", "other"});
    fork.open_writer();
    for (int i = 0; i < 10; ++i) fork.frame({fork.event(1, "behind HEAD")});
    const std::string ledger = directory_.path("fork");
    fork.write(ledger);
    const std::string longer = directory_.path("longer");
    story({"one", "two", "and", "more"}).write(longer);
    for (const std::string& path : {ledger, longer}) {
        for (int polls = 1;; ++polls) {
            int asked = 0;
            verifier::VerifyOptions options;
            options.cancelled = [&] { return ++asked >= polls; };
            const auto found = kinds(judge_at(path, options));
            if (std::find(found.begin(), found.end(), "interrupted") == found.end()) {
                EXPECT_GT(polls, 5);
                break;
            }
            EXPECT_EQ(read(store_.memory_path(id_)), before) << polls;
        }
    }
}

TEST_F(TrustMemory, FindsAnOlderCopyWhateverStandsBehindItsHead) {
    // The copy ends, unclean, before what is remembered; behind it stands the frame that followed,
    // spoiled.
    const auto begin = [] {
        Forge forge;
        forge.init();
        forge.open_writer();
        forge.frame({forge.stream(1), forge.event(1, "as ever")});
        forge.head(false);
        return forge;
    };
    const auto judge_copy = [&](const Forge& forge) {
        const std::string path = directory_.path("copy-" + std::to_string(++count_));
        forge.write(path);
        return judge_at(path);
    };
    Forge spoiled = begin();
    spoiled.hooks.signed_trailer = [](std::uint64_t, format::FrameTrailer& trailer) {
        trailer.tree_size = 7;
    };
    spoiled.tear(spoiled.frame_bytes({spoiled.event(1, "one"), spoiled.event(1, "two")}));

    // Without a memory it is as it was at its HEAD, and is remembered so.
    const Report first = judge_copy(spoiled);
    EXPECT_VERDICT(first, kIncomplete);
    EXPECT_EQ(first.remembered_size, first.tree_size);

    Forge whole = begin();
    whole.frame({whole.event(1, "one"), whole.event(1, "two")});
    whole.close();
    EXPECT_VERDICT(judge_copy(whole), kVerified);
    EXPECT_VERDICT(judge_copy(begin()), kFailed);
    const Report report = judge_copy(spoiled);
    EXPECT_VERDICT(report, kFailed);
    EXPECT_THAT(kinds(report), Contains("rollback"));
}

TEST_F(TrustMemory, StaysWhatAnotherVerificationMadeOfItMeanwhile) {
    judge_story({"one"});
    const std::string path = directory_.path("slow");
    story({"one", "two"}).write(path);
    verifier::VerifyOptions options;
    std::optional<Report> faster;
    options.cancelled = [&] {
        if (!faster) faster = judge_story({"one", "two", "three"});
        return false;
    };
    EXPECT_VERDICT(judge_at(path, options), kVerified);
    EXPECT_EQ(store_.remembered(id_)->value().size, faster->tree_size);
}

TEST_F(TrustMemory, OfALedgerThatTurnsOutToBeAnotherIsNotUsed) {
    const std::string path = directory_.path("ledger");
    story({"one"}).write(path);
    LedgerId other = id_;
    other[0] ^= 1U;
    verifier::VerifyOptions options;
    options.pin = pin_;
    const auto report =
        verifier::verify_and_remember(*storage_, *clock_, path, options, store_, other);
    ASSERT_TRUE(report);
    EXPECT_VERDICT(*report, kFailed);
    EXPECT_THAT(kinds(*report), Contains("ledger-id"));
}

}  // namespace
}  // namespace counterfoil::test
