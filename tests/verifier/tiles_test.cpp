// SPDX-License-Identifier: Apache-2.0
// Tile trees, judged: what is broken, what must be found.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstring>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ledger/format/tile_tree.h"
#include "ledger/merkle/hashing.h"
#include "ledger/merkle/tiles.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "ledger/notes/tile_path.h"
#include "ledger/publish/tile_tree.h"
#include "tests/support/bundle_files.h"
#include "tests/support/fixed_machine.h"
#include "tests/support/memory_storage.h"
#include "tests/support/sealed_forge.h"
#include "tests/verifier/judged.h"

namespace counterfoil::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using verifier::Report;
using verifier::Verdict;

using Files = std::map<std::string, Bytes>;  // By path below the tree.

// The tree of a forged ledger, as an export writes it.
Files tree_of(const Forge& forge) {
    const TemporaryDirectory place;
    forge.write(place.path("ledger"));
    const auto storage = platform::posix_storage();
    auto reader = reader::LedgerReader::open(*storage, place.path("ledger"));
    require(reader.ok(), "a forged ledger can be read");
    const auto written = publish::write_tile_tree(*reader, *storage, place.path("tree"), {});
    require(written.ok(), written ? "" : written.error().message.c_str());
    MemoryStorage loaded;
    loaded.load(place.path("tree"));
    Files files;
    for (auto& [path, content] : loaded.files) {
        files[path.substr(place.path("tree").size() + 1)] = std::move(content);
    }
    return files;
}

Report judge_tree(const Files& files, std::optional<verifier::Pin> pin,
                  std::optional<verifier::KnownSize> remembered = {}) {
    MemoryStorage storage;
    storage.add_directory("tree");
    for (const auto& [path, content] : files) {
        storage.files["tree/" + path] = content;
        for (std::string above = platform::parent("tree/" + path); above != "tree";
             above = platform::parent(above)) {
            if (!storage.kind(above)) storage.add_directory(above);
        }
    }
    FixedClock clock;
    verifier::VerifyOptions options;
    options.pin = std::move(pin);
    options.remembered = remembered;
    return verifier::verify_tiles(storage, clock, "tree", options);
}

// Three epochs, 16 records. The checkpoint has one line only: of another key a line is ignored, and
// a changed identity line is one.
const SealedForge& honest() {
    static SealedForge& sealed = [&]() -> SealedForge& {
        static SealedForge made;
        made.forge.hooks.note = [](std::uint64_t, std::string& note) {
            note.resize(note.find('\n', note.find("\n\n") + 2) + 1);
        };
        three_epochs(made);
        return made;
    }();
    return sealed;
}
const Files& honest_tree() {
    static const Files files = tree_of(honest().forge);
    return files;
}
verifier::Pin honest_pin() {
    return pin_of(honest().forge);
}

// Enough for full tiles, and for a second level.
SealedForge& large() {
    static SealedForge& sealed = [&]() -> SealedForge& {
        ForgeOptions options;
        options.segment_size = 1U << 20U;
        static SealedForge made(options);
        Forge& forge = made.forge;
        forge.init();
        forge.open_writer();
        forge.frame({made.stream(1), made.event(1, "first")});
        for (int i = 0; i < 6; ++i) {
            forge.frame(std::vector<ForgeRecord>(100, made.event(1, "again")));
        }
        forge.publish();
        forge.close();
        return made;
    }();
    return sealed;
}
const Files& large_tree() {
    static const Files files = tree_of(large().forge);
    return files;
}

std::vector<format::Entry> entries_of(const Files& files) {
    std::vector<format::Entry> entries;
    for (const auto& [path, content] : files) {
        if (!path.starts_with("tile/entries/")) continue;
        for (std::size_t at = 0; at < content.size(); at += format::kBundledEntrySize) {
            format::Entry entry;
            std::memcpy(&entry, content.data() + at + 2, sizeof entry);
            entries.push_back(entry);
        }
    }
    return entries;
}

