// SPDX-License-Identifier: Apache-2.0
// Evidence bundles, judged: what is broken, what must be found.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstring>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "ledger/crypto/encoding.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "ledger/notes/proof_file.h"
#include "tests/support/bundle_files.h"
#include "tests/support/fixed_machine.h"
#include "tests/support/memory_storage.h"
#include "tests/support/sanitized_step.h"
#include "tests/support/sealed_forge.h"
#include "tests/verifier/judged.h"

namespace counterfoil::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using verifier::Report;
using verifier::Verdict;

const std::string kEpoch0 = "epochs/00000000000000000000/";
const std::string kEpoch1 = "epochs/00000000000000000001/";
const std::string kEpoch2 = "epochs/00000000000000000002/";
const std::string kStream1 = "streams/0000000001/";
const std::string kRecord6 = "records/00000000000000000006/";
const std::string kRecord7 = "records/00000000000000000007/";
const std::string kRecord8 = "records/00000000000000000008/";

Report judge_bytes(const Bytes& archive, const verifier::VerifyOptions& options) {
    MemoryStorage storage;
    storage.files["bundle"] = archive;
    FixedClock clock;
    return verifier::verify_bundle(storage, clock, "bundle", options);
}
Report judge_bytes(const Bytes& archive, std::optional<verifier::Pin> pin) {
    verifier::VerifyOptions options;
    options.pin = std::move(pin);
    return judge_bytes(archive, options);
}

// Three epochs; records 6 to 8 disclosed. Made once: a forged ledger is the same each time.
SealedForge& honest() {
    static SealedForge& sealed = [&]() -> SealedForge& {
        static SealedForge made;
        three_epochs(made);
        return made;
    }();
    return sealed;
}
const Bytes& honest_bundle() {
    static const Bytes archive = honest().bundle(6, 8);
    return archive;
}
verifier::Pin honest_pin() {
    return pin_of(honest().forge);
}

TEST(Bundle, OfThreeEpochsIsVerifiedAndDiscloses) {
    verifier::VerifyOptions options;
    options.pin = honest_pin();
    std::vector<std::string> handed_out;
    options.disclosed = [&](const verifier::DisclosedRecord& record) {
        handed_out.push_back(*record.stream + ": " + std::string(as_text(record.content)));
    };
    const Report report = judge_bytes(honest_bundle(), options);
    EXPECT_EQ(report.verdict, Verdict::kVerified) << verifier::report_text(report);
    EXPECT_EQ(report.identity, verifier::Identity::kPinned);
    EXPECT_EQ(report.evidence, verifier::Evidence::kBundle);
    EXPECT_EQ(report.epochs, 3U);
    EXPECT_EQ(report.first_record, 6U);
    EXPECT_EQ(report.records_verified, 3U);
    EXPECT_EQ(report.event_records, 3U);
    EXPECT_EQ(report.tree_size, honest().forge.size());
    EXPECT_EQ(report.root, honest().forge.root());
    EXPECT_EQ(report.bytes_verified, honest_bundle().size());
    EXPECT_THAT(handed_out, ElementsAre("stream 1: early", "stream 2: login", "stream 1: paid 7"));
    ASSERT_EQ(report.disclosed.size(), 3U);
    EXPECT_EQ(report.disclosed[1].sequence, 7U);
    EXPECT_EQ(report.disclosed[1].stream, "stream 2");
    EXPECT_EQ(report.disclosed[1].attributes.content_type, "text/plain");
    EXPECT_EQ(as_text(report.disclosed[1].content), "login");
}

TEST(Bundle, OfAnyRangeIsVerified) {
    const std::uint64_t size = honest().forge.size();
    for (std::uint64_t first = 0; first < size; ++first) {
        for (const std::uint64_t last : {first, size - 1}) {
            const Report report = judge_bytes(honest().bundle(first, last), honest_pin());
            EXPECT_EQ(report.verdict, Verdict::kVerified)
                << first << ".." << last << " " << verifier::report_text(report);
        }
    }
}

