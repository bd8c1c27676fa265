// SPDX-License-Identifier: Apache-2.0
#include "verifier/checkpoint_archive.h"

#include <algorithm>

#include "ledger/crypto/encoding.h"
#include "ledger/format/bundle.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/evidence.h"
#include "ledger/notes/note.h"
#include "ledger/notes/proof_file.h"

namespace counterfoil::verifier {
namespace {

// The commit as a note of one line.
std::string note_of(const LedgerFacts& facts, const SignedSize& commit) {
    notes::Note note;
    note.text = notes::checkpoint_text(facts.genesis.origin, commit.size, commit.root);
    note.signatures.push_back({facts.genesis.origin, commit.key_id,
                               Bytes(commit.signature.begin(), commit.signature.end())});
    return note.serialize();
}

std::string hash_lines(const merkle::Path& path) {
    std::string text;
    for (const Hash& hash : path) text += crypto::base64(hash) + '\n';
    return text;
}

// The first error of a row of writes.
class Files {
  public:
    explicit Files(notes::TarWriter& archive) : archive_(archive) {}
    void add(std::string_view name, ByteView content) {
        if (status_) status_ = archive_.add(name, content);
    }
    void add(std::string_view name, const std::string& text) { add(name, as_bytes(text)); }
    [[nodiscard]] const Status& status() const { return status_; }

  private:
    notes::TarWriter& archive_;
    Status status_;
};

// Writes an archive in the place of PATH.
Status replace_archive(platform::Storage& storage, const std::string& path,
                       const std::function<Status(const notes::ByteSink&)>& write) {
    return platform::replace_file(storage, path, [&](platform::File& file) {
        std::uint64_t at = 0;
        return write([&](ByteView bytes) {
            Status written = file.write_at(at, bytes);
            at += bytes.size();
            return written;
        });
    });
}

// A file of another storage into the archive, a MiB at a time.
Status add_file(platform::Storage& storage, notes::TarWriter& archive, std::string_view name,
                const std::string& path) {
    const auto file = storage.open(path, platform::OpenMode::kRead);
    if (!file) return file.error();
    const Result<std::uint64_t> size = (*file)->size();
    if (!size) return size.error();
    if (Status begun = archive.begin(name, *size); !begun) return begun;
    Bytes buffer(std::size_t{1} << 20U);
    for (std::uint64_t at = 0; at < *size;) {
        const auto wanted =
            static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), *size - at));
        const auto got = (*file)->read_at(at, MutableByteView(buffer).first(wanted));
        if (!got) return got.error();
        if (*got != wanted) return Error{ErrorCode::kDamaged, path + ": became shorter"};
        if (Status put = archive.part(ByteView(buffer).first(wanted)); !put) return put;
        at += wanted;
    }
    return {};
}

}  // namespace

Status add_checkpoint_evidence(notes::TarWriter& archive, const LedgerProof& proof) {
    require(proof.facts && proof.checkpoint, "a checkpoint that was proven");
    const LedgerFacts& facts = *proof.facts;
    const std::vector<EpochProof>& epochs = proof.checkpoint->epochs;
    const SignedSize& checkpoint = proof.checkpoint->checkpoint;
    const std::string note = note_of(facts, checkpoint);
    Files files(archive);
    notes::ManifestHead manifest;
    manifest.ledger_id = facts.id;
    manifest.origin = facts.genesis.origin;
    manifest.vkey = facts.vkey;
    manifest.genesis_leaf = facts.genesis_leaf;
    manifest.encrypted = facts.encrypted;
    manifest.checkpoint_size = checkpoint.size;
    manifest.checkpoint_root = checkpoint.root;
    manifest.epochs = epochs.size();
    files.add(format::kManifestFile, notes::checkpoint_manifest_json(manifest));
    for (std::size_t i = 0; i < epochs.size(); ++i) {
        const EpochProof& epoch = epochs[i];
        const auto name = [&](std::string_view file) { return format::bundle_epoch_file(i, file); };
        files.add(name(format::kEntryFile), format::bytes_of(epoch.entry));
        files.add(name(format::kBodyFile), epoch.body);
        // Genesis is proven where its epoch ends; the others where they begin.
        notes::ProofFile inclusion;
        if (i == 0) {
            inclusion.path = epoch.onward;
            inclusion.checkpoint = epochs.size() > 1 ? note_of(facts, epochs[1].border) : note;
        } else {
            inclusion.index = epoch.border.size - 1;
            inclusion.path = epoch.inclusion;
            inclusion.checkpoint = note_of(facts, epoch.border);
        }
        files.add(name(format::kInclusionFile), notes::serialize_proof(inclusion));
        if (i > 0) files.add(name(format::kConsistencyFile), hash_lines(epoch.onward));
    }
    files.add(format::kCheckpointFile, note);
    if (!files.status()) return files.status();
    return archive.finish();
}

Status write_checkpoint_evidence(platform::Storage& storage, const std::string& path,
                                 const LedgerProof& proof, const std::function<Status()>& may) {
    return replace_archive(storage, path, [&](const notes::ByteSink& sink) -> Status {
        if (Status allowed = may(); !allowed) return allowed;
        notes::TarWriter archive(sink);
        return add_checkpoint_evidence(archive, proof);
    });
}

Status write_fork_evidence(platform::Storage& storage, const std::string& path,
                           const std::string& remembered_path, const WatchedSize& remembered,
                           const LedgerProof& shown) {
    require(shown.facts && shown.checkpoint && shown.watched && shown.watched_path,
            "a fork that was seen");
    const auto add_shown = [&](const notes::ByteSink& sink) {
        notes::TarWriter archive(sink);
        return add_checkpoint_evidence(archive, shown);
    };
    // An archive says how long a file is before the file.
    std::uint64_t length = 0;
    const Status counted = add_shown([&](ByteView bytes) {
        length += bytes.size();
        return Status();
    });
    if (!counted) return counted;
    notes::ForkManifest manifest;
    manifest.ledger_id = shown.facts->id;
    manifest.origin = shown.facts->genesis.origin;
    manifest.vkey = shown.facts->vkey;
    manifest.genesis_leaf = shown.facts->genesis_leaf;
    manifest.remembered_size = remembered.size;
    manifest.remembered_root = remembered.root;
    manifest.shown_size = shown.checkpoint->checkpoint.size;
    manifest.shown_root = shown.checkpoint->checkpoint.root;
    manifest.shown_beginning = shown.watched->root;
    return replace_archive(storage, path, [&](const notes::ByteSink& sink) -> Status {
        notes::TarWriter archive(sink);
        Status done =
            archive.add(format::kManifestFile, as_bytes(notes::fork_manifest_json(manifest)));
        if (done) done = add_file(storage, archive, format::kRememberedFile, remembered_path);
        if (done) done = archive.begin(format::kShownFile, length);
        if (done) done = add_shown([&](ByteView bytes) { return archive.part(bytes); });
        if (done && !shown.watched_path->empty()) {
            done = archive.add(format::kConsistencyFile, as_bytes(hash_lines(*shown.watched_path)));
        }
        return done ? archive.finish() : done;
    });
}

}  // namespace counterfoil::verifier