// A tree of these entries that agrees with itself, signed by the ledger's last epoch key: what a
// thief of that key can make. `relink` also makes each entry name the one before it.
Files forged_tree(const SealedForge& ledger, const Files& honest,
                  std::vector<format::Entry> entries, bool relink = true) {
    Files files;
    if (honest.contains("evidence.tar")) files["evidence.tar"] = honest.at("evidence.tar");
    merkle::TileEdge edge;
    const auto put = [&](const merkle::Tile& tile, std::span<const Hash> hashes) {
        const auto* bytes = hashes.data()->data();
        files[notes::tile_path({tile.level, tile.index, tile.width})] =
            Bytes(bytes, bytes + hashes.size_bytes());
        return Status();
    };
    Hash previous{};
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (relink) entries[i].previous = previous;
        const ByteView bytes = format::bytes_of(entries[i]);
        previous = merkle::leaf_hash(bytes);
        require(edge.append(previous, put).ok(), "tiles are kept");
        const std::uint64_t index = i / 256;
        Bytes& bundle = files[notes::tile_path(
            {std::nullopt, index, merkle::tile_width(0, index, entries.size())})];
        bundle.insert(bundle.end(), {0, 180});
        bundle.insert(bundle.end(), bytes.begin(), bytes.end());
    }
    require(edge.partial_tiles(put).ok(), "tiles are kept");
    const std::string& origin = ledger.forge.options.origin;
    notes::Note note;
    note.text = notes::checkpoint_text(origin, entries.size(), edge.root());
    note.signatures.push_back(notes::sign_note(origin, note.text, ledger.forge.epoch_key()));
    const std::string text = note.serialize();
    files["checkpoint"] = Bytes(text.begin(), text.end());
    return files;
}

TEST(TileTree, IsVerified) {
    const Report report = judge_tree(honest_tree(), honest_pin());
    EXPECT_EQ(report.verdict, Verdict::kVerified) << verifier::report_text(report);
    EXPECT_EQ(report.evidence, verifier::Evidence::kTiles);
    EXPECT_EQ(report.identity, verifier::Identity::kPinned);
    EXPECT_EQ(report.epochs, 3U);
    EXPECT_EQ(report.records_verified, 16U);
    EXPECT_EQ(report.event_records, 7U);
    EXPECT_EQ(report.tree_size, honest().forge.size());
    EXPECT_EQ(report.root, honest().forge.root());
    EXPECT_EQ(report.ledger_id->at(0), 0xa1);
    EXPECT_THAT(report.not_proven, Contains(testing::HasSubstr("no bodies")));

    const Report more = judge_tree(large_tree(), pin_of(large().forge));
    EXPECT_EQ(more.verdict, Verdict::kVerified) << verifier::report_text(more);
    EXPECT_EQ(more.records_verified, large().forge.size());
}

TEST(TileTree, ThatATestForgesIsTheOneThatAnExportWrites) {
    const Files forged = forged_tree(large(), large_tree(), entries_of(large_tree()));
    for (const auto& [path, content] : forged) {
        if (path != "checkpoint") {
            EXPECT_EQ(content, large_tree().at(path)) << path;
        }
    }
    EXPECT_EQ(judge_tree(forged, pin_of(large().forge)).verdict, Verdict::kVerified);
}

TEST(TileTree, OfAnUnencryptedLedgerIsVerified) {
    ForgeOptions options;
    options.encrypted = false;
    SealedForge sealed(options);
    three_epochs(sealed);
    const Report report = judge_tree(tree_of(sealed.forge), pin_of(sealed.forge));
    EXPECT_EQ(report.verdict, Verdict::kVerified) << verifier::report_text(report);
}

TEST(TileTree, IsWhoseTheKeySays) {
    const Report nobody = judge_tree(honest_tree(), std::nullopt);
    EXPECT_EQ(nobody.verdict, Verdict::kUntrusted) << verifier::report_text(nobody);
    EXPECT_THAT(kinds(nobody), ElementsAre("no-key"));
    verifier::Pin key_only = honest_pin();
    key_only.genesis_leaf.reset();
    const Report by_key = judge_tree(honest_tree(), key_only);
    EXPECT_EQ(by_key.verdict, Verdict::kVerified) << verifier::report_text(by_key);
    EXPECT_EQ(by_key.identity, verifier::Identity::kKeyOnly);
    verifier::Pin other = honest_pin();
    (*other.genesis_leaf)[0] ^= 1;
    EXPECT_THAT(kinds(judge_tree(honest_tree(), other)), ElementsAre("wrong-genesis"));
    other = honest_pin();
    other.key.key[0] ^= 1;
    EXPECT_THAT(kinds(judge_tree(honest_tree(), other)), ElementsAre("wrong-key"));
}