TEST(Bundle, OfAnUnencryptedLedgerIsOpenWithoutAKey) {
    ForgeOptions options;
    options.encrypted = false;
    SealedForge sealed(options);
    three_epochs(sealed);
    const Report report = judge_bytes(sealed.bundle(6, 12), pin_of(sealed.forge));
    EXPECT_EQ(report.verdict, Verdict::kVerified) << verifier::report_text(report);
    ASSERT_EQ(report.disclosed.size(), 5U);
    EXPECT_EQ(as_text(report.disclosed[0].content), "early");
    EXPECT_EQ(report.disclosed[0].stream, "stream 1");
}

TEST(Bundle, WithoutDisclosureShowsNothing) {
    const Report report = judge_bytes(honest().bundle(6, 8, false), honest_pin());
    EXPECT_EQ(report.verdict, Verdict::kVerified) << verifier::report_text(report);
    EXPECT_THAT(report.disclosed, IsEmpty());
    EXPECT_EQ(report.disclosed_total, 0U);
}

TEST(Bundle, LeavesClosedWhoseKeyIsGoneAndLeavesOutWhoseBodyIsDestroyed) {
    SealedForge sealed;
    sealed.erased = {6};
    sealed.destroyed = {7};
    sealed.unnamed = {1};
    three_epochs(sealed);
    const Bytes archive = sealed.bundle(6, 8);
    BundleFiles files(archive);
    EXPECT_FALSE(files.has(kRecord6 + "record-key"));
    EXPECT_FALSE(files.has(kRecord7 + "body"));
    EXPECT_FALSE(files.has(kStream1 + "name"));
    const Report report = judge_bytes(archive, pin_of(sealed.forge));
    EXPECT_EQ(report.verdict, Verdict::kVerified) << verifier::report_text(report);
    ASSERT_EQ(report.disclosed.size(), 1U);
    EXPECT_EQ(report.disclosed[0].sequence, 8U);
    EXPECT_EQ(report.disclosed[0].stream, std::nullopt);
}

TEST(Bundle, KeepsBoundedContentAndCountsTheRest) {
    verifier::VerifyOptions options;
    options.pin = honest_pin();
    options.disclosed_bytes_max = 600;
    const Report report = judge_bytes(honest_bundle(), options);
    EXPECT_EQ(report.verdict, Verdict::kVerified);
    EXPECT_EQ(report.disclosed.size(), 2U);
    EXPECT_EQ(report.disclosed_total, 3U);
}

TEST(Bundle, TellsTimesThatGoBack) {
    SealedForge sealed;
    sealed.forge.time_step_ns = static_cast<std::uint64_t>(-1000);
    three_epochs(sealed);
    const Report report = judge_bytes(sealed.bundle(6, 8), pin_of(sealed.forge));
    EXPECT_EQ(report.verdict, Verdict::kVerifiedWithEvents) << verifier::report_text(report);
    EXPECT_THAT(event_kinds(report), ElementsAre("time-went-back"));
}

TEST(BundleIdentity, IsThatOfTheKeyOrPinGiven) {
    EXPECT_EQ(judge_bytes(honest_bundle(), std::nullopt).verdict, Verdict::kUntrusted);
    EXPECT_EQ(judge_bytes(honest_bundle(), std::nullopt).disclosed.size(), 3U);
    verifier::Pin key_only = honest_pin();
    key_only.genesis_leaf.reset();
    const Report report = judge_bytes(honest_bundle(), key_only);
    EXPECT_EQ(report.verdict, Verdict::kVerified);
    EXPECT_EQ(report.identity, verifier::Identity::kKeyOnly);

    ForgeOptions other;
    other.seed = 2;
    Forge foreign(other);
    foreign.init();
    const Report wrong = judge_bytes(honest_bundle(), pin_of(foreign));
    EXPECT_EQ(wrong.verdict, Verdict::kFailed);
    EXPECT_THAT(kinds(wrong), ElementsAre("wrong-key"));
    verifier::Pin wrong_genesis = honest_pin();
    (*wrong_genesis.genesis_leaf)[0] ^= 1;
    EXPECT_THAT(kinds(judge_bytes(honest_bundle(), wrong_genesis)), ElementsAre("wrong-genesis"));
}

