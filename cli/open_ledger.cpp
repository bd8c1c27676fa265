// SPDX-License-Identifier: Apache-2.0
#include "cli/open_ledger.h"

#include "verifier/ledger_json_claim.h"

namespace counterfoil::cli {
namespace {

// A ledger of a later format says so in ledger.json first of all: nobody goes on to misread it.
Status require_readable(const Machine& machine, const std::string& directory) {
    Status there = require_directory(machine.storage(), directory);
    return there ? verifier::require_known_format(machine.storage(), directory) : there;
}

}  // namespace

Result<reader::LedgerReader> open_reader(const Machine& machine, const std::string& directory) {
    if (Status may = require_readable(machine, directory); !may) return may.error();
    return reader::LedgerReader::open(machine.storage(), directory);
}

Result<std::unique_ptr<reader::LedgerView>> open_view(const Machine& machine,
                                                      const std::string& directory,
                                                      const keys::KeyAccess& access) {
    if (Status may = require_readable(machine, directory); !may) return may.error();
    return reader::LedgerView::open(machine.storage(), machine.random(), directory, access);
}

}  // namespace counterfoil::cli