TEST(TileTree, WithoutEvidenceOfTheEpochsIsIncomplete) {
    Files files = honest_tree();
    files.erase("evidence.tar");
    Report report = judge_tree(files, honest_pin());
    EXPECT_EQ(report.verdict, Verdict::kIncomplete) << verifier::report_text(report);
    EXPECT_THAT(kinds(report), ElementsAre("epochs-unknown"));
    EXPECT_EQ(report.records_verified, 16U);
    report = judge_tree(files, std::nullopt);
    EXPECT_EQ(report.verdict, Verdict::kUntrusted) << verifier::report_text(report);
    EXPECT_THAT(kinds(report), ElementsAre("no-key", "epochs-unknown"));

    // But what the pin says is held against it.
    verifier::Pin other = honest_pin();
    (*other.genesis_leaf)[0] ^= 1;
    EXPECT_THAT(kinds(judge_tree(files, other)), Contains("wrong-genesis"));
    other = honest_pin();
    other.key.name = "example.org/another";
    EXPECT_THAT(kinds(judge_tree(files, other)), Contains("wrong-key"));
    // A line of the identity key is right, or there is none.
    Files spoiled = large_tree();
    spoiled.erase("evidence.tar");
    Bytes& note = spoiled["checkpoint"];
    note[note.size() - 20] = note[note.size() - 20] == 'A' ? 'B' : 'A';
    EXPECT_THAT(kinds(judge_tree(spoiled, pin_of(large().forge))),
                ElementsAre("checkpoint-signature"));
}

