// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/places.h"

namespace counterfoil::cli {

// What a person asked of `counterfoil export DIR --tiles OUTPUT`.
struct TilesRequest {
    std::string directory;
    std::string output;
    bool quiet = false;
    bool json = false;
};

// Publishes a checkpoint if something is new and it can, brings the tile tree up to the newest one,
// and answers. Returns the exit code.
[[nodiscard]] int export_tiles(const Machine& machine, const TilesRequest& request,
                               WriterPlaces& places);

}  // namespace counterfoil::cli
