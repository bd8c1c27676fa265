// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "cli/import_run.h"
#include "cli/places.h"
#include "ledger/base/result.h"
#include "ledger/store/creator.h"
#include "verifier/report.h"

namespace counterfoil::cli {

// What the guided tour does, step by step, all inside one directory that it is given; the user's
// own keys and pins are left alone.
class DemoSteps {
  public:
    DemoSteps(const Machine& machine, std::string directory);

    [[nodiscard]] const std::string& ledger() const { return ledger_; }
    [[nodiscard]] const std::string& keys() const { return keys_; }
    [[nodiscard]] const std::string& trust() const { return trust_; }

    [[nodiscard]] Result<store::Created> make_ledger();
    [[nodiscard]] Result<ImportCounts> import(const std::string& file);
    [[nodiscard]] Result<verifier::Report> verify(const std::string& ledger) const;
    // Copies of the ledger, each tampered with, in directories of these names.
    [[nodiscard]] Result<std::string> copy_with_a_flipped_bit(std::uint64_t sequence) const;
    [[nodiscard]] Result<std::string> copy_cut_short() const;

  private:
    [[nodiscard]] Result<std::string> copy(const std::string& name) const;

    const Machine& machine_;
    std::string ledger_;
    std::string keys_;
    std::string trust_;
    std::string state_;
    std::string directory_;
};

}  // namespace counterfoil::cli
