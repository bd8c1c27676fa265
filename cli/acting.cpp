// SPDX-License-Identifier: Apache-2.0
#include "cli/acting.h"

#include "cli/answer.h"
#include "ledger/platform/process.h"

namespace counterfoil::cli {

Result<std::unique_ptr<store::LedgerWriter>> open_for_administration(const Machine& machine,
                                                                     const std::string& directory,
                                                                     WriterPlaces& places) {
    const Result<store::WriterOptions> options = writer_options(directory, places);
    if (!options) return options.error();
    if (Status there = require_directory(machine.storage(), directory); !there) {
        return there.error();
    }
    auto writer = store::LedgerWriter::open(machine.platform(), *options);
    if (writer && (*writer)->recovered()) {
        say("the ledger was not closed cleanly, and has been recovered");
    }
    return writer;
}

std::string actor() {
    return platform::acting_user() + " on " + platform::host_name();
}

}  // namespace counterfoil::cli
