// SPDX-License-Identifier: Apache-2.0
// Proofs of records and of consistency, judged without the ledger.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "ledger/crypto/encoding.h"
#include "ledger/merkle/hashing.h"
#include "ledger/merkle/proof.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "ledger/notes/proof_file.h"
#include "tests/support/bundle_files.h"
#include "tests/support/fixed_machine.h"
#include "tests/support/memory_storage.h"
#include "tests/support/sealed_forge.h"
#include "tests/verifier/judged.h"

namespace counterfoil::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using verifier::Report;
using verifier::Verdict;

std::string name_of_record(std::uint64_t sequence, const char* file) {
    return format::bundle_record_file(sequence, file);
}

// A proof with all that may go with it, as files that a test changes.
class ProofTest : public testing::Test {
  protected:
    ProofTest() {
        three_epochs(sealed_);
        options_.pin = pin_of(sealed_.forge);
        options_.entry_path = "entry";
        options_.evidence_path = "evidence";
        storage_.files["evidence"] = sealed_.checkpoint_bundle();
        take(7);
    }
    // The proof of a record under the newest checkpoint, and its entry.
    void take(std::uint64_t sequence) {
        BundleFiles files(sealed_.bundle(sequence, sequence));
        storage_.files["proof"] = files.content(name_of_record(sequence, "inclusion.tlog-proof"));
        storage_.files["entry"] = files.content(name_of_record(sequence, "entry"));
    }
    [[nodiscard]] std::string note(std::uint64_t size) {
        return BundleFiles(sealed_.checkpoint_bundle(size)).text("checkpoint.note");
    }
    [[nodiscard]] std::string signed_note(std::uint64_t size, const Hash& root) const {
        const std::string& origin = sealed_.forge.options.origin;
        notes::Note made;
        made.text = notes::checkpoint_text(origin, size, root);
        made.signatures = {notes::sign_note(origin, made.text, sealed_.forge.epoch_key())};
        return made.serialize();
    }
    void put(const std::string& name, const std::string& text) {
        const ByteView bytes = as_bytes(text);
        storage_.files[name] = Bytes(bytes.begin(), bytes.end());
    }
    [[nodiscard]] notes::ProofFile proof() {
        return *notes::parse_proof(as_text(storage_.files["proof"]));
    }
    void put(const notes::ProofFile& proof) { put("proof", notes::serialize_proof(proof)); }
    [[nodiscard]] Report judge() {
        return verifier::verify_proof(storage_, clock_, "proof", options_);
    }
    [[nodiscard]] Report judge_consistency() {
        return verifier::verify_consistency_proof(storage_, clock_, {"path", "old", "new"},
                                                  options_);
    }

    SealedForge sealed_;
    MemoryStorage storage_;
    FixedClock clock_;
    verifier::ProofOptions options_;
};

TEST_F(ProofTest, OfEveryRecordIsVerified) {
    for (std::uint64_t sequence = 0; sequence < 16; ++sequence) {
        take(sequence);
        const Report report = judge();
        EXPECT_EQ(report.verdict, Verdict::kVerified) << verifier::report_text(report);
        EXPECT_EQ(report.evidence, verifier::Evidence::kProof);
        EXPECT_EQ(report.identity, verifier::Identity::kPinned);
        EXPECT_EQ(report.first_record, sequence);
        EXPECT_EQ(report.records_verified, 1U);
        EXPECT_EQ(report.tree_size, 16U);
        EXPECT_EQ(report.epochs, 3U);
    }
}

TEST_F(ProofTest, TakesItsEpochsFromABundleOfAnyKind) {
    storage_.files["evidence"] = sealed_.bundle(3, 4);
    EXPECT_EQ(judge().verdict, Verdict::kVerified);
}

