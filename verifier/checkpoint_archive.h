// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "ledger/base/result.h"
#include "ledger/notes/tar_writer.h"
#include "ledger/platform/storage.h"
#include "verifier/ledger_proof.h"

// Writes what a verification proved, for others to judge: docs/FORMAT.md, "Evidence bundle".
namespace counterfoil::verifier {

// A bundle of kind counterfoil-checkpoint. The proof must have its facts and its checkpoint.
[[nodiscard]] Status add_checkpoint_evidence(notes::TarWriter& archive, const LedgerProof& proof);

// The same as a file, whole or not there, durable when it returns. Replaces what is at `path` if
// `may`, which is asked while nobody else can replace it, says so; else what that says is the
// error.
[[nodiscard]] Status write_checkpoint_evidence(platform::Storage& storage, const std::string& path,
                                               const LedgerProof& proof,
                                               const std::function<Status()>& may);

// A bundle of kind counterfoil-fork: the remembered checkpoint, as the bundle at `remembered_path`
// proves it, and the ledger shown, whose beginning of the same size is another. The proof must have
// everything.
[[nodiscard]] Status write_fork_evidence(platform::Storage& storage, const std::string& path,
                                         const std::string& remembered_path,
                                         const WatchedSize& remembered, const LedgerProof& shown);

}  // namespace counterfoil::verifier
