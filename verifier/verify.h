// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/crypto/timestamp.h"
#include "ledger/notes/policy.h"
#include "ledger/platform/clock.h"
#include "ledger/platform/storage.h"
#include "verifier/given_checkpoint.h"
#include "verifier/known_size.h"
#include "verifier/ledger_proof.h"
#include "verifier/pin.h"
#include "verifier/report.h"

namespace counterfoil::verifier {

struct Progress {
    std::uint64_t bytes_done = 0;
    std::uint64_t bytes_total = 0;
    std::uint64_t records_done = 0;
};

struct VerifyOptions {
    // Who the ledger must be. Nothing given: UNTRUSTED at best.
    std::optional<Pin> pin;
    // Which logs and witnesses are trusted, and how many of the witnesses must have cosigned a
    // checkpoint. Without it cosignatures are not judged. Its logs stand in for a missing pin.
    std::optional<notes::Policy> policy;
    // Who is trusted to tell the time. Without it a time stamp is only held to its checkpoint.
    std::optional<crypto::Authorities> time_stamp_authorities;
    // Which ledger it was found to be before (claimed_ledger_id), if anybody looked.
    std::optional<LedgerId> ledger;
    // What somebody remembers of the ledger. What is there now must have grown from that, or it was
    // put back ("rollback") or tells another story ("fork"). What holds too little of the ledger to
    // be compared is INCOMPLETE ("memory-unchecked"). Of bundles: only a checkpoint of that size
    // can be compared, and no other need be.
    std::optional<KnownSize> remembered;
    // Of ledgers: a checkpoint of it up to which it was verified before. Only what is new is
    // judged, from the beginning of the segment in which the checkpoint lies, or the remembered
    // size, if that is earlier.
    std::optional<GivenCheckpoint> since;
    // Of ledgers: HEAD, the newest segment with its checkpoints, the seals of all others and the
    // links between them. INCOMPLETE at best where there are others: their records are not read,
    // nor those that name the keys of later epochs, nor older checkpoints. A ledger of one segment
    // is judged whole.
    bool quick = false;
    // Of ledgers: how many threads judge; one reads no frame ahead.
    unsigned threads = 1;
    // Of ledgers: a file in which an interrupted run leaves how far it came, and from which the
    // next one goes on if no file has changed since; empty: none. Its directory is made when
    // needed.
    std::string resume_file;
    std::size_t findings_max = 1000;
    // How much of what a bundle discloses the report keeps; the rest is counted.
    std::uint64_t disclosed_bytes_max = 16ULL << 20U;
    // Called for each disclosed record of a bundle when that record has been proven. Only the
    // report tells whether all of the bundle holds. May be empty.
    std::function<void(const DisclosedRecord&)> disclosed;
    // Called now and then from the verifying thread; may be empty.
    std::function<void(const Progress&)> progress;
    // Polled between frames; true stops with a finding "interrupted" (INCOMPLETE).
    std::function<bool()> cancelled;
};

// Judges a ledger directory by docs/FORMAT.md, "Judging a ledger". Reads only, and reads files
// instead of mapping them. Hostile input gives findings, never a crash; memory is bounded by a few
// MiB beyond the largest frame and 2 KiB an epoch. Never fails itself: what cannot be read is a
// finding. `proof`, unless it is null, gets what proves to others what was found.
[[nodiscard]] Report verify_ledger(platform::Storage& storage, platform::Clock& clock,
                                   const std::string& directory, const VerifyOptions& options,
                                   LedgerProof* proof = nullptr);

// Judges an evidence bundle by docs/FORMAT.md, "Judging a bundle", without its ledger: one pass,
// the first finding ends it but for a missing key. Hostile input gives findings, never a crash;
// memory is bounded by a few MiB beyond the largest record, what the report keeps, and what the
// streams need that records of the bundle belong to. Writes nothing, whatever the names in the
// bundle.
[[nodiscard]] Report verify_bundle(platform::Storage& storage, platform::Clock& clock,
                                   const std::string& path, const VerifyOptions& options);

struct ProofOptions {
    // Who the ledger must be. Nothing given: UNTRUSTED at best.
    std::optional<Pin> pin;
    // A bundle of any kind, from whose beginning the ledger's epochs are known; empty: nothing says
    // whose keys sign, so INCOMPLETE at best.
    std::string evidence_path;
    // The 180 bytes of the record's entry, for the proof of a record; empty: INCOMPLETE at best.
    std::string entry_path;
};

// Judges a .tlog-proof by docs/FORMAT.md, "Judging a proof": whether a record is under a checkpoint
// that the ledger's own key signed. Hostile input gives findings, never a crash; memory is bounded
// by the limits of the files.
[[nodiscard]] Report verify_proof(platform::Storage& storage, platform::Clock& clock,
                                  const std::string& path, const ProofOptions& options);

// The files of a proof that a newer checkpoint continues an older one.
struct ConsistencyPaths {
    std::string proof;  // BASE64(hash) LF each, or nothing.
    std::string older;  // Two notes.
    std::string newer;
};
[[nodiscard]] Report verify_consistency_proof(platform::Storage& storage, platform::Clock& clock,
                                              const ConsistencyPaths& paths,
                                              const ProofOptions& options);

// What a .tlog-proof, or a note, says of itself. A hint only: it proves nothing.
struct ProofClaim {
    std::string origin;
    std::uint64_t index = 0;  // 0 for a note.
};
[[nodiscard]] Result<ProofClaim> claimed_proof(platform::Storage& storage, const std::string& path);

// Judges a tile tree by docs/FORMAT.md, "Judging a tile tree", without its ledger: one pass over
// its entries, the first finding ends it but for a missing key and epochs that are not known.
// Hostile input gives findings, never a crash; memory is bounded by a few hundred KiB, 12 bytes for
// each stream, 88 for each epoch and the names of one directory at each level of the tree.
[[nodiscard]] Report verify_tiles(platform::Storage& storage, platform::Clock& clock,
                                  const std::string& directory, const VerifyOptions& options);

// The id in ledger.json, for finding a remembered pin. A hint only: it proves nothing.
[[nodiscard]] Result<LedgerId> claimed_ledger_id(platform::Storage& storage,
                                                 const std::string& directory);

// The same for a bundle, from its manifest.
[[nodiscard]] Result<LedgerId> claimed_bundle_id(platform::Storage& storage,
                                                 const std::string& path);

// The same for a tile tree, from its evidence.tar or its first entry.
[[nodiscard]] Result<LedgerId> claimed_tiles_id(platform::Storage& storage,
                                                const std::string& directory);

}  // namespace counterfoil::verifier
