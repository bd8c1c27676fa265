// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "ledger/format/entry.h"
#include "ledger/notes/proof_file.h"
#include "ledger/platform/storage.h"
#include "verifier/findings.h"
#include "verifier/note_evidence.h"
#include "verifier/report.h"
#include "verifier/verify.h"

namespace counterfoil::verifier {

// One judgement of a record's proof (docs/FORMAT.md, "Judging a proof").
class ProofJudge {
  public:
    // `options` must outlive this object.
    ProofJudge(std::string path, const ProofOptions& options)
        : path_(std::move(path)), options_(options), findings_(kFindingsMax), evidence_(options) {}

    void run(platform::Storage& storage);
    [[nodiscard]] Report report();

  private:
    static constexpr std::size_t kFindingsMax = 100;
    [[nodiscard]] std::optional<Finding> judge(platform::Storage& storage);
    [[nodiscard]] std::optional<Finding> read(platform::Storage& storage);
    [[nodiscard]] std::optional<Finding> judge_entry(platform::Storage& storage);
    [[nodiscard]] Place place() const { return {path_, {}, {}, {}}; }

    std::string path_;
    const ProofOptions& options_;
    FindingList findings_;
    NoteEvidence evidence_;
    std::optional<notes::ProofFile> proof_;  // Once its form was judged,
    std::optional<BundleNote> note_;         // and that of its note.
    bool under_ = false;                     // The record was seen to be under it.
    bool event_ = false;
};

// One judgement of a proof that a checkpoint continues another ("Judging a proof of consistency").
class ConsistencyJudge {
  public:
    // `options` must outlive this object.
    ConsistencyJudge(ConsistencyPaths paths, const ProofOptions& options)
        : paths_(std::move(paths)), findings_(kFindingsMax), evidence_(options) {}

    void run(platform::Storage& storage);
    [[nodiscard]] Report report();

  private:
    static constexpr std::size_t kFindingsMax = 100;
    [[nodiscard]] std::optional<Finding> judge(platform::Storage& storage);
    [[nodiscard]] std::optional<Finding> judge_path(platform::Storage& storage);

    ConsistencyPaths paths_;
    FindingList findings_;
    NoteEvidence evidence_;
    std::optional<BundleNote> old_;
    std::optional<BundleNote> new_;
};

}  // namespace counterfoil::verifier
