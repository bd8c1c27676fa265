// SPDX-License-Identifier: Apache-2.0
#include "verifier/tiles_judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/crypto/encoding.h"
#include "ledger/format/limits.h"
#include "ledger/format/tile_tree.h"
#include "verifier/bundle_judge.h"
#include "verifier/standing_claims.h"
#include "verifier/tile_file.h"
#include "verifier/tile_inventory.h"

namespace counterfoil::verifier {
namespace {

constexpr std::uint64_t kItemsSize = sizeof(Hash) + format::kBundledEntrySize;

ByteView bytes_of(std::span<const Hash> hashes) {
    return {hashes.data()->data(), hashes.size_bytes()};
}

Place checkpoint_place() {
    return {std::string(format::kTileTreeCheckpoint), {}, {}, {}};
}

}  // namespace

TilesJudge::TilesJudge(platform::Storage& storage, const std::string& directory,
                       const VerifyOptions& options, std::uint64_t now_ns)
    : storage_(storage),
      directory_(directory),
      options_(options),
      findings_(options.findings_max),
      now_ns_(now_ns) {}

void TilesJudge::run() {
    if (auto problem = judge()) {
        findings_.add(std::move(*problem));
    } else {
        whole_ = !is_over();
        if (whole_) judge_witnesses();
    }
    if (entries_ && entries_->time_steps_back() > 0) {
        FrameFacts said;
        said.time_steps_back = entries_->time_steps_back();
        said.first_time_step_back = entries_->first_time_step_back();
        events_.note(said);
    }
    events_.finish();
}

// The checkpoint's lines by keys that the policy knows, when all else has been proven.
void TilesJudge::judge_witnesses() {
    if (!options_.policy) return;
    witness_judge_.emplace(*options_.policy, now_ns_, findings_, events_);
    static_cast<void>(witness_judge_->note(checkpoint_->note, size(), checkpoint_place()));
    witness_judge_->finish();
}

std::optional<Finding> TilesJudge::judge() {
    if (auto problem = take_checkpoint()) return problem;
    const std::string evidence = platform::join(directory_, std::string(format::kTileTreeEvidence));
    const Result<platform::EntryKind> there = storage_.kind(evidence);
    const bool is_missing = !there && there.error().code == ErrorCode::kNotFound;
    if (auto problem = is_missing ? judge_without_evidence() : take_evidence()) return problem;
    if (is_over()) return std::nullopt;
    if (auto problem = take_names()) return problem;
    return is_over() ? std::nullopt : take_entries();
}

std::optional<Finding> TilesJudge::take_checkpoint() {
    const std::string path = platform::join(directory_, std::string(format::kTileTreeCheckpoint));
    const Result<Bytes> bytes = platform::read_file(storage_, path, format::kCheckpointNoteSizeMax);
    if (!bytes) return from_error(bytes.error(), checkpoint_place());
    const std::string_view text = as_text(*bytes);
    // Whose it is is judged when that is known: by its own word it is of this origin.
    const std::string origin(text.substr(0, text.find('\n')));
    BundleNote note;
    if (auto problem = read_bundle_note(text, origin, checkpoint_place(), note)) return problem;
    checkpoint_ = std::move(note);
    bytes_ += bytes->size();
    return std::nullopt;
}

std::optional<Finding> TilesJudge::take_names() {
    TileInventory inventory(storage_, directory_, size(), events_, options_.cancelled);
    return inventory.run();
}

std::optional<Finding> TilesJudge::take_evidence() {
    const std::string name(format::kTileTreeEvidence);
    const std::string path = platform::join(directory_, name);
    VerifyOptions how;
    how.pin = options_.pin;
    how.cancelled = options_.cancelled;
    how.disclosed_bytes_max = 0;
    BundleJudge judge(path, how, now_ns_);
    judge.run(storage_);
    Report report = judge.report();
    for (Finding& each : report.findings) {
        each.file = each.file.empty() ? name : name + ": " + each.file;
        findings_.add(std::move(each));
    }
    if (is_over()) return std::nullopt;
    if (report.evidence != Evidence::kCheckpoint) {
        return failure("evidence-kind", {name, {}, {}, {}},
                       "another kind of bundle stands where whose the checkpoint is must stand",
                       {evidence_name(Evidence::kCheckpoint), evidence_name(report.evidence)});
    }
    bytes_ += report.bytes_verified;
    // What was judged just now gives its chain, unless somebody exchanged it meanwhile.
    EpochChainRead read = read_epoch_chain(storage_, path, options_.pin);
    if (!read.chain) {
        return failure("file-changed", {name, {}, {}, {}}, "the file changes while it is read");
    }
    chain_ = std::move(read.chain);
    identity_ = chain_->identity;
    const std::string& origin = chain_->facts.genesis.origin;
    if (checkpoint_->checkpoint.origin != origin) {
        return failure("checkpoint-origin", checkpoint_place(),
                       "the checkpoint is of another ledger than evidence.tar",
                       {plain(origin), plain(checkpoint_->checkpoint.origin)});
    }
    auto problem = judge_note(*chain_, *checkpoint_, checkpoint_place());
    if (!problem || problem->severity != Severity::kIncomplete) return problem;
    findings_.add(std::move(*problem));
    return std::nullopt;
}

// Then nobody says which keys are the ledger's; the tree is judged all the same.
std::optional<Finding> TilesJudge::judge_without_evidence() {
    const std::optional<Pin>& pin = options_.pin;
    if (!pin) {
        findings_.add(finding(
            Severity::kUntrusted, "no-key", checkpoint_place(),
            "the tree agrees with itself, but anybody can make such a tree: give the ledger's vkey "
            "or pin file (--key), which must come from elsewhere",
            {"a key or pin", "none"}));
    } else if (pin->key.name != checkpoint_->checkpoint.origin) {
        return failure("wrong-key", checkpoint_place(),
                       "this is not the ledger of the key that was given: its origin is another",
                       {plain(pin->key.name), plain(checkpoint_->checkpoint.origin)});
    } else if (auto problem = judge_line_if_any(*checkpoint_, pin->key.key, checkpoint_place())) {
        return problem;
    }
    findings_.add(finding(
        Severity::kIncomplete, "epochs-unknown",
        {std::string(format::kTileTreeEvidence), {}, {}, {}},
        "it is not known whose key signed the checkpoint: the tree has no evidence.tar, which "
        "`counterfoil export DIR --tiles` writes beside it; fetch it too",
        {"evidence.tar", "nothing"}));
    return std::nullopt;
}

std::optional<Finding> TilesJudge::take_entries() {
    entries_.emplace(chain_ ? std::optional<LedgerFacts>(chain_->facts) : std::nullopt);
    for (std::uint64_t index = 0; merkle::tile_width(0, index, size()) > 0; ++index) {
        if (is_stopped()) return judging_was_stopped();
        if (auto problem = take_bundle(index)) return problem;
        note_progress();
    }
    if (auto problem = judge_edge()) return problem;
    if (edge_.root() == checkpoint_->checkpoint.root) {
        if (options_.remembered && size() < options_.remembered->size) {
            findings_.add(finding(
                Severity::kIncomplete, "memory-unchecked", checkpoint_place(),
                "more records are remembered of the ledger than the tree has, so it cannot be said "
                "whether it is the same history; fetch a newer one",
                {fmt::format("at least {} records", options_.remembered->size),
                 fmt::format("{} records", size())}));
        }
        return std::nullopt;
    }
    return wrong_bytes("root-mismatch", checkpoint_place(),
                       "the checkpoint's root is not that of the tiles: one of the two is of "
                       "another history",
                       edge_.root(), checkpoint_->checkpoint.root);
}

std::optional<Finding> TilesJudge::take_bundle(std::uint64_t index) {
    const notes::TilePath tile{std::nullopt, index, merkle::tile_width(0, index, size())};
    Bytes content;
    std::string path;
    if (auto problem = read_needed_tile(storage_, directory_, tile, content, path)) return problem;
    bytes_ += content.size();
    for (std::size_t offset = 0; offset < content.size(); offset += format::kBundledEntrySize) {
        const ByteView item = ByteView(content).subspan(offset, format::kBundledEntrySize);
        Place place{path, {}, offset, entries_->records()};
        const std::size_t length = std::size_t{item[0]} << 8U | item[1];
        if (length != format::kEntrySize) {
            return wrong_number("tile-entry", place,
                                "a bundle is a run of entries, each with its length in front",
                                format::kEntrySize, length);
        }
        place.offset = offset + format::kBundledLengthSize;
        if (auto problem = take_entry(item.subspan(format::kBundledLengthSize), place)) {
            return problem;
        }
    }
    return std::nullopt;
}

std::optional<Finding> TilesJudge::take_entry(ByteView bytes, const Place& place) {
    Hash leaf;
    if (auto problem = entries_->take(bytes, place, leaf)) return problem;
    // A tile that is wrong ends the judgement, so the error is only its messenger.
    std::optional<Finding> problem;
    const Status added =
        edge_.append(leaf, [&](const merkle::Tile& tile, std::span<const Hash> hashes) {
            problem = judge_tile(tile, hashes);
            return problem ? Status(Error{ErrorCode::kDamaged, problem->message}) : Status();
        });
    if (!added) return problem;
    if (auto fork = judge_memory(place)) return fork;
    return judge_history(leaf, place);
}

// Whether the tree has grown from what is remembered of the ledger.
std::optional<Finding> TilesJudge::judge_memory(const Place& place) const {
    if (!options_.remembered || edge_.size() != options_.remembered->size) return std::nullopt;
    return compare_with_memory(*options_.remembered, edge_.root(), place);
}

// The tree's past is the one to which the epochs' evidence leads, at each border: a key that has
// its time later can sign another past, but not the ends of the epochs before it.
std::optional<Finding> TilesJudge::judge_history(const Hash& leaf, const Place& place) {
    if (entries_->records() == 1) {
        const bool pinned = options_.pin && options_.pin->genesis_leaf;
        if (!chain_ && !pinned) return std::nullopt;
        const Hash& genesis = chain_ ? chain_->facts.genesis_leaf : *options_.pin->genesis_leaf;
        if (leaf != genesis) {
            return wrong_bytes("wrong-genesis", place,
                               "the tree begins with another genesis than the ledger's", genesis,
                               leaf);
        }
        if (!chain_) identity_ = Identity::kPinned;
        return std::nullopt;
    }
    if (!chain_ || next_epoch_ >= chain_->epochs.size()) return std::nullopt;
    if (chain_->epochs[next_epoch_].start != entries_->records()) return std::nullopt;
    const Hash& expected = chain_->start_roots[next_epoch_++];
    const Hash root = edge_.root();
    if (root == expected) return std::nullopt;
    return wrong_bytes("bundle-consistency", place,
                       "at the end of an epoch the tree is not the one that its key signed: "
                       "another past",
                       expected, root);
}

std::optional<Finding> TilesJudge::judge_tile(const merkle::Tile& tile,
                                              std::span<const Hash> hashes) {
    Bytes content;
    std::string path;
    const notes::TilePath needed{tile.level, tile.index, tile.width};
    if (auto problem = read_needed_tile(storage_, directory_, needed, content, path)) {
        return problem;
    }
    bytes_ += content.size();
    const ByteView expected = bytes_of(hashes);
    const auto differs = std::mismatch(expected.begin(), expected.end(), content.begin());
    if (differs.first == expected.end()) return std::nullopt;
    const auto at = static_cast<std::uint64_t>(differs.first - expected.begin());
    const std::uint64_t number = at / sizeof(Hash);
    const Place place{path, {}, at, {}};
    const ByteView found(content);
    return wrong_bytes(
        "tile-hash", place,
        tile.level == 0
            ? fmt::format("hash {} of the tile is not that of its entry", number)
            : fmt::format("hash {} of the tile is not that of the tile below it", number),
        hashes[static_cast<std::size_t>(number)],
        found.subspan(static_cast<std::size_t>(number * sizeof(Hash)), sizeof(Hash)));
}

std::optional<Finding> TilesJudge::judge_edge() {
    std::optional<Finding> problem;
    const Status judged =
        edge_.partial_tiles([&](const merkle::Tile& tile, std::span<const Hash> hashes) {
            problem = judge_tile(tile, hashes);
            return problem ? Status(Error{ErrorCode::kDamaged, problem->message}) : Status();
        });
    return judged ? std::nullopt : problem;
}

void TilesJudge::note_progress() {
    if (!options_.progress) return;
    // What a checkpoint claims may not fit: then nobody knows how much there is.
    const bool is_known = size() < (std::uint64_t{1} << 48U);
    options_.progress({bytes_, is_known ? size() * kItemsSize : 0, entries_->records()});
}

bool TilesJudge::is_over() const {
    return findings_.any(Severity::kFailure) || findings_.any(Severity::kUnsupported) ||
           findings_.any(Severity::kIoError);
}

Verdict TilesJudge::verdict() const {
    return findings_.verdict(events_.any_notable() ? Verdict::kVerifiedWithEvents
                                                   : Verdict::kVerified);
}

std::vector<std::string> TilesJudge::not_proven() const {
    std::vector<std::string> texts{kTruthNotProven};
    if (!whole_) {
        texts.emplace_back("what stands behind the first finding: it was not judged");
        return texts;
    }
    texts.emplace_back(
        "what the records say, sealed or not, and that their bodies still exist or were destroyed "
        "rightly: tiles hold no bodies, only their digests");
    texts.push_back(
        fmt::format("what happened behind the checkpoint ({} records), and that the ledger still "
                    "exists",
                    size()));
    if (chain_) {
        // The last that starts below the checkpoint's size signed it.
        const auto later =
            std::find_if(chain_->epochs.begin(), chain_->epochs.end(),
                         [&](const EpochKey& epoch) { return epoch.start >= size(); });
        texts.push_back(late_key_not_proven(*std::prev(later)));
    }
    for (std::string& text : identity_not_proven(identity_)) texts.push_back(std::move(text));
    texts.emplace_back(kTimesNotProven);
    return texts;
}

Report TilesJudge::report() {
    Report report;
    report.evidence = Evidence::kTiles;
    report.path = plain(directory_);
    report.verdict = verdict();
    report.identity = identity_;
    report.not_proven = not_proven();
    if (checkpoint_) {
        report.origin = checkpoint_->checkpoint.origin;
        report.tree_size = size();
        report.root = checkpoint_->checkpoint.root;
        report.checkpoint_count = 1;
        report.checkpoint_size = size();
    }
    if (chain_) {
        report.ledger_id = chain_->facts.id;
        report.vkey = chain_->facts.vkey;
        report.epochs = chain_->epochs.size();
    }
    if (entries_ && entries_->records() > 0) {
        report.ledger_id = entries_->ledger_id();
        report.records_verified = entries_->records();
        report.event_records = entries_->event_records();
    }
    report.bytes_verified = bytes_;
    if (options_.remembered && edge_.size() >= options_.remembered->size) {
        report.remembered_size = options_.remembered->size;
    }
    if (witness_judge_) witness_judge_->tell(report);
    report.findings_total = findings_.total();
    report.findings = findings_.take();
    report.events = events_.take();
    return report;
}

Result<LedgerId> claimed_tiles_id(platform::Storage& storage, const std::string& directory) {
    const std::string evidence = platform::join(directory, std::string(format::kTileTreeEvidence));
    if (Result<LedgerId> claimed = claimed_bundle_id(storage, evidence); claimed) return claimed;
    const std::string checkpoint =
        platform::join(directory, std::string(format::kTileTreeCheckpoint));
    const Result<Bytes> text =
        platform::read_file(storage, checkpoint, format::kCheckpointNoteSizeMax);
    if (!text) return text.error();
    BundleNote note;
    const std::string_view bytes = as_text(*text);
    const std::string origin(bytes.substr(0, bytes.find('\n')));
    const Error unknown{ErrorCode::kDamaged,
                        fmt::format("{} names no ledger id", plain(directory))};
    if (read_bundle_note(bytes, origin, checkpoint_place(), note)) return unknown;
    const notes::TilePath first{std::nullopt, 0, merkle::tile_width(0, 0, note.checkpoint.size)};
    Bytes bundle;
    std::string path;
    if (read_needed_tile(storage, directory, first, bundle, path)) return unknown;
    format::Entry entry;
    std::copy_n(bundle.begin() + format::kBundledLengthSize, sizeof entry,
                reinterpret_cast<std::uint8_t*>(&entry));
    return entry.ledger_id;
}

}  // namespace counterfoil::verifier
