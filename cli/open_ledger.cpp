// SPDX-License-Identifier: Apache-2.0
#include "cli/open_ledger.h"

namespace counterfoil::cli {

Result<reader::LedgerReader> open_reader(const Machine& machine, const std::string& directory) {
    Status there = require_directory(machine.storage(), directory);
    if (!there) return there.error();
    return reader::LedgerReader::open(machine.storage(), directory);
}

Result<std::unique_ptr<reader::LedgerView>> open_view(const Machine& machine,
                                                      const std::string& directory,
                                                      const keys::KeyAccess& access) {
    Status there = require_directory(machine.storage(), directory);
    if (!there) return there.error();
    return reader::LedgerView::open(machine.storage(), machine.random(), directory, access);
}

}  // namespace counterfoil::cli