TEST_F(ProofTest, IsIncompleteWithoutWhatItNeeds) {
    options_.entry_path.clear();
    EXPECT_THAT(kinds(judge()), ElementsAre("entry-unknown"));
    EXPECT_EQ(judge().verdict, Verdict::kIncomplete);
    options_.evidence_path.clear();
    EXPECT_THAT(kinds(judge()), ElementsAre("epochs-unknown", "entry-unknown"));
    EXPECT_EQ(judge().verdict, Verdict::kIncomplete);
    options_.entry_path = "entry";
    EXPECT_THAT(kinds(judge()), ElementsAre("epochs-unknown"));
    options_.pin.reset();
    EXPECT_THAT(kinds(judge()), ElementsAre("no-key", "epochs-unknown"));
    EXPECT_EQ(judge().verdict, Verdict::kUntrusted);
    options_.evidence_path = "evidence";
    EXPECT_THAT(kinds(judge()), ElementsAre("no-key"));
    EXPECT_EQ(judge().verdict, Verdict::kUntrusted);
}

TEST_F(ProofTest, IsIncompleteUnderEpochsThatEndBeforeItsCheckpoint) {
    storage_.files["evidence"] = sealed_.checkpoint_bundle(14);
    EXPECT_THAT(kinds(judge()), ElementsAre("epochs-unknown"));
    EXPECT_EQ(judge().verdict, Verdict::kIncomplete);
}

TEST_F(ProofTest, MayHaveExtraDataThatNobodyBelieves) {
    notes::ProofFile with_extra = proof();
    with_extra.extra = Bytes{1, 2, 3};
    put(with_extra);
    const Report report = judge();
    EXPECT_EQ(report.verdict, Verdict::kVerified);
    EXPECT_THAT(report.not_proven,
                testing::Contains(testing::HasSubstr("extra data: nothing authenticates")));
}

TEST_F(ProofTest, FailsUnderAnotherKeyOrPin) {
    options_.pin->genesis_leaf->front() ^= 1;
    EXPECT_THAT(kinds(judge()), ElementsAre("wrong-genesis"));
    ForgeOptions other;
    other.seed = 2;
    Forge foreign(other);
    foreign.init();
    options_.pin = pin_of(foreign);
    EXPECT_THAT(kinds(judge()), ElementsAre("wrong-key"));
    options_.pin->key.name = "example.org/another";
    options_.evidence_path.clear();
    EXPECT_THAT(kinds(judge()), ElementsAre("checkpoint-origin"));
}

TEST_F(ProofTest, ThatIsBrokenIsFound) {
    using Change = std::function<void(notes::ProofFile&)>;
    const struct {
        const char* what;
        Change change;
        const char* kind;
    } broken[] = {
        {"a node is missing", [](auto& p) { p.path.pop_back(); }, "bundle-inclusion"},
        {"all nodes are missing", [](auto& p) { p.path.clear(); }, "bundle-inclusion"},
        {"a node more", [](auto& p) { p.path.push_back(Hash{}); }, "bundle-inclusion"},
        {"64 nodes", [](auto& p) { p.path.assign(64, Hash{}); }, "bundle-inclusion"},
        {"two nodes change places", [](auto& p) { std::swap(p.path[0], p.path[1]); },
         "bundle-inclusion"},
        {"a node is changed", [](auto& p) { p.path[2][0] ^= 1; }, "bundle-inclusion"},
        {"the index is the size", [](auto& p) { p.index = 16; }, "bundle-inclusion"},
        {"the index is very large", [](auto& p) { p.index = UINT64_MAX; }, "bundle-inclusion"},
        {"the index is another's", [](auto& p) { p.index = 6; }, "sequence"},
        {"the checkpoint is of another size", [this](auto& p) { p.checkpoint = note(14); },
         "bundle-inclusion"},
        {"the checkpoint has another root",
         [this](auto& p) { p.checkpoint = signed_note(15, Hash{}); }, "bundle-inclusion"},
        {"the checkpoint of the evidence's size has another root",
         [this](auto& p) { p.checkpoint = signed_note(16, Hash{}); }, "checkpoint-root"},
        {"the checkpoint is signed by a later epoch's key",
         [this](auto& p) { p.checkpoint = signed_note(13, Hash{}); }, "checkpoint-signature"},
        {"the checkpoint is nobody's", [](auto& p) { p.checkpoint[p.checkpoint.size() - 20] ^= 1; },
         "checkpoint-signature"},
        {"the checkpoint is of no records",
         [this](auto& p) { p.checkpoint = signed_note(0, merkle::empty_root()); },
         "checkpoint-malformed"},
    };
    const notes::ProofFile right = proof();
    for (const auto& each : broken) {
        SCOPED_TRACE(each.what);
        notes::ProofFile changed = right;
        each.change(changed);
        put(changed);
        const Report report = judge();
        EXPECT_THAT(kinds(report), ElementsAre(each.kind)) << verifier::report_text(report);
        EXPECT_EQ(report.verdict, Verdict::kFailed);
        EXPECT_EQ(report.records_verified, 0U);
        static_cast<void>(verifier::report_json(report));
    }
}

