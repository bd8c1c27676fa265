// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/places.h"
#include "ledger/base/result.h"
#include "ledger/notes/checkpoint.h"

namespace counterfoil::cli {

struct NewestCheckpoint {
    std::string note;  // Verbatim.
    std::string text;  // What is signed: the note's beginning.
    notes::Checkpoint checkpoint;
};

// The newest published checkpoint. Publishes one first if there is something new, the key is here
// and nobody else is writing; says so, unless `quiet`, when that was not possible and an older one
// is the answer.
[[nodiscard]] Result<NewestCheckpoint> newest_checkpoint(const Machine& machine,
                                                         const std::string& directory,
                                                         WriterPlaces& places, bool quiet);

}  // namespace counterfoil::cli