TEST(TileTree, WithAnyByteChangedIsFound) {
    for (const auto& [path, content] : honest_tree()) {
        if (path == "lock") continue;
        Files files = honest_tree();
        Bytes& bytes = files[path];
        for (std::size_t at = 0; at < bytes.size(); ++at) {
            bytes[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
            const Report report = judge_tree(files, honest_pin());
            ASSERT_TRUE(report.verdict == Verdict::kFailed ||
                        report.verdict == Verdict::kUnsupported)
                << path << " at " << at << ": " << verifier::report_text(report);
            bytes[at] = content[at];
        }
    }
}

TEST(TileTree, WithoutAnyOfItsFilesOrWithAnyCutIsFound) {
    for (const Files* honest : {&honest_tree(), &large_tree()}) {
        const verifier::Pin pin = honest == &large_tree() ? pin_of(large().forge) : honest_pin();
        for (const auto& [path, content] : *honest) {
            if (path == "lock") continue;
            Files files = *honest;
            files.erase(path);
            const Report missing = judge_tree(files, pin);
            EXPECT_EQ(missing.verdict,
                      path == "evidence.tar" ? Verdict::kIncomplete : Verdict::kFailed)
                << path << verifier::report_text(missing);
            for (const std::size_t size :
                 {std::size_t{0}, content.size() / 2, content.size() - 1}) {
                files[path] =
                    Bytes(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(size));
                EXPECT_EQ(judge_tree(files, pin).verdict, Verdict::kFailed) << path << size;
            }
            files[path] = content;
            files[path].push_back(0);
            EXPECT_EQ(judge_tree(files, pin).verdict, Verdict::kFailed) << path << " and a byte";
        }
    }
}

struct Case {
    std::string what;
    std::function<void(Files&)> change;
    std::string kind;
};

TEST(TileTree, ThatIsBrokenIsNamed) {
    const std::string entries = "tile/entries/";
    const auto swap = [](const std::string& one, const std::string& other) {
        return [=](Files& files) { std::swap(files.at(one), files.at(other)); };
    };
    const std::vector<Case> cases = {
        {"two tiles swapped", swap("tile/0/000", "tile/0/001"), "tile-hash"},
        {"two bundles swapped", swap(entries + "000", entries + "001"), "record-order"},
        {"an upper tile is another", [](Files& files) { files.at("tile/1/000.p/2")[40] ^= 1; },
         "tile-hash"},
        {"a tile of a partial width under the full name",
         [](Files& files) { files.at("tile/0/000").resize(8160); }, "tile-size"},
        {"a full tile named as a partial one",
         [](Files& files) {
             files["tile/0/000.p/255"] = files.at("tile/0/000");
             files.erase("tile/0/000");
         },
         "tile-size"},
        {"a partial tile of an earlier size that is another",
         [](Files& files) { files["tile/0/001.p/2"] = Bytes(64, 7); }, "tile-beginning"},
        {"a bundle of an earlier size that is another",
         [=](Files& files) {
             const Bytes& full = files.at(entries + "001");
             files[entries + "001.p/2"] = Bytes(full.begin() + 182, full.begin() + 3 * 182);
         },
         "tile-beginning"},
        {"a partial tile of an earlier size with another length",
         [](Files& files) {
             const Bytes& full = files.at("tile/0/001");
             files["tile/0/001.p/2"] = Bytes(full.begin(), full.begin() + 65);
         },
         "tile-size"},
        {"a wider tile at the edge that begins otherwise",
         [](Files& files) { files["tile/1/000.p/9"] = Bytes(std::size_t{9} * 32, 1); },
         "tile-beginning"},
        {"a length in a bundle", [=](Files& files) { files.at(entries + "000")[182 + 1] = 179; },
         "tile-entry"},
        {"a length in a bundle beyond 255",
         [=](Files& files) { files.at(entries + "000")[182] = 1; }, "tile-entry"},
        {"an entry of another version",
         [=](Files& files) { files.at(entries + "000")[10 * 182 + 2] = 2; }, "entry-version"},
        {"a checkpoint of another size",
         [](Files& files) {
             std::string text(as_text(files.at("checkpoint")));
             text.replace(text.find('\n') + 1, 1, "5");
             files["checkpoint"] = Bytes(text.begin(), text.end());
         },
         "checkpoint-signature"},
        {"a checkpoint with CRLF",
         [](Files& files) {
             std::string text(as_text(files.at("checkpoint")));
             text.replace(text.find('\n'), 1, "\r\n");
             files["checkpoint"] = Bytes(text.begin(), text.end());
         },
         "checkpoint-malformed"},
        {"a checkpoint over its limit",
         [](Files& files) { files.at("checkpoint").resize(5000, 'x'); }, "file-too-large"},
        {"a directory where a tile must be",
         [](Files& files) {
             files["tile/0/000/x"] = {};
             files.erase("tile/0/000");
         },
         "not-a-file"},
        {"a file where a directory of tiles must be", [](Files& files) { files["tile/3"] = {}; },
         "not-a-directory"},
        {"evidence of another kind",
         [](Files& files) { files["evidence.tar"] = large().bundle(5, 5); }, "evidence-kind"},
        {"evidence of another ledger",
         [](Files& files) { files["evidence.tar"] = honest_tree().at("evidence.tar"); },
         "wrong-genesis"},
    };
    for (const Case& each : cases) {
        Files files = large_tree();
        each.change(files);
        const Report report = judge_tree(files, pin_of(large().forge));
        EXPECT_TRUE(report.verdict == Verdict::kFailed || report.verdict == Verdict::kUnsupported)
            << each.what << verifier::report_text(report);
        EXPECT_THAT(kinds(report), ElementsAre(each.kind))
            << each.what << verifier::report_text(report);
    }
}

TEST(TileTree, SignedByAThiefOfTheLastKeyIsFoundByWhatItTells) {
    using Change = std::function<void(std::vector<format::Entry>&)>;
    const struct {
        std::string what;
        Change change;
        bool relink;
        std::string kind;
    } kCases[] = {
        {"a record left out", [](auto& all) { all.erase(all.begin() + 100); }, true, "sequence"},
        {"a record left out, the others numbered anew",
         [](auto& all) {
             all.erase(all.begin() + 100);
             for (std::size_t i = 100; i < all.size(); ++i) all[i].sequence = i;
         },
         true, "stream-sequence"},
        {"a record twice", [](auto& all) { all.insert(all.begin() + 100, all[100]); }, true,
         "sequence"},
        {"two records exchanged", [](auto& all) { std::swap(all[100], all[101]); }, true,
         "sequence"},
        {"a link that is another", [](auto& all) { all[100].previous[3] ^= 1; }, false, "chain"},
        {"an event of a stream that nobody defined",
         [](auto& all) {
             all[100].stream_id = 2;
             all[100].stream_sequence = std::uint64_t{0};
         },
         true, "entry-stream"},
        {"a record of another ledger", [](auto& all) { all[100].ledger_id[0] ^= 1; }, true,
         "ledger-id"},
        {"another genesis", [](auto& all) { all[0].time_ns = all[0].time_ns + 1; }, true,
         "wrong-genesis"},
        {"no genesis", [](auto& all) { all.erase(all.begin()); }, true, "record-order"},
        {"an event in clear",
         [](auto& all) {
             all[100].key_id = std::uint64_t{0};
             all[100].nonce = {};
             all[100].key_commitment = {};
         },
         true, "entry-sealing"},
        {"another type", [](auto& all) { all[100].type = std::uint8_t{99}; }, true, "entry-type"},
        {"flags", [](auto& all) { all[100].flags = std::uint16_t{2}; }, true, "entry-flags"},
        {"a second genesis",
         [](auto& all) {
             all[100].type = std::uint8_t{2};
             all[100].stream_id = std::uint32_t{0};
         },
         true, "record-order"},
        {"too large", [](auto& all) { all[100].body_length = std::uint32_t{17U << 20U}; }, true,
         "record-too-large"},
        {"one body for another", [](auto& all) { all[100].body_digest[0] ^= 1; }, true,
         "checkpoint-root"},
    };
    const std::vector<format::Entry> right = entries_of(large_tree());
    for (const auto& each : kCases) {
        std::vector<format::Entry> entries = right;
        each.change(entries);
        const Files files = forged_tree(large(), large_tree(), entries, each.relink);
        const Report report = judge_tree(files, pin_of(large().forge));
        EXPECT_EQ(report.verdict, Verdict::kFailed) << each.what << verifier::report_text(report);
        // The evidence is of one size. At that size it knows the root by itself, and beyond it
        // nobody knows the keys.
        const std::string kind =
            entries.size() == right.size() ? std::string("checkpoint-root") : each.kind;
        EXPECT_EQ(report.findings.back().kind, kind) << each.what << verifier::report_text(report);
        EXPECT_EQ(report.findings_total, entries.size() > right.size() ? 2U : 1U) << each.what;
        // And what the entries tell is found without any evidence.
        Files alone = files;
        alone.erase("evidence.tar");
        if (each.kind == "checkpoint-root") continue;
        EXPECT_THAT(kinds(judge_tree(alone, pin_of(large().forge))),
                    ElementsAre("epochs-unknown", each.kind))
            << each.what;
    }
}

// A thief of the last epoch's key, which signs sizes above 14, tells another past.
TEST(TileTree, OfAnotherPastThanTheEpochsSignedIsFound) {
    std::vector<format::Entry> entries = entries_of(honest_tree());
    entries.pop_back();
    EXPECT_EQ(judge_tree(forged_tree(honest(), honest_tree(), entries), honest_pin()).verdict,
              Verdict::kVerified)
        << "a shorter tree with the same past is an older checkpoint";
    entries[12].body_digest[0] ^= 1;
    const Report report = judge_tree(forged_tree(honest(), honest_tree(), entries), honest_pin());
    EXPECT_EQ(report.verdict, Verdict::kFailed);
    EXPECT_THAT(kinds(report), ElementsAre("bundle-consistency")) << verifier::report_text(report);
    // Nor can the key sign what was before its time.
    entries.resize(12);
    EXPECT_THAT(kinds(judge_tree(forged_tree(honest(), honest_tree(), entries), honest_pin())),
                ElementsAre("checkpoint-signature"));
}

TEST(TileTree, WithMoreThanItNeedsIsVerifiedWithEvents) {
    const verifier::Pin pin = pin_of(large().forge);
    const auto with = [&](const std::string& path, Bytes content) {
        Files files = large_tree();
        files[path] = std::move(content);
        return judge_tree(files, pin);
    };
    const auto first = [&](const std::string& path, std::size_t size) {
        const Bytes& content = large_tree().at(path);
        return Bytes(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(size));
    };
    // Of earlier sizes, with no mention.
    for (const Report& report : {with("tile/0/001.p/2", first("tile/0/001", 64)),
                                 with("tile/entries/001.p/1", first("tile/entries/001", 182)),
                                 with("tile/1/000.p/1", first("tile/1/000.p/2", 32)),
                                 with("lock", {}), with("export.tmp", {1})}) {
        EXPECT_EQ(report.verdict, Verdict::kVerified) << verifier::report_text(report);
    }
    // Behind the checkpoint, as a run leaves them that was stopped.
    Bytes wider = large_tree().at("tile/1/000.p/2");
    wider.resize(wider.size() + 32);
    for (const Report& report : {with("tile/1/000.p/3", wider), with("tile/0/003", Bytes(8192)),
                                 with("tile/2/000.p/1", Bytes(32)), with("tile/entries/007", {})}) {
        EXPECT_EQ(report.verdict, Verdict::kVerifiedWithEvents) << verifier::report_text(report);
        EXPECT_THAT(event_kinds(report), ElementsAre("tiles-behind-checkpoint"));
    }
    // What is no tile's name.
    for (const char* path :
         {"index.html", "tile/readme", "tile/0/0", "tile/0/000.p/0", "tile/0/x000/001",
          "tile/9/000", "tile/entries/000.p/256", "tile/0/001.p/x"}) {
        const Report report = with(path, {1});
        EXPECT_EQ(report.verdict, Verdict::kVerifiedWithEvents)
            << path << verifier::report_text(report);
        EXPECT_THAT(event_kinds(report), Contains("unknown-file")) << path;
    }
}

TEST(TileTree, MayHaveAFullTileInThePlaceOfAPartialOne) {
    // As a copy that was made while a tile became full.
    Files files = large_tree();
    std::string partial;
    for (const auto& [path, content] : files) {
        if (path.starts_with("tile/0/002.p/")) partial = path;
    }
    ASSERT_FALSE(partial.empty());
    Bytes full = files.at(partial);
    files.erase(partial);
    full.resize(8192);
    files["tile/0/002"] = full;
    Report report = judge_tree(files, pin_of(large().forge));
    EXPECT_EQ(report.verdict, Verdict::kVerifiedWithEvents) << verifier::report_text(report);
    files["tile/0/002"][5] ^= 1;
    report = judge_tree(files, pin_of(large().forge));
    EXPECT_THAT(kinds(report), ElementsAre("tile-hash")) << verifier::report_text(report);
}

TEST(TileTree, TellsOfAClockThatWentBack) {
    SealedForge sealed;
    Forge& forge = sealed.forge;
    forge.init();
    forge.open_writer();
    forge.frame({sealed.stream(1), sealed.event(1, "a")});
    forge.time_ns -= 1'000'000'000;
    forge.frame({sealed.event(1, "b")});
    forge.publish();
    forge.close();
    const Report report = judge_tree(tree_of(forge), pin_of(forge));
    EXPECT_EQ(report.verdict, Verdict::kVerifiedWithEvents) << verifier::report_text(report);
    EXPECT_THAT(event_kinds(report), ElementsAre("time-went-back"));
}

TEST(TileTree, OnADiskIsReadWithoutFollowingLinks) {
    namespace fs = std::filesystem;
    const TemporaryDirectory place;
    const auto storage = platform::posix_storage();
    FixedClock clock;
    verifier::VerifyOptions options;
    options.pin = pin_of(large().forge);
    const std::string tree = place.path("tree");
    const auto lay = [&] {
        fs::remove_all(tree);
        for (const auto& [path, content] : large_tree()) {
            const std::string file = tree + "/" + path;
            fs::create_directories(fs::path(file).parent_path());
            require(platform::write_new_file(*storage, file, content).ok(), "a tree is laid down");
        }
    };
    lay();
    EXPECT_EQ(verifier::verify_tiles(*storage, clock, tree, options).verdict, Verdict::kVerified);
    for (const char* path : {"checkpoint", "evidence.tar", "tile", "tile/0", "tile/0/000",
                             "tile/entries", "tile/entries/001", "tile/1/000.p"}) {
        for (const bool fifo : {false, true}) {
            lay();
            fs::remove_all(place.path("moved"));
            fs::rename(tree + "/" + path, place.path("moved"));
            if (fifo) {
                ASSERT_EQ(::mkfifo((tree + "/" + path).c_str(), 0600), 0);
            } else {
                fs::create_symlink(place.path("moved"), tree + "/" + path);
            }
            const Report report = verifier::verify_tiles(*storage, clock, tree, options);
            EXPECT_EQ(report.verdict, Verdict::kFailed) << path;
            EXPECT_THAT(kinds(report), ElementsAre(testing::StartsWith("not-a-"))) << path;
        }
    }
}

TEST(TileTree, OfASizeThatNoTreeHasEndsAtOnce) {
    Files files;
    std::string text = "example.org/forged\n18446744073709551615\n" + std::string(43, 'A') +
                       "=\n\n\u2014 example.org/forged AQIDBAUGBwg=\n";
    files["checkpoint"] = Bytes(text.begin(), text.end());
    files["tile/0/000"] = Bytes(8192);
    const Report report = judge_tree(files, honest_pin());
    EXPECT_EQ(report.verdict, Verdict::kFailed) << verifier::report_text(report);
    EXPECT_THAT(kinds(report), Contains("file-missing"));
}

TEST(TileTree, ThatIsStoppedIsIncomplete) {
    MemoryStorage storage;
    storage.add_directory("tree");
    storage.files["tree/checkpoint"] = large_tree().at("checkpoint");
    FixedClock clock;
    verifier::VerifyOptions options;
    options.pin = pin_of(large().forge);
    options.cancelled = [] { return true; };
    const Report report = verifier::verify_tiles(storage, clock, "tree", options);
    EXPECT_EQ(report.verdict, Verdict::kIncomplete) << verifier::report_text(report);
    EXPECT_THAT(kinds(report), Contains("interrupted"));
}

TEST(TileTree, SaysWhichLedgerItClaimsToBeOf) {
    MemoryStorage storage;
    for (const auto& [path, content] : large_tree()) storage.files["tree/" + path] = content;
    EXPECT_EQ(verifier::claimed_tiles_id(storage, "tree").value()[0], 0xa1);
    storage.files.erase("tree/evidence.tar");
    EXPECT_EQ(verifier::claimed_tiles_id(storage, "tree").value()[0], 0xa1);
    storage.files.erase("tree/tile/entries/000");
    EXPECT_FALSE(verifier::claimed_tiles_id(storage, "tree").ok());
}

TEST(Tiles, AreHeldToWhatIsRememberedOfTheLedger) {
    const Forge& forge = honest().forge;
    const Files tree = tree_of(forge);
    const verifier::KnownSize whole{forge.size(), forge.root()};
    const Report report = judge_tree(tree, pin_of(forge), whole);
    EXPECT_EQ(report.verdict, Verdict::kVerified) << verifier::report_text(report);
    EXPECT_EQ(report.remembered_size, forge.size());

    for (const std::uint64_t size : {std::uint64_t{3}, forge.size()}) {
        const Report fork = judge_tree(tree, pin_of(forge), verifier::KnownSize{size, Hash{1}});
        EXPECT_EQ(fork.verdict, Verdict::kFailed) << verifier::report_text(fork);
        EXPECT_THAT(kinds(fork), ElementsAre("fork"));
    }
    // It was published before more was seen: then it is not known whether the two are one history.
    const Report older =
        judge_tree(tree, pin_of(forge), verifier::KnownSize{forge.size() + 1, Hash{1}});
    EXPECT_EQ(older.verdict, Verdict::kIncomplete) << verifier::report_text(older);
    EXPECT_THAT(kinds(older), ElementsAre("memory-unchecked"));
}

}  // namespace
}  // namespace counterfoil::test