TEST_F(ProofTest, FindsATextThatIsNotInItsOneForm) {
    const std::string right(as_text(storage_.files["proof"]));
    for (const std::string& wrong :
         {right + "\n", right.substr(0, right.size() - 1), "\n" + right, std::string(),
          std::string("c2sp.org/tlog-proof@v1\n"),
          std::string("c2sp.org/tlog-proof@v2") + right.substr(22), std::string(1 << 20, 'x')}) {
        put("proof", wrong);
        EXPECT_EQ(judge().verdict, Verdict::kFailed) << wrong.substr(0, 40);
    }
    std::string crlf = right;
    crlf.insert(crlf.find('\n'), "\r");
    put("proof", crlf);
    EXPECT_EQ(judge().verdict, Verdict::kFailed);
}

TEST_F(ProofTest, OfAnotherEntryIsFound) {
    Bytes& entry = storage_.files["entry"];
    const Bytes right = entry;
    const std::pair<std::function<void()>, const char*> wrongs[] = {
        {[&] { entry[130] ^= 1; }, "bundle-inclusion"},
        {[&] { entry.push_back(0); }, "file-too-large"},
        {[&] { entry.pop_back(); }, "bundle-size"},
        {[&] { entry.clear(); }, "bundle-size"},
        {[&] { entry[0] = 2; }, "entry-version"},
        {[&] { entry[0] = 0; }, "entry-version"},
        {[&] { entry[8] ^= 1; }, "sequence"},
        {[&] { entry[44] ^= 1; }, "ledger-id"},
    };
    for (const auto& [change, kind] : wrongs) {
        entry = right;
        change();
        EXPECT_THAT(kinds(judge()), ElementsAre(kind));
    }
}

// A node of the tree, shown as if it were a record, and a record as if it were a node.
TEST_F(ProofTest, TakesNoNodeForALeafAndNoLeafForANode) {
    const BundleFiles files(sealed_.range_bundle([] {
        publish::RangeOptions all;
        all.end = 16;
        return all;
    }()));
    BundleFiles copy = files;
    const Bytes entries = copy.content("range/entries");
    const auto leaf = [&](std::size_t i) {
        return merkle::leaf_hash(ByteView(entries).subspan(i * 180, 180));
    };
    // The proof of the subtree of records 6 and 7, as that of a record of the tree of pairs.
    notes::ProofFile pair = proof();
    const Hash root = merkle::node_hash(leaf(6), leaf(7));
    pair.path.erase(pair.path.begin());
    const Hash tree = notes::parse_checkpoint(notes::parse_note(pair.checkpoint)->text)->root;
    EXPECT_TRUE(merkle::verify_inclusion(3, 8, root, pair.path, tree));
    pair.index = 3;
    put(pair);
    EXPECT_EQ(judge().verdict, Verdict::kFailed);
    // Its preimage has not the size of an entry.
    const Hash left = leaf(6);
    const Hash right = leaf(7);
    Bytes preimage(left.begin(), left.end());
    preimage.insert(preimage.end(), right.begin(), right.end());
    storage_.files["entry"] = preimage;
    EXPECT_EQ(judge().verdict, Verdict::kFailed);
    EXPECT_NE(merkle::leaf_hash(preimage), root);
}

TEST_F(ProofTest, FailsWithEvidenceThatIsWrongOrMissing) {
    BundleFiles files(storage_.files["evidence"]);
    files.content("epochs/00000000000000000001/body")[20] ^= 1;
    storage_.files["evidence"] = files.archive();
    EXPECT_THAT(kinds(judge()), ElementsAre("body-digest"));
    EXPECT_EQ(judge().verdict, Verdict::kFailed);
    files.replace("manifest.json", "\"format_version\": 1,", "\"format_version\": 2,");
    storage_.files["evidence"] = files.archive();
    EXPECT_EQ(judge().verdict, Verdict::kUnsupported);
    options_.evidence_path = "nothing";
    EXPECT_EQ(judge().verdict, Verdict::kIoError);
}

