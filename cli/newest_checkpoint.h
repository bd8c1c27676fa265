// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/places.h"
#include "ledger/base/result.h"
#include "ledger/notes/checkpoint.h"

namespace counterfoil::cli {

struct NewestCheckpoint {
    std::string note;  // As it was published.
    std::string text;  // What is signed: the beginning of the note.
    notes::Checkpoint checkpoint;
};

// The newest published checkpoint. Publishes one first if there is something new; when that is not
// possible, because the key is not here or somebody else is writing, it says so unless `quiet`, and
// the newest there is is the answer. kNotFound when there is none.
[[nodiscard]] Result<NewestCheckpoint> newest_checkpoint(const Machine& machine,
                                                         const std::string& directory,
                                                         WriterPlaces& places, bool quiet);

}  // namespace counterfoil::cli
