// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "cli/places.h"
#include "ledger/base/result.h"
#include "ledger/keys/key_access.h"
#include "ledger/reader/ledger_reader.h"
#include "ledger/reader/ledger_view.h"

namespace counterfoil::cli {

// A ledger that a person named. kNotFound, in words for people, when there is none; kUnsupported
// when ledger.json or anything that is read names a format version of a later program.
[[nodiscard]] Result<reader::LedgerReader> open_reader(const Machine& machine,
                                                       const std::string& directory);
// The same with the keys of this user, or without. `machine` must outlive the view.
[[nodiscard]] Result<std::unique_ptr<reader::LedgerView>> open_view(const Machine& machine,
                                                                    const std::string& directory,
                                                                    const keys::KeyAccess& access);

}  // namespace counterfoil::cli
