// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "ledger/notes/evidence.h"
#include "ledger/notes/policy.h"
#include "verifier/bundle_epochs.h"
#include "verifier/bundle_reader.h"
#include "verifier/bundle_texts.h"
#include "verifier/findings.h"
#include "verifier/pin.h"
#include "verifier/report.h"

namespace counterfoil::verifier {

// Nothing, or that a manifest of this kind is of a version that this program does not know; of
// other texts nothing is said.
[[nodiscard]] std::optional<Finding> judge_manifest_version(std::string_view manifest,
                                                            std::string_view format,
                                                            const Place& place);

// What every bundle begins with: its manifest, which tells the kind, the epochs from the pin on,
// and the checkpoint that they lead to.
class BundleHead {
  public:
    explicit BundleHead(BundleReader& reader) : reader_(reader), epochs_(reader) {}

    // Takes these files. A missing key is added to `findings` and does not end it; what is wrong
    // with the identity is added too, and then the checkpoint is not there.
    [[nodiscard]] std::optional<Finding> take(const std::optional<Pin>& pin,
                                              const std::optional<notes::Policy>& policy,
                                              FindingList& findings);

    // Of a manifest that begins like none that we know, what follows is taken for records; then the
    // manifest is found to be wrong.
    [[nodiscard]] Evidence kind() const { return kind_; }
    [[nodiscard]] const std::string& manifest() const { return manifest_; }
    // Nothing before genesis could be read.
    [[nodiscard]] const std::optional<LedgerFacts>& facts() const { return epochs_.facts(); }
    [[nodiscard]] Identity identity() const { return epochs_.identity(); }
    [[nodiscard]] const BundleEpochs& epochs() const { return epochs_; }
    // Nothing unless all that leads to it is right.
    [[nodiscard]] const std::optional<BundleNote>& checkpoint() const { return checkpoint_; }
    // What a manifest must say of it. The checkpoint must be there.
    [[nodiscard]] notes::ManifestHead expected() const;

  private:
    [[nodiscard]] std::optional<Finding> take_manifest();
    [[nodiscard]] std::optional<Finding> take_checkpoint();

    BundleReader& reader_;
    Evidence kind_ = Evidence::kBundle;
    std::string manifest_;
    BundleEpochs epochs_;
    std::optional<BundleNote> checkpoint_;
};

}  // namespace counterfoil::verifier
