// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/crypto/sign.h"
#include "ledger/merkle/proof.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "ledger/notes/proof_file.h"
#include "verifier/findings.h"

// The texts in a bundle: each is taken in its one form only.
namespace counterfoil::verifier {

// A checkpoint note. Its signatures are yet to be judged.
struct BundleNote {
    std::string text;  // Verbatim.
    notes::Note note;
    notes::Checkpoint checkpoint;
};
// Of whatever ledger.
[[nodiscard]] std::optional<Finding> read_note(std::string_view text, const Place& place,
                                               BundleNote& note);
// Of the ledger of this origin.
[[nodiscard]] std::optional<Finding> read_bundle_note(std::string_view text,
                                                      const std::string& origin, const Place& place,
                                                      BundleNote& note);
// Whether it has one line by this key under the origin, and that is right.
[[nodiscard]] std::optional<Finding> judge_line_of(const BundleNote& note,
                                                   const crypto::PublicKey& key,
                                                   const Place& place);
// Whether it has no line by this key, or a right one.
[[nodiscard]] std::optional<Finding> judge_line_if_any(const BundleNote& note,
                                                       const crypto::PublicKey& key,
                                                       const Place& place);

// A tlog-proof of this record.
[[nodiscard]] std::optional<Finding> read_bundle_proof(std::string_view text,
                                                       std::uint64_t sequence, const Place& place,
                                                       notes::ProofFile& proof);
// BASE64(hash) LF each.
[[nodiscard]] std::optional<Finding> read_bundle_hashes(std::string_view text, const Place& place,
                                                        merkle::Path& path);

// Whether a record is under a checkpoint by its proof.
[[nodiscard]] std::optional<Finding> judge_inclusion(const Hash& leaf,
                                                     const notes::ProofFile& proof,
                                                     const notes::Checkpoint& checkpoint,
                                                     const Place& place);

}  // namespace counterfoil::verifier