void spoil(Bytes& bytes, std::size_t at) {
    bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ 1U);
}

struct Broken {
    const char* what;
    std::function<void(BundleFiles&)> change;
    const char* kind;
};

void swap_files(BundleFiles& files, const std::string& left, const std::string& right) {
    std::swap(files.files[files.index(left)], files.files[files.index(right)]);
}
// The note by another key, or of another size, in a proof.
std::string note_of(const BundleFiles& files, const std::string& proof) {
    return notes::parse_proof(files.text(proof))->checkpoint;
}
void set_note(BundleFiles& files, const std::string& name, const std::string& note) {
    notes::ProofFile proof = *notes::parse_proof(files.text(name));
    proof.checkpoint = note;
    files.set_text(name, notes::serialize_proof(proof));
}

const Broken kBroken[] = {
    {"a file is missing", [](BundleFiles& b) { b.erase(kRecord7 + "entry"); }, "bundle-order"},
    {"a proof is missing", [](BundleFiles& b) { b.erase(kRecord7 + "inclusion.tlog-proof"); },
     "bundle-order"},
    {"an epoch is missing",
     [](BundleFiles& b) {
         for (const char* file : {"entry", "body", "inclusion.tlog-proof", "consistency"}) {
             b.erase(kEpoch1 + file);
         }
     },
     "bundle-order"},
    {"the last epoch is missing",
     [](BundleFiles& b) {
         for (const char* file : {"entry", "body", "inclusion.tlog-proof", "consistency"}) {
             b.erase(kEpoch2 + file);
         }
     },
     "checkpoint-signature"},
    {"a record is missing in the middle",
     [](BundleFiles& b) {
         for (const char* file : {"entry", "body", "inclusion.tlog-proof", "record-key"}) {
             b.erase(kRecord7 + file);
         }
     },
     "bundle-order"},
    {"the last record is missing",
     [](BundleFiles& b) {
         for (const char* file : {"entry", "body", "inclusion.tlog-proof", "record-key"}) {
             b.erase(kRecord8 + file);
         }
     },
     "bundle-manifest"},
    {"there is no record", [](BundleFiles& b) { b.files.resize(b.index(kRecord6 + "entry")); },
     "bundle-order"},
    {"two files change places",
     [](BundleFiles& b) { swap_files(b, kRecord7 + "entry", kRecord7 + "body"); }, "bundle-order"},
    {"a file comes twice",
     [](BundleFiles& b) {
         b.insert_behind(kRecord7 + "entry", b.files[b.index(kRecord7 + "entry")]);
     },
     "bundle-order"},
    {"a file comes twice at the end", [](BundleFiles& b) { b.files.push_back(b.files.front()); },
     "bundle-order"},
    {"a name leads out of the archive",
     [](BundleFiles& b) { b.files[b.index(kRecord7 + "entry")].name = "../../etc/passwd"; },
     "bundle-order"},
    {"a name is absolute", [](BundleFiles& b) { b.files[0].name = "/manifest.json"; },
     "bundle-order"},
    {"another file is added",
     [](BundleFiles& b) {
         b.files.push_back({"README", {'x'}});
     },
     "bundle-order"},
    {"a file is empty", [](BundleFiles& b) { b.content(kRecord7 + "body").clear(); },
     "bundle-size"},
    {"an entry is longer", [](BundleFiles& b) { b.content(kRecord7 + "entry").push_back(0); },
     "bundle-size"},
    {"a body is longer", [](BundleFiles& b) { b.content(kRecord7 + "body").push_back(0); },
     "body-length"},
    {"the manifest is too large", [](BundleFiles& b) { b.content("manifest.json").resize(4097); },
     "bundle-size"},
    {"the manifest counts other records",
     [](BundleFiles& b) {
         b.replace("manifest.json", "\"record_count\": 3", "\"record_count\": 4");
     },
     "bundle-manifest"},
    {"the manifest counts other keys",
     [](BundleFiles& b) {
         b.replace("manifest.json", "\"disclosed_records\": 3", "\"disclosed_records\": 2");
     },
     "bundle-manifest"},
    {"the manifest has a space more",
     [](BundleFiles& b) { b.replace("manifest.json", "}\n", "} \n"); }, "bundle-manifest"},
    {"the manifest is of a later format",
     [](BundleFiles& b) {
         b.replace("manifest.json", "\"format_version\": 1,", "\"format_version\": 2,");
     },
     "bundle-version"},
    {"genesis is of a later format", [](BundleFiles& b) { b.content(kEpoch0 + "body")[0] = 2; },
     "genesis-version"},
    {"genesis is changed", [](BundleFiles& b) { spoil(b.content(kEpoch0 + "body"), 100); },
     "body-digest"},
    {"genesis's entry is changed", [](BundleFiles& b) { spoil(b.content(kEpoch0 + "entry"), 24); },
     "wrong-genesis"},
    {"an entry is of a later format", [](BundleFiles& b) { b.content(kRecord7 + "entry")[0] = 2; },
     "entry-version"},
    {"an entry's time is changed", [](BundleFiles& b) { spoil(b.content(kRecord7 + "entry"), 24); },
     "bundle-inclusion"},
    {"an entry's sequence is changed",
     [](BundleFiles& b) { spoil(b.content(kRecord7 + "entry"), 8); }, "sequence"},
    {"an entry is of another ledger",
     [](BundleFiles& b) { spoil(b.content(kRecord7 + "entry"), 44); }, "ledger-id"},
    {"a link is changed", [](BundleFiles& b) { spoil(b.content(kRecord7 + "entry"), 148); },
     "chain"},
    {"the first link is changed", [](BundleFiles& b) { spoil(b.content(kRecord6 + "entry"), 148); },
     "bundle-inclusion"},
    {"a body is changed", [](BundleFiles& b) { spoil(b.content(kRecord7 + "body"), 3); },
     "body-digest"},
    {"the body of a stream's record is changed",
     [](BundleFiles& b) { spoil(b.content(kStream1 + "body"), 9); }, "body-digest"},
    {"a body is left out beside its key", [](BundleFiles& b) { b.erase(kRecord7 + "body"); },
     "bundle-record-key"},
    {"a proof is another record's",
     [](BundleFiles& b) {
         b.content(kRecord7 + "inclusion.tlog-proof") =
             b.content(kRecord6 + "inclusion.tlog-proof");
     },
     "bundle-proof"},
    {"a proof has an extra line",
     [](BundleFiles& b) {
         b.replace(kRecord7 + "inclusion.tlog-proof", "index", "extra AAAA\nindex");
     },
     "bundle-proof"},
    {"a proof's index has a leading zero",
     [](BundleFiles& b) { b.replace(kRecord7 + "inclusion.tlog-proof", "index 7", "index 07"); },
     "bundle-proof"},
    {"a proof leads to another checkpoint",
     [](BundleFiles& b) {
         set_note(b, kRecord7 + "inclusion.tlog-proof",
                  note_of(b, kEpoch1 + "inclusion.tlog-proof"));
     },
     "bundle-proof"},
    {"a hash of a proof is changed",
     [](BundleFiles& b) {
         const std::string name = kRecord7 + "inclusion.tlog-proof";
         notes::ProofFile proof = *notes::parse_proof(b.text(name));
         proof.path[0][0] ^= 1;
         b.set_text(name, notes::serialize_proof(proof));
     },
     "bundle-inclusion"},
    {"the record key of another record",
     [](BundleFiles& b) {
         b.content(kRecord7 + "record-key") = b.content(kRecord8 + "record-key");
     },
     "record-key"},
    {"a record key is changed",
     [](BundleFiles& b) { spoil(b.content(kRecord7 + "record-key"), 31); }, "record-key"},
    {"a stream's name is another",
     [](BundleFiles& b) { b.replace(kStream1 + "name", "stream 1", "stream 3"); }, "stream-name"},
    {"a stream's name key is changed",
     [](BundleFiles& b) { spoil(b.content(kStream1 + "name-key"), 0); }, "stream-name"},
    {"a stream's name holds a control character",
     [](BundleFiles& b) { b.replace(kStream1 + "name", "stream 1", "stream\n1"); }, "stream-name"},
    {"the streams stand in another order",
     [](BundleFiles& b) {
         const auto begin =
             b.files.begin() + static_cast<std::ptrdiff_t>(b.index(kStream1 + "entry"));
         std::rotate(begin, begin + 5, begin + 10);
     },
     "bundle-order"},
    {"the checkpoint's signature is changed",
     [](BundleFiles& b) {
         notes::Note note = *notes::parse_note(b.text("checkpoint.note"));
         spoil(note.signatures[0].signature, 5);
         b.set_text("checkpoint.note", note.serialize());
     },
     "checkpoint-signature"},
    {"the identity key's line is wrong",
     [](BundleFiles& b) {
         notes::Note note = *notes::parse_note(b.text("checkpoint.note"));
         spoil(note.signatures[1].signature, 5);
         b.set_text("checkpoint.note", note.serialize());
     },
     "checkpoint-signature"},
    {"the checkpoint is signed by an earlier epoch only",
     [](BundleFiles& b) {
         b.set_text("checkpoint.note", note_of(b, kEpoch2 + "inclusion.tlog-proof"));
     },
     "checkpoint-size"},
    {"an epoch's proof leads to the checkpoint instead of its end",
     [](BundleFiles& b) {
         set_note(b, kEpoch2 + "inclusion.tlog-proof", b.text("checkpoint.note"));
     },
     "checkpoint-size"},
    {"an epoch's end is signed by the epoch that begins",
     [](BundleFiles& b) {
         Hash seed{};
         seed.fill(1 + 1 * 16 + 0x40);  // As the forge draws epoch 2's.
         const crypto::SigningKey late{crypto::Secret256(seed)};
         const std::string name = kEpoch2 + "inclusion.tlog-proof";
         notes::Note note = *notes::parse_note(note_of(b, name));
         note.signatures = {notes::sign_note(honest().forge.options.origin, note.text, late)};
         set_note(b, name, note.serialize());
     },
     "checkpoint-signature"},
    {"an epoch's end has a second line",
     [](BundleFiles& b) {
         const std::string name = kEpoch1 + "inclusion.tlog-proof";
         notes::Note note = *notes::parse_note(note_of(b, name));
         note.signatures.push_back({"witness.example", {1, 2, 3, 4}, Bytes(72)});
         set_note(b, name, note.serialize());
     },
     "checkpoint-malformed"},
    {"genesis is proven under a later end",
     [](BundleFiles& b) {
         set_note(b, kEpoch0 + "inclusion.tlog-proof",
                  note_of(b, kEpoch2 + "inclusion.tlog-proof"));
     },
     "bundle-proof"},
    {"a consistency proof is another's",
     [](BundleFiles& b) {
         b.content(kEpoch1 + "consistency") = b.content(kEpoch2 + "consistency");
     },
     "bundle-consistency"},
    {"a consistency proof is no base64",
     [](BundleFiles& b) { b.content(kEpoch1 + "consistency")[0] = ' '; }, "bundle-proof"},
    {"an epoch's key is changed", [](BundleFiles& b) { spoil(b.content(kEpoch1 + "body"), 20); },
     "body-digest"},
};