class ConsistencyTest : public ProofTest {
  protected:
    // The path from one size to another, as the ledger gives it.
    void take(std::uint64_t old_size, std::uint64_t new_size) {
        publish::RangeOptions range;
        range.first = 0;
        range.end = 16;
        BundleFiles files(sealed_.range_bundle(range));
        const Bytes entries = files.content("range/entries");
        std::vector<Hash> leaves;
        for (std::size_t at = 0; at < entries.size(); at += 180) {
            leaves.push_back(merkle::leaf_hash(ByteView(entries).subspan(at, 180)));
        }
        merkle::LeafNodes nodes(leaves);
        std::string text;
        const auto path = merkle::consistency_path(old_size, new_size, nodes);
        for (const Hash& hash : *path) {
            text += crypto::base64(hash) + "\n";
        }
        put("path", text);
        put("old", note(old_size));
        put("new", note(new_size));
    }
};

TEST_F(ConsistencyTest, OfAnyTwoCommitsIsVerified) {
    for (const std::uint64_t older : {3U, 9U, 10U, 14U, 16U}) {
        for (const std::uint64_t newer : {3U, 9U, 10U, 14U, 16U}) {
            if (older > newer) continue;
            take(older, newer);
            const Report report = judge_consistency();
            EXPECT_EQ(report.verdict, Verdict::kVerified) << verifier::report_text(report);
            EXPECT_EQ(report.evidence, verifier::Evidence::kConsistency);
            EXPECT_EQ(report.old_size, older);
            EXPECT_EQ(report.tree_size, newer);
        }
    }
}

TEST_F(ConsistencyTest, ThatIsBrokenIsFound) {
    const struct {
        const char* what;
        std::function<void()> change;
        const char* kind;
    } broken[] = {
        {"of another pair", [this] { put("new", note(14)); }, "bundle-consistency"},
        {"exchanged", [this] { std::swap(storage_.files["old"], storage_.files["new"]); },
         "checkpoint-order"},
        {"without its path", [this] { put("path", ""); }, "bundle-consistency"},
        {"with a node more",
         [this] {
             put("path",
                 std::string(as_text(storage_.files["path"])) + crypto::base64(Hash{}) + "\n");
         },
         "bundle-consistency"},
        {"that is no text of hashes", [this] { put("path", "hello\n"); }, "bundle-proof"},
        {"whose old note tells another history", [this] { put("old", signed_note(15, Hash{})); },
         "bundle-consistency"},
        {"whose new note tells another history",
         [this] {
             put("path", "");
             put("old", signed_note(16, Hash{}));
             put("new", signed_note(16, Hash{}));
         },
         "checkpoint-root"},
        {"whose new note is another ledger's",
         [this] {
             std::string other = note(16);
             other.replace(0, 7, "another");
             put("new", other);
         },
         "checkpoint-origin"},
        {"whose old note is nobody's",
         [this] { storage_.files["old"][storage_.files["old"].size() - 20] ^= 1; },
         "checkpoint-signature"},
    };
    for (const auto& each : broken) {
        SCOPED_TRACE(each.what);
        take(10, 16);
        each.change();
        const Report report = judge_consistency();
        EXPECT_THAT(kinds(report), ElementsAre(each.kind)) << verifier::report_text(report);
        EXPECT_EQ(report.verdict, Verdict::kFailed);
    }
}

TEST_F(ConsistencyTest, IsIncompleteWhereTheKeysAreNotKnown) {
    take(10, 16);
    storage_.files["evidence"] = sealed_.checkpoint_bundle(10);
    EXPECT_THAT(kinds(judge_consistency()), ElementsAre("epochs-unknown"));
    options_.evidence_path.clear();
    EXPECT_THAT(kinds(judge_consistency()), ElementsAre("epochs-unknown", "epochs-unknown"));
    options_.pin.reset();
    EXPECT_EQ(judge_consistency().verdict, Verdict::kUntrusted);
}

}  // namespace
}  // namespace counterfoil::test
