// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/platform/storage.h"
#include "verifier/bundle_texts.h"
#include "verifier/epoch_chain.h"
#include "verifier/findings.h"
#include "verifier/report.h"
#include "verifier/verify.h"

namespace counterfoil::verifier {

// By what somebody's note is judged: a chain of epochs, if there is evidence of one, or else only
// the key that was given.
class NoteEvidence {
  public:
    // `options` must outlive this object.
    explicit NoteEvidence(const ProofOptions& options) : options_(options) {}

    // Reads the evidence. What is wrong with it, or missing, is added to `findings`.
    void take(platform::Storage& storage, FindingList& findings);
    // Whose the note is, as far as that can be told. A finding of severity kFailure ends it.
    [[nodiscard]] std::optional<Finding> judge(const BundleNote& note, const Place& place) const;

    [[nodiscard]] const std::optional<EpochChain>& chain() const { return chain_; }
    // What a report says of whose it is, and what it leaves open.
    void tell(Report& report) const;
    // `size`: of the newest note that was judged.
    [[nodiscard]] std::vector<std::string> not_proven(std::uint64_t size) const;

  private:
    const ProofOptions& options_;
    std::optional<EpochChain> chain_;
};

// A note in its one form, of whatever origin, from a file.
[[nodiscard]] std::optional<Finding> read_note_file(platform::Storage& storage,
                                                    const std::string& path, BundleNote& note);

}  // namespace counterfoil::verifier