TEST(Bundle, ThatIsBrokenIsFound) {
    for (const Broken& each : kBroken) {
        SCOPED_TRACE(each.what);
        BundleFiles files(honest_bundle());
        each.change(files);
        const Report report = judge_bytes(files.archive(), honest_pin());
        EXPECT_THAT(kinds(report), ElementsAre(each.kind)) << verifier::report_text(report);
        const bool unsupported = std::string(each.kind).ends_with("-version");
        EXPECT_EQ(report.verdict, unsupported ? Verdict::kUnsupported : Verdict::kFailed);
        EXPECT_THAT(report.disclosed, IsEmpty());
        static_cast<void>(verifier::report_json(report));
    }
}

// What no ledger's own writer would sign, under right keys and proofs.
TEST(Bundle, OfALedgerThatBeginsWronglyIsFound) {
    const std::pair<std::function<void(format::Entry&)>, const char*> wrongs[] = {
        {[](format::Entry& entry) { entry.stream_sequence = 5; }, "stream-sequence"},
        {[](format::Entry& entry) { entry.flags = 0; }, "entry-flags"},
        {[](format::Entry& entry) { entry.previous.fill(7); }, "chain"},
        {[](format::Entry& entry) { entry.stream_id = 1; }, "entry-stream"},
        {[](format::Entry& entry) { entry.type = 3; }, "record-order"},
        {[](format::Entry& entry) { entry.version = 0; }, "entry-version"},
    };
    for (const auto& [change, kind] : wrongs) {
        ForgeOptions options;
        options.encrypted = false;
        SealedForge sealed(options);
        sealed.forge.hooks.entry = [&change = change](std::uint64_t sequence,
                                                      format::Entry& entry) {
            if (sequence == 0) change(entry);
        };
        three_epochs(sealed);
        const Report report = judge_bytes(sealed.bundle(6, 6), pin_of(sealed.forge));
        EXPECT_EQ(report.verdict, Verdict::kFailed);
        EXPECT_THAT(kinds(report), ElementsAre(kind)) << verifier::report_text(report);
    }
}

TEST(Bundle, SaysWhereSomethingIsBroken) {
    BundleFiles files(honest_bundle());
    spoil(files.content(kRecord7 + "body"), 0);
    const Bytes archive = files.archive();
    const Report report = judge_bytes(archive, honest_pin());
    ASSERT_EQ(report.findings.size(), 1U);
    EXPECT_EQ(report.findings[0].file, kRecord7 + "body");
    EXPECT_EQ(report.findings[0].sequence, 7U);
    const Bytes& body = files.content(kRecord7 + "body");
    ASSERT_TRUE(report.findings[0].offset.has_value());
    EXPECT_TRUE(
        std::equal(body.begin(), body.end(),
                   archive.begin() + static_cast<std::ptrdiff_t>(*report.findings[0].offset)));
}

// Whoever has the key of the last epoch only, and makes the past again with it.
TEST(Bundle, OfAnotherPastUnderTheLateKeyIsFoundByItsConsistency) {
    SealedForge thief;
    three_epochs(thief, "never happened");
    BundleFiles forged(thief.bundle(6, 8));
    // The thief's own chain would be right: it stands for the ends that only the early keys sign.
    EXPECT_EQ(judge_bytes(forged.archive(), honest_pin()).verdict, Verdict::kVerified);
    BundleFiles honest_files(honest_bundle());
    for (const std::string& epoch : {kEpoch0, kEpoch1, kEpoch2}) {
        for (const char* file : {"entry", "body", "inclusion.tlog-proof"}) {
            forged.content(epoch + file) = honest_files.content(epoch + file);
        }
    }
    forged.content(kEpoch1 + "consistency") = honest_files.content(kEpoch1 + "consistency");
    for (const bool honest_proof : {false, true}) {
        if (honest_proof) {
            forged.content(kEpoch2 + "consistency") = honest_files.content(kEpoch2 + "consistency");
        }
        EXPECT_THAT(kinds(judge_bytes(forged.archive(), honest_pin())),
                    ElementsAre("bundle-consistency"));
    }
}

TEST(Bundle, ThatLeavesOutAnEpochWhoseRecordItHoldsIsFound) {
    // The holder of epoch 0's key signs a checkpoint over the rotation that ended its time.
    SealedForge sealed;
    three_epochs(sealed);
    BundleFiles files(sealed.bundle(8, 10));
    for (const std::string& epoch : {kEpoch1, kEpoch2}) {
        for (const char* file : {"entry", "body", "inclusion.tlog-proof", "consistency"}) {
            files.erase(epoch + file);
        }
    }
    const crypto::SigningKey key{crypto::Secret256(crypto::sha256(Bytes{1, 2}))};
    notes::Note note = *notes::parse_note(files.text("checkpoint.note"));
    note.signatures = {notes::sign_note(sealed.forge.options.origin, note.text, key)};
    files.set_text("checkpoint.note", note.serialize());
    for (const BundleFiles::File& file : std::vector<BundleFiles::File>(files.files)) {
        if (file.name.ends_with("inclusion.tlog-proof"))
            set_note(files, file.name, note.serialize());
    }
    // Genesis has to be proven anew too: by the path of record 0 in a bundle that begins with it.
    const BundleFiles first(sealed.bundle(0, 0));
    notes::ProofFile proof =
        *notes::parse_proof(first.text("records/00000000000000000000/inclusion.tlog-proof"));
    proof.checkpoint = note.serialize();
    files.set_text(kEpoch0 + "inclusion.tlog-proof", notes::serialize_proof(proof));
    EXPECT_THAT(kinds(judge_bytes(files.archive(), pin_of(sealed.forge))),
                ElementsAre("epoch-record"));
}

TEST(Bundle, KeyOfOneRecordOpensNoOther) {
    // Not even when the commitment's check is left aside: the keys are derived apart.
    const BundleFiles files(honest_bundle());
    crypto::XaesGcm cipher;
    for (const std::string& keyed : {kRecord6, kRecord7, kRecord8}) {
        for (const std::string& opened : {kRecord6, kRecord7, kRecord8}) {
            format::Entry entry;
            BundleFiles copy = files;
            std::memcpy(&entry, copy.content(opened + "entry").data(), sizeof entry);
            const Bytes& body = copy.content(opened + "body");
            const Bytes& bytes = copy.content(keyed + "record-key");
            crypto::Secret256 key;
            std::copy(bytes.begin(), bytes.end(), key.writable().begin());
            entry.body_digest = {};
            const crypto::Nonce192 nonce = entry.nonce;
            entry.previous = {};
            Bytes plaintext(body.size() - crypto::kTagSize);
            EXPECT_EQ(cipher.open(key, nonce, format::bytes_of(entry), body, plaintext),
                      keyed == opened);
        }
    }
}

TEST(BundleContainer, IsTakenInItsOneFormOnly) {
    const Bytes& right = honest_bundle();
    const auto found = [&](const std::function<void(Bytes&)>& change) {
        Bytes archive = right;
        change(archive);
        return kinds(judge_bytes(archive, honest_pin()));
    };
    using Change = Bytes&;
    EXPECT_THAT(found([](Change a) { a.clear(); }), ElementsAre("file-short"));
    EXPECT_THAT(found([](Change a) { a.assign(1024, 0); }), ElementsAre("bundle-order"));
    EXPECT_THAT(found([](Change a) { a.resize(a.size() + 512); }), ElementsAre("bundle-container"));
    EXPECT_THAT(found([](Change a) { a.push_back(0); }), ElementsAre("bundle-container"));
    EXPECT_THAT(found([](Change a) { a.resize(a.size() - 512); }), ElementsAre("file-short"));
    EXPECT_THAT(found([](Change a) { a[a.size() - 1] = 1; }), ElementsAre("bundle-container"));
    // Another owner, mode, time, type, and a checksum that other programs would take.
    EXPECT_THAT(found([](Change a) { a[100 + 4] = '6'; }), ElementsAre("bundle-container"));
    EXPECT_THAT(found([](Change a) { a[156] = '2'; }), ElementsAre("bundle-container"));
    EXPECT_THAT(found([](Change a) { a[148] = ' '; }), ElementsAre("bundle-container"));
    // A size that reaches far beyond the file: with a right checksum, so only the size is wrong.
    EXPECT_THAT(found([](Change a) {
                    const format::TarHeader huge =
                        format::make_tar_header("manifest.json", format::kTarSizeMax);
                    std::memcpy(a.data(), &huge, sizeof huge);
                }),
                ElementsAre("bundle-size"));
}

TEST(BundleContainer, IsARegularFile) {
    const TemporaryDirectory place;
    const auto storage = platform::posix_storage();
    FixedClock clock;
    namespace fs = std::filesystem;
    ASSERT_TRUE(platform::write_new_file(*storage, place.path("bundle"), honest_bundle()).ok());
    fs::create_symlink(place.path("bundle"), place.path("link"));
    fs::create_directory(place.path("directory"));
    ASSERT_EQ(::mkfifo(place.path("fifo").c_str(), 0600), 0);
    verifier::VerifyOptions options;
    options.pin = honest_pin();
    EXPECT_EQ(verifier::verify_bundle(*storage, clock, place.path("bundle"), options).verdict,
              Verdict::kVerified);
    for (const std::string& path : {place.path("link"), place.path("directory"), place.path("fifo"),
                                    std::string("/dev/null")}) {
        const Report report = verifier::verify_bundle(*storage, clock, path, options);
        EXPECT_EQ(report.verdict, Verdict::kFailed) << path;
        EXPECT_THAT(kinds(report), ElementsAre("not-a-file")) << path;
    }
    EXPECT_EQ(verifier::verify_bundle(*storage, clock, place.path("none"), options).verdict,
              Verdict::kIoError);
}

// One epoch, one record, all kinds of files.
Bytes small_bundle(SealedForge& sealed) {
    Forge& forge = sealed.forge;
    forge.init();
    forge.open_writer();
    forge.frame({sealed.stream(1), sealed.event(1, "a"), sealed.event(1, "b")});
    forge.close();
    return sealed.bundle(5, 5);
}

TEST(Bundle, WithAnyBitFlippedIsFound) {
    SealedForge sealed;
    Bytes archive = small_bundle(sealed);
    const verifier::Pin pin = pin_of(sealed.forge);
    ASSERT_EQ(judge_bytes(archive, pin).verdict, Verdict::kVerified);
    MemoryStorage storage;
    Bytes& bytes = storage.files["bundle"];
    bytes = archive;
    FixedClock clock;
    verifier::VerifyOptions options;
    options.pin = pin;
    for (std::size_t bit = 0; bit < 8 * archive.size(); bit += kSanitizedStep) {
        const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
        bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ mask);
        const Report report = verifier::verify_bundle(storage, clock, "bundle", options);
        ASSERT_TRUE(report.verdict == Verdict::kFailed || report.verdict == Verdict::kUnsupported)
            << "bit " << bit << ": " << verifier::report_text(report);
        bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ mask);
    }
}

TEST(Bundle, CutOffAnywhereIsFound) {
    SealedForge sealed;
    const Bytes archive = small_bundle(sealed);
    const verifier::Pin pin = pin_of(sealed.forge);
    for (std::size_t size = 0; size < archive.size(); size += kSanitizedStep) {
        const Bytes cut(archive.begin(), archive.begin() + static_cast<std::ptrdiff_t>(size));
        const Report report = judge_bytes(cut, pin);
        ASSERT_EQ(report.verdict, Verdict::kFailed) << size << verifier::report_text(report);
    }
}

TEST(Bundle, ThatIsStoppedIsIncomplete) {
    verifier::VerifyOptions options;
    options.pin = honest_pin();
    options.cancelled = [] { return true; };
    const Report report = judge_bytes(honest_bundle(), options);
    EXPECT_EQ(report.verdict, Verdict::kIncomplete);
    EXPECT_THAT(report.disclosed, IsEmpty());
}

}  // namespace
}  // namespace counterfoil::test
